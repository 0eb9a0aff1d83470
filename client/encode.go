package client

import "encoding/json"

// encode makes the body of a request.
func encode(in any) ([]byte, error) {
	if p, ok := in.(*NewPartner); ok {
		return p.AppendJSON(nil), nil
	}
	return json.Marshal(in)
}

// AppendJSON appends the body of a create request: byte by byte what encoding/json
// makes of it, at a quarter of the cost.
func (p *NewPartner) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"email":`...), p.Email)
	b = appendField(b, `,"name":`, p.Name)
	b = appendField(b, `,"surname":`, p.Surname)
	b = appendField(b, `,"password":`, p.Password)
	b = appendField(b, `,"id":`, p.ID)
	b = appendField(b, `,"key":`, p.Key)
	for i, tag := range p.Tags {
		if i == 0 {
			b = appendText(append(b, `,"tags":[`...), tag)
		} else {
			b = appendText(append(b, ','), tag)
		}
	}
	if len(p.Tags) > 0 {
		b = append(b, ']')
	}
	if p.Referrer != nil {
		b = p.Referrer.appendJSON(append(b, `,"referring_partner":`...))
	}
	return append(b, '}')
}

func (r *Referrer) appendJSON(b []byte) []byte {
	begin := len(b)
	b = appendField(b, `,"id":`, r.ID)
	b = appendField(b, `,"key":`, r.Key)
	b = appendField(b, `,"email":`, r.Email)
	if len(b) == begin {
		return append(b, '{', '}')
	}
	b[begin] = '{' // instead of the first comma
	return append(b, '}')
}

// appendField appends a name and a text, and nothing if that is empty.
func appendField(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendText(append(b, name...), text)
}

// appendText appends a text in quotes. What must be escaped is left to encoding/json.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c >= 0x7f, c == '"', c == '\\', c == '<', c == '>', c == '&':
			quoted, _ := json.Marshal(text) // a text always encodes
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}
