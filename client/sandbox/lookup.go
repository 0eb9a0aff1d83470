package sandbox

import (
	"net/http"
	"strconv"
)

// searchLimit is how many partners a search returns at most.
const searchLimit = 250

// notFound is Laravel's answer when a model does not exist.
func notFound() *reply {
	return pretty(http.StatusNotFound, `No query results for model [App\Models\Partner].`)
}

// target returns the partner that a lookup or an update is about, or nil.
func (s *Sandbox) target(x *exchange) *row {
	if x.route.id != "" {
		return s.partners.find("id", x.route.id)
	}
	attribute, value := x.named()
	if attribute == "" {
		return nil
	}
	return s.partners.find(attribute, value)
}

// named tells which attribute of the request names its partner. If there are
// several, email counts first, then key, then id.
func (x *exchange) named() (attribute, value string) {
	for _, attribute := range []string{"email", "key", "id"} {
		switch x.route.op {
		case opUpdate, opDelete:
			value, _ = x.input[attribute].(string)
			if attribute == "id" {
				value = ""
			}
		case opFind:
			value = x.query.Get(attribute)
		}
		if value != "" {
			return attribute, value
		}
	}
	return "", ""
}

// identify notes which partner a request is about, before anything is done.
func (s *Sandbox) identify(x *exchange) {
	switch x.route.op {
	case opCreate, opInvite:
		x.entry.Email, _ = x.input["email"].(string)
	case opFind, opUpdate, opArchive, opRestore, opDelete:
		attribute, value := x.named()
		if attribute == "email" && x.route.id == "" {
			x.entry.Email = value
		} else if r := s.target(x); r != nil {
			x.entry.Email = r.Email
		}
	}
}

// show is GET /partner and GET /partners/{id}.
func (s *Sandbox) show(x *exchange) *reply {
	if attribute, _ := x.named(); attribute == "" && x.route.id == "" {
		f := &form{}
		f.fail("email", "field is required when none of key / id are present.")
		return x.refuse(f)
	}
	r := s.target(x)
	if r == nil {
		return notFound()
	}
	x.entry.PartnerID = r.ID
	return success(http.StatusOK, s.detail(make([]byte, 0, 512), &r.Partner, true))
}

// search is GET /partners:search. It returns 250 partners at most.
func (s *Sandbox) search(x *exchange) *reply {
	attribute := "key"
	if x.query.Get(attribute) == "" {
		attribute = "id"
	}
	part := x.query.Get(attribute)
	if part == "" {
		f := &form{}
		f.fail("key", "field is required when id is not present.")
		return x.refuse(f)
	}
	b := []byte{'['}
	for i, r := range s.partners.search(attribute, part, searchLimit) {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.detail(b, &r.Partner, true)
	}
	return success(http.StatusOK, append(b, ']'))
}

// list is GET /partners.
func (s *Sandbox) list(x *exchange) *reply {
	f := &form{}
	limit := f.number("limit", x.query.Get("limit"), 15, 250)
	page := f.number("page", x.query.Get("page"), 1, 0)
	if len(f.fails) > 0 {
		return x.refuse(f)
	}
	rows, more := s.partners.page(page, limit)
	b := make([]byte, 0, 256*len(rows)+1024)
	b = append(b, '[')
	for i, r := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = brief(b, &r.Partner)
	}
	o := newObject(nil)
	o.raw("data", string(append(b, ']')))
	o.raw("links", string(x.links(page, limit, more)))
	o.raw("meta", string(x.meta(page, limit, len(rows))))
	o.number("status", 1)
	return compact(http.StatusOK, o.end())
}

// number reads a whole number of at least 1 and at most so many (0: any).
func (f *form) number(field, v string, otherwise, most int) int {
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	switch {
	case err != nil:
		f.fail(field, "field must be an integer.")
	case n < 1:
		f.fail(field, "field must be at least 1.")
	case most > 0 && n > most:
		f.fail(field, "field must not be greater than "+strconv.Itoa(most)+".")
	}
	return n
}

// links points to other pages. Laravel's simple paginator does not count, so there
// is no last page.
func (x *exchange) links(page, limit int, more bool) []byte {
	at := func(n int, ok bool) string {
		if !ok {
			return ""
		}
		return x.self() + "?limit=" + strconv.Itoa(limit) + "&page=" + strconv.Itoa(n)
	}
	o := newObject(nil)
	o.text("first", at(1, true))
	o.raw("last", "null")
	o.nullable("prev", at(page-1, page > 1))
	o.nullable("next", at(page+1, more))
	return o.end()
}

func (x *exchange) meta(page, limit, n int) []byte {
	from, to := "null", "null"
	if n > 0 {
		from, to = strconv.Itoa((page-1)*limit+1), strconv.Itoa((page-1)*limit+n)
	}
	o := newObject(nil)
	o.number("current_page", page)
	o.raw("from", from)
	o.text("path", x.self())
	o.number("per_page", limit)
	o.raw("to", to)
	return o.end()
}

// self is the address of the list as the client knows it.
func (x *exchange) self() string {
	scheme := "http://"
	if x.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + x.r.Host + x.route.prefix + "/partners"
}
