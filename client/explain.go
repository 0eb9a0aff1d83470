package client

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// This file reads what an answer says, in the forms in which APIs say it.

const (
	deepest   = 4   // how deep in an answer words are looked for
	mostWalks = 256 // how many values are looked at
)

// explain reads what an error body says. It may be Laravel's {"message", "errors"},
// one of the two, another form that is common, an HTML page of a proxy, or nothing.
//
//	Laravel   https://laravel.com/docs/validation#validation-error-response-format
//	JSON:API  https://jsonapi.org/format/#error-objects
//	problems  https://www.rfc-editor.org/rfc/rfc9457
//	OAuth     https://www.rfc-editor.org/rfc/rfc6750#section-3
func explain(body []byte) (message string, fields map[string][]string) {
	if !isJSON(body) {
		return "", nil
	}
	answer := gjson.ParseBytes(body)
	if !answer.IsObject() {
		return firstOf(sentencesIn(answer, 0)), nil
	}
	fields = fieldErrors(answer)
	for _, name := range []string{"message", "error_description", "error"} {
		if message = cmp.Or(text(answer.Get(name)), saidIn(answer.Get(name))); message != "" {
			return message, fields
		}
	}
	return cmp.Or(firstSentence(fields), saidIn(answer.Get("errors")), saidIn(answer)), fields
}

// saidIn is what an object, or the first one of a list, says of itself.
func saidIn(value gjson.Result) string {
	if !value.IsObject() {
		return firstOf(sentencesIn(value, 0))
	}
	for _, name := range []string{"message", "detail", "description", "msg", "title", "reason"} {
		if said := value.Get(name); said.Type == gjson.String && said.Str != "" {
			return text(said)
		}
	}
	return ""
}

// sentencesIn are the texts in a list or a map, also in those that it holds. An object
// that says something of itself has one.
func sentencesIn(value gjson.Result, depth int) (all []string) {
	switch {
	case value.Type == gjson.String && value.Str != "":
		return []string{text(value)}
	case depth == deepest || !value.IsObject() && !value.IsArray():
		return nil
	}
	if value.IsObject() {
		if said := saidIn(value); said != "" {
			return []string{said}
		}
	}
	walk(value, func(_ string, inner gjson.Result) { all = append(all, sentencesIn(inner, depth+1)...) })
	return all
}

// walk visits the values of a list or a map, and no more of them than make sense.
func walk(value gjson.Result, visit func(name string, inner gjson.Result)) {
	left := mostWalks
	value.ForEach(func(name, inner gjson.Result) bool {
		visit(text(name), inner)
		left--
		return left > 0
	})
}

// fieldErrors reads {"field": ["sentence"]}, also with a sentence or a map instead of
// the list, and a list of objects that each name their field. An update's fields are
// called "update.email" and so on.
func fieldErrors(answer gjson.Result) map[string][]string {
	fields := map[string][]string{}
	add := func(name string, sentences []string) {
		if name = strings.TrimPrefix(strings.ToLower(name), "update."); name != "" && len(sentences) > 0 {
			fields[name] = append(fields[name], sentences...)
		}
	}
	switch errors := answer.Get("errors"); {
	case errors.IsObject():
		walk(errors, func(name string, value gjson.Result) { add(name, ofField(value)) })
	default:
		for _, list := range []gjson.Result{errors, answer.Get("detail"), answer.Get("violations")} {
			if list.IsArray() {
				walk(list, func(_ string, value gjson.Result) { add(fieldOf(value), sentencesIn(value, 0)) })
			}
		}
	}
	if len(fields) == 0 && !answer.Get("data").Exists() { // as in Django: {"email": ["sentence"]}
		for _, name := range []string{"email", "id", "key", "name", "surname", "password", "referring_partner"} {
			add(name, texts(answer.Get(name)))
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return fields
}

// ofField are the sentences about a field.
func ofField(value gjson.Result) []string {
	if s := text(value); s != "" {
		return []string{s}
	}
	if list := texts(value); len(list) > 0 {
		return list
	}
	return sentencesIn(value, 0)
}

// fieldOf is the field that an error names: by its name, by a JSON pointer, or by a
// path.
func fieldOf(e gjson.Result) string {
	if !e.IsObject() {
		return ""
	}
	for _, name := range []string{"field", "param", "attribute", "property", "propertyPath", "path", "source.pointer", "loc"} {
		value := e.Get(name)
		field := text(value)
		if list := texts(value); len(list) > 0 {
			field = list[len(list)-1]
		}
		if field != "" {
			return field[strings.LastIndexByte(field, '/')+1:]
		}
	}
	return ""
}

func firstOf(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

func firstSentence(fields map[string][]string) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return fields[slices.Min(names)][0]
}

// unknownWords are the first words in an answer whose form is not known: a text with a
// space in it.
func unknownWords(body []byte) (words string) {
	walk(gjson.ParseBytes(body), func(_ string, value gjson.Result) {
		for _, said := range sentencesIn(value, 1) {
			if words == "" && strings.Contains(said, " ") {
				words = said
			}
		}
	})
	return words
}

// hintsTaken recognises words for "taken", in the languages that an account may have.
// They may say something else, too.
func hintsTaken(sentence string) bool {
	return saysAlready(sentence) || regexp.MustCompile(`(?i)\b(taken|in use|duplicated?|unique|not available|unavailable|belongs to|another (partner|account|user|person)|(email|e-mail|address|id|key|partner|user|account) exists|`+
		`bereits|schon|ya (existe|est[aá]|ha sido|se)|já|già|allerede|redan|reeds|bestaat al|is al|już|zaten)|\bdéjà|уже|既に|すでに|已|이미`).MatchString(sentence)
}
