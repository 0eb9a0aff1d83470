package sandbox

import (
	"net/http"
	"net/mail"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// form checks an input with Laravel's rules and in its words.
type form struct {
	in     map[string]any
	prefix string // of attribute names: "update." for those under "update"
	fails  []failing
}

// failing is what is wrong with one attribute.
type failing struct {
	attribute string
	messages  []string
}

// fail adds "The ATTRIBUTE" + rest to the messages.
func (f *form) fail(field, rest string) {
	attribute := f.prefix + field
	message := "The " + strings.ReplaceAll(attribute, "_", " ") + " " + rest
	for i := range f.fails {
		if f.fails[i].attribute == attribute {
			f.fails[i].messages = append(f.fails[i].messages, message)
			return
		}
	}
	f.fails = append(f.fails, failing{attribute, []string{message}})
}

func (f *form) failed(field string) bool {
	for _, x := range f.fails {
		if x.attribute == f.prefix+field {
			return true
		}
	}
	return false
}

// has tells whether the field was sent, also as null.
func (f *form) has(field string) bool {
	_, ok := f.in[field]
	return ok
}

// text returns a field that must be text of at most so many characters; "" for null.
func (f *form) text(field string, most int) string { return f.textOf(field, f.in[field], most) }

func (f *form) textOf(field string, v any, most int) string {
	s, ok := v.(string)
	if !ok && v != nil {
		f.fail(field, "field must be a string.")
	}
	if utf8.RuneCountInString(s) > most {
		f.fail(field, "field must not be greater than "+strconv.Itoa(most)+" characters.")
	}
	return s
}

// required fails a field that is missing or null. It tells whether the field is there.
func (f *form) required(field string) bool {
	if f.in[field] == nil {
		f.fail(field, "field is required.")
		return false
	}
	return true
}

// email returns a required e-mail.
func (f *form) email() string {
	if !f.required("email") {
		return ""
	}
	s, ok := f.in["email"].(string)
	if !ok {
		f.fail("email", "field must be a string.")
	}
	if !validEmail(s) {
		f.fail("email", "field must be a valid email address.")
	}
	if utf8.RuneCountInString(s) > 255 {
		f.fail("email", "field must not be greater than 255 characters.")
	}
	return s
}

// password returns a password that is good enough, or ""; null is allowed.
func (f *form) password() string {
	v := f.in["password"]
	s, ok := v.(string)
	if v == nil {
		return ""
	}
	if !ok {
		f.fail("password", "field must be a string.")
		return ""
	}
	if utf8.RuneCountInString(s) < 8 {
		f.fail("password", "field must be at least 8 characters.")
	}
	if !strings.ContainsFunc(s, unicode.IsLower) || !strings.ContainsFunc(s, unicode.IsUpper) {
		f.fail("password", "field must contain at least one uppercase and one lowercase letter.")
	}
	if !strings.ContainsFunc(s, unicode.IsNumber) {
		f.fail("password", "field must contain at least one number.")
	}
	return s
}

// tags returns a list of texts; null is an empty one.
func (f *form) tags() []string {
	v := f.in["tags"]
	list, ok := v.([]any)
	if !ok && v != nil {
		f.fail("tags", "field must be an array.")
	}
	var out []string
	for i, v := range list {
		field := "tags." + strconv.Itoa(i)
		if v == nil {
			f.fail(field, "field must be a string.")
		}
		out = append(out, f.textOf(field, v, 255))
	}
	return out
}

// unique fails a field if a partner has its value. As in Laravel, a value that is
// wrong already is not looked up.
func (f *form) unique(field, value string, taken func(attribute, value string) bool) {
	if value != "" && !f.failed(field) && taken(field, value) {
		f.fail(field, "has already been taken.")
	}
}

// validEmail is the RFC rule for plain addresses. A domain needs no dot. Quoted local parts and addresses with comments are refused.
func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return false
	}
	domain := s[strings.LastIndexByte(s, '@')+1:]
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, notInDomain) {
			return false
		}
	}
	return true
}

func notInDomain(r rune) bool {
	return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// refuse answers what is wrong: 422, or a redirect for a browser.
func (x *exchange) refuse(f *form) *reply {
	if !wantsJSON(x.r.Header.Get("Accept")) {
		rep := &reply{status: http.StatusFound, media: "text/html; charset=utf-8", body: []byte(`<a href="/">Redirecting</a>`)}
		return rep.with(http.Header{"Location": {"/"}})
	}
	count, errs := 0, newObject(nil)
	for _, x := range f.fails {
		count += len(x.messages)
		errs.name(x.attribute)
		for i, m := range x.messages {
			errs.b = quote(append(errs.b, "[,"[min(i, 1)]), m, true)
		}
		errs.b = append(errs.b, ']')
	}
	o := newObject(nil)
	o.text("message", f.fails[0].messages[0]+more(count-1))
	o.raw("errors", string(errs.end()))
	return compact(http.StatusUnprocessableEntity, o.end())
}

// more is how Laravel counts the messages after the first.
func more(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " (and 1 more error)"
	}
	return " (and " + strconv.Itoa(n) + " more errors)"
}
