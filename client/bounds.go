package client

import (
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// A server, or a proxy in front of it, may answer anything. What is kept of an answer
// is bounded, and holds no secret of ours.

const (
	maxIDBytes   = 4 * 255 // of an id, which has at most 255 characters
	maxText      = 4 << 10 // bytes of another text
	maxSaid      = 1 << 10 // bytes of a sentence in an error
	shortestKey  = 12      // characters of a key that is looked for in an answer
	maxFields    = 16      // that an error names
	maxSentences = 4       // about one field
)

// bounded is the text of a value, "" if it is longer than any that is real.
func bounded(value gjson.Result, most int) string {
	if s := text(value); len(s) <= most {
		return s
	}
	return ""
}

// shorten cuts what the API said to a length that people read.
func (e *Error) shorten() {
	e.Message = cut(e.Message)
	if len(e.Fields) == 0 {
		return
	}
	kept := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		if _, known := kept[cut(name)]; len(kept) == maxFields && !known {
			break
		}
		list := e.Fields[name]
		for i, sentence := range list[:min(len(list), maxSentences)] {
			list[i] = cut(sentence)
		}
		kept[cut(name)] = list[:min(len(list), maxSentences)]
	}
	e.Fields = kept
}

// cut cuts a text between two characters.
func cut(s string) string {
	if len(s) <= maxSaid {
		return s
	}
	end := maxSaid
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}

// partner reads a partner, without the key if the answer repeats it.
func (c *Client) partner(data gjson.Result) Partner {
	p := readPartner(data)
	if len(c.key.text()) < shortestKey {
		return p // a key for tests may be a part of any word
	}
	for _, field := range p.texts() {
		*field = c.key.Scrub(*field)
	}
	for i := range p.Tags {
		p.Tags[i] = c.key.Scrub(p.Tags[i])
	}
	return p
}

func (p *Partner) texts() []*string {
	return []*string{&p.ID, &p.Key, &p.Email, &p.Name, &p.Surname, &p.Link}
}
