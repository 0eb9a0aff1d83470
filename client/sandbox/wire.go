package sandbox

import (
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// quote appends s as PHP's json_encode writes it: only ASCII, and with slashes set,
// "/" as "\/".
func quote(b []byte, s string, slashes bool) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '/' && slashes, r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case r >= ' ' && r < utf8.RuneSelf:
			b = append(b, byte(r))
		default:
			b = escape(b, r)
		}
	}
	return append(b, '"')
}

func escape(b []byte, r rune) []byte {
	switch r {
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return hex4(hex4(b, hi), lo)
	}
	return hex4(b, r)
}

func hex4(b []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

// object builds a JSON object member by member.
type object struct{ b []byte }

func newObject(b []byte) object { return object{append(b, '{')} }

// name appends a member's name.
func (o *object) name(n string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(quote(o.b, n, true), ':')
}

func (o *object) text(n, v string) {
	o.name(n)
	o.b = quote(o.b, v, true)
}

// nullable writes "" as null.
func (o *object) nullable(n, v string) {
	if v == "" {
		o.raw(n, "null")
		return
	}
	o.text(n, v)
}

func (o *object) raw(n, v string) {
	o.name(n)
	o.b = append(o.b, v...)
}

func (o *object) number(n string, v int) { o.raw(n, strconv.Itoa(v)) }

func (o *object) flag(n string, v bool) { o.raw(n, strconv.FormatBool(v)) }

// time writes a timestamp of second precision like Carbon.
func (o *object) time(n string, t time.Time) {
	o.text(n, t.UTC().Format("2006-01-02T15:04:05.000000Z"))
}

func (o *object) end() []byte { return append(o.b, '}') }

// success wraps data, which is JSON, like every successful answer.
func success(status int, data []byte) *reply {
	o := newObject(make([]byte, 0, len(data)+32))
	o.raw("data", string(data))
	o.number("status", 1)
	return compact(status, o.end())
}

// detail writes a partner as in the answers of create, lookup, update and invite.
// The vendor's example of a create has no key.
func (s *Sandbox) detail(b []byte, p *Partner, withKey bool) []byte {
	link := s.opts.ProgramURL + "?aff=" + p.Key
	o := newObject(b)
	o.text("email", p.Email)
	o.time("created_at", p.CreatedAt)
	o.time("updated_at", p.UpdatedAt)
	o.nullable("name", p.Name)
	o.text("id", p.ID)
	if withKey {
		o.text("key", p.Key)
	}
	o.nullable("surname", p.Surname)
	o.flag("tos", false)
	o.flag("approved", p.Status == "active")
	o.text("status", p.Status)
	o.raw("custom_fields", "[]")
	o.number("referrals_count", 0)
	o.name("tags")
	o.b = appendTags(o.b, p.Tags)
	o.text("referral_link", link)
	o.name("referral_links")
	o.b = append(quote(append(o.b, '['), link, true), ']')
	return o.end()
}

// appendTags lists tags in reverse, like the vendor's example. Clients must not
// rely on their order.
func appendTags(b []byte, tags []string) []byte {
	b = append(b, '[')
	for i := len(tags) - 1; i >= 0; i-- {
		o := newObject(b)
		o.text("value", tags[i])
		if b = o.end(); i > 0 {
			b = append(b, ',')
		}
	}
	return append(b, ']')
}

// brief writes a partner as the list shows it.
func brief(b []byte, p *Partner) []byte {
	o := newObject(b)
	o.text("id", p.ID)
	o.text("email", p.Email)
	o.nullable("name", p.Name)
	o.nullable("surname", p.Surname)
	o.text("status", p.Status)
	o.flag("approved", p.Status == "active")
	o.raw("custom_fields", "[]")
	o.time("created_at", p.CreatedAt)
	o.time("updated_at", p.UpdatedAt)
	return o.end()
}
