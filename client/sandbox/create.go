package sandbox

import (
	"net/http"
	"strings"
)

// create is POST /partners.
func (s *Sandbox) create(x *exchange) *reply {
	f := &form{in: x.input}
	p := f.partner(s.taken)
	ref := f.referrer()
	if len(f.fails) > 0 {
		return x.refuse(f)
	}
	if ref.given {
		r := s.partners.find(ref.attribute, ref.value)
		if r == nil {
			return compact(http.StatusBadRequest, []byte(`{"message":"Referring partner not found.","status":0}`))
		}
		p.ReferrerID = r.ID
	}
	p.Status = "active"
	return s.insert(x, p, http.StatusCreated)
}

// invite is POST /partners:invite. An invited person is a partner from then on,
// who still has to accept.
func (s *Sandbox) invite(x *exchange) *reply {
	f := &form{in: x.input}
	p := Partner{Email: f.email(), Status: "pending", Invited: true}
	f.unique("email", p.Email, s.taken)
	if f.required("name") {
		p.Name = f.text("name", 100)
	}
	p.Surname = f.text("surname", 100)
	if len(f.fails) > 0 {
		return x.refuse(f)
	}
	return s.insert(x, p, http.StatusOK)
}

// insert does the work of create and invite. Some time has passed since the check
// that no partner has these values: another request may have taken them.
func (s *Sandbox) insert(x *exchange, p Partner, status int) *reply {
	if !pause(s.opts.LateInsert, closing(x.r.Context())) {
		x.entry.Fault = "shutdown"
		return &reply{manner: cut}
	}
	p.CreatedAt = s.now()
	p.UpdatedAt = p.CreatedAt
	s.normalize(&p)
	r, err := s.partners.insert(p, s.unique())
	if err != nil {
		return pretty(http.StatusInternalServerError, "Server Error")
	}
	x.entry.PartnerID, x.entry.Created = r.ID, true
	return success(status, s.detail(make([]byte, 0, 512), &r.Partner, false))
}

// normalize changes what is stored in another form.
func (s *Sandbox) normalize(p *Partner) {
	if strings.Contains(s.opts.Normalize, "emails") {
		name, domain, _ := strings.Cut(strings.ToLower(p.Email), "@")
		name, _, _ = strings.Cut(name, "+")
		p.Email = strings.ReplaceAll(name, ".", "") + "@" + domain
	}
	if strings.Contains(s.opts.Normalize, "keys") {
		p.Key = strings.ToLower(p.Key)
	}
}

// unique tells whether the database has unique indexes.
func (s *Sandbox) unique() bool { return s.opts.Race != "none" }

// taken tells whether a partner has this value.
func (s *Sandbox) taken(attribute, value string) bool {
	return s.partners.find(attribute, value) != nil
}

// partner reads and checks the fields of a new partner.
func (f *form) partner(taken func(attribute, value string) bool) Partner {
	var p Partner
	p.Email = f.email()
	f.unique("email", p.Email, taken)
	p.Name = f.text("name", 100)
	p.Surname = f.text("surname", 100)
	p.Password = f.password()
	p.ID = f.text("id", 255)
	f.unique("id", p.ID, taken)
	p.Key = f.text("key", 64)
	f.unique("key", p.Key, taken)
	p.Tags = f.tags()
	return p
}

// reference names a partner by one attribute.
type reference struct {
	given            bool
	attribute, value string
}

// referrer reads referring_partner. An object without a name counts as given. It
// gets the same answer as the name of an unknown partner.
func (f *form) referrer() reference {
	v := f.in["referring_partner"]
	if v == nil {
		return reference{}
	}
	in, ok := v.(map[string]any)
	if list, isList := v.([]any); !ok && !(isList && len(list) == 0) { // PHP cannot tell {} from []
		f.fail("referring_partner", "field must be an array.")
	}
	ref := reference{given: true, attribute: "id"}
	for _, attribute := range []string{"id", "key", "email"} {
		if value := f.textOf("referring_partner."+attribute, in[attribute], 255); value != "" && ref.value == "" {
			ref.attribute, ref.value = attribute, value
		}
	}
	return ref
}
