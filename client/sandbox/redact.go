package sandbox

import (
	"bytes"
	"encoding/json"
	"strings"
)

// redactBody returns the body with the value of every member "password" as "***",
// at any depth and however the name is written. If a body is not JSON and could
// hold a password, only the part that was understood is kept.
func redactBody(body []byte) string {
	if harmless(body) {
		return string(body)
	}
	var out strings.Builder
	s := scrubber{dec: json.NewDecoder(bytes.NewReader(body)), body: body, out: &out}
	if err := s.value(); err != nil {
		out.Write(body[s.from:max(s.from, s.dec.InputOffset())])
		return out.String() + "***"
	}
	out.Write(body[s.from:s.dec.InputOffset()])
	if len(bytes.TrimSpace(body[s.dec.InputOffset():])) > 0 {
		out.WriteString("***")
	}
	return out.String()
}

// harmless is the quick check: no such name, and no escape that could spell it.
func harmless(body []byte) bool {
	return !bytes.Contains(body, []byte(`\u`)) && !bytes.Contains(bytes.ToLower(body), []byte("password"))
}

// scrubber walks through one JSON value and copies it without passwords.
type scrubber struct {
	dec  *json.Decoder
	body []byte
	out  *strings.Builder
	from int64 // start of what is not yet copied
}

// value passes one value of any type.
func (s *scrubber) value() error {
	t, err := s.dec.Token()
	if err != nil {
		return err
	}
	d, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	for s.dec.More() {
		if err := s.element(d == '{'); err != nil {
			return err
		}
	}
	_, err = s.dec.Token() // the closing bracket
	return err
}

// element passes one element of an array or one member of an object.
func (s *scrubber) element(member bool) error {
	if !member {
		return s.value()
	}
	name, err := s.dec.Token()
	if err != nil {
		return err
	}
	if text, _ := name.(string); !strings.EqualFold(text, "password") {
		return s.value()
	}
	s.out.Write(s.body[s.from:s.dec.InputOffset()])
	s.out.WriteString(`:"***"`)
	// Until the value has been passed, none of it may be copied.
	s.from = int64(len(s.body))
	var value json.RawMessage
	if err := s.dec.Decode(&value); err != nil {
		return err
	}
	s.from = s.dec.InputOffset()
	return nil
}
