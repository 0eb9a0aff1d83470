package sandbox

import (
	"errors"
	"net/http"
)

// update is PUT /partners/{id} and PUT /partners.
func (s *Sandbox) update(x *exchange) *reply {
	outer := &form{in: x.input}
	if x.route.id == "" && x.input["key"] == nil && x.input["email"] == nil {
		outer.fail("key", "field is required when email is not present.")
		outer.fail("email", "field is required when key is not present.")
	}
	in, ok := x.input["update"].(map[string]any)
	if outer.required("update") && !ok {
		outer.fail("update", "field must be an array.")
	}
	if len(outer.fails) > 0 {
		return x.refuse(outer)
	}
	r := s.target(x)
	if r == nil {
		return notFound()
	}
	f := &form{in: in, prefix: "update."}
	change := f.changes(func(attribute, value string) bool {
		other := s.partners.find(attribute, value)
		return other != nil && other.n != r.n
	})
	if len(f.fails) > 0 {
		return x.refuse(f)
	}
	return s.change(x, r, change)
}

// change does the work of update.
func (s *Sandbox) change(x *exchange, r *row, change func(Partner) Partner) *reply {
	now := s.now()
	r, err := s.partners.update(r.n, func(p Partner) Partner {
		p = change(p)
		p.UpdatedAt = now
		return p
	}, s.unique())
	switch {
	case errors.Is(err, errGone):
		return notFound()
	case err != nil:
		return pretty(http.StatusInternalServerError, "Server Error")
	}
	x.entry.PartnerID = r.ID
	return success(http.StatusOK, s.detail(make([]byte, 0, 512), &r.Partner, true))
}

// changes checks the fields under "update" and returns the change. A missing field
// changes nothing. null clears a name, and all tags.
func (f *form) changes(taken func(attribute, value string) bool) func(Partner) Partner {
	var p Partner
	if f.has("email") {
		p.Email = f.email()
		f.unique("email", p.Email, taken)
	}
	p.Name, p.Surname = f.text("name", 100), f.text("surname", 100)
	p.Password = f.password()
	if f.has("key") && f.required("key") {
		p.Key = f.text("key", 64)
		f.unique("key", p.Key, taken)
	}
	p.Tags = f.tags()
	return func(old Partner) Partner {
		set(&old.Email, p.Email, p.Email != "")
		set(&old.Name, p.Name, f.has("name"))
		set(&old.Surname, p.Surname, f.has("surname"))
		set(&old.Password, p.Password, p.Password != "")
		set(&old.Key, p.Key, p.Key != "")
		set(&old.Tags, p.Tags, f.has("tags"))
		return old
	}
}

// set assigns v if asked to.
func set[T any](to *T, v T, ok bool) {
	if ok {
		*to = v
	}
}
