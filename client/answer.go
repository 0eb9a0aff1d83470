package client

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// This file reads what the API answers, field by field, whatever form the other
// fields have. We only know the API from examples. So ids may be numbers, tags may
// be objects or plain strings, and any field may be missing or null. A value in
// any other form is ignored.

// An answer is what a success must hold to prove anything. If the request itself
// names the partner, the answer may be empty.
type answer int

const (
	anything answer = iota
	aPartner        // with an id
	aList           // of partners
)

// answerData returns the "data" of a success.
func answerData(op operation, status int, body []byte) (data gjson.Result, err error) {
	if status == http.StatusNoContent && op.answer == anything {
		return data, nil
	}
	whole := gjson.ParseBytes(body)
	if !isJSON(body) || !whole.IsObject() {
		if isPage(body) {
			return data, ErrPage
		}
		return data, errors.New("the answer is not the JSON that was expected")
	}
	data = whole.Get("data")
	if op.answer == aPartner {
		data = onePartner(whole, data)
	}
	switch {
	case op.answer == aPartner && bounded(data.Get("id"), maxIDBytes) == "",
		op.answer == aPartner && status == http.StatusAccepted && text(data.Get("email")) == "": // the id of a job
		return gjson.Result{}, errNoID
	case op.answer == aList && !data.IsArray():
		return gjson.Result{}, errNoList
	}
	return data, nil
}

// onePartner is the partner in an answer, which may be in a list of one, or have no
// "data" around it.
func onePartner(whole, data gjson.Result) gjson.Result {
	switch list := data.Array(); {
	case data.IsArray() && len(list) == 1 && list[0].IsObject():
		return list[0]
	case !data.Exists() && text(whole.Get("id")) != "" && text(whole.Get("email")) != "":
		return whole
	}
	return data
}

// ErrPage says that a web page came back where an answer of the API was expected: of
// a dashboard, of a proxy, or of a network that wants people to sign in.
var ErrPage = errors.New("a web page came back")

// isPage reports whether an answer is HTML.
func isPage(body []byte) bool {
	start := bytes.ToLower(bytes.TrimLeft(body[:min(len(body), 512)], "\ufeff \t\r\n"))
	return bytes.HasPrefix(start, []byte("<")) && !bytes.HasPrefix(start, []byte("<?xml")) || bytes.Contains(start, []byte("<html"))
}

var (
	errNoID   = errors.New("the answer holds no partner id")
	errNoList = errors.New("the answer holds no list of partners")
)

// maxNesting is how deep an answer may be: gjson reads it by recursion.
const maxNesting = 1000

func isJSON(body []byte) bool {
	deepest, depth := 0, 0
	for _, b := range body {
		switch b {
		case '[', '{': // also inside a text, which hardly ever has so many
			depth++
			deepest = max(deepest, depth)
		case ']', '}':
			depth--
		}
	}
	return deepest <= maxNesting && gjson.ValidBytes(body)
}

// readPartner reads the fields of a partner that are there.
func readPartner(data gjson.Result) (p Partner) {
	var links []string
	data.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "id":
			p.ID = bounded(value, maxIDBytes)
		case "key":
			p.Key = bounded(value, maxText)
		case "email":
			p.Email = bounded(value, maxText)
		case "name":
			p.Name = bounded(value, maxText)
		case "surname":
			p.Surname = bounded(value, maxText)
		case "tags":
			p.Tags = tags(value)
		case "referral_link":
			p.Link = bounded(value, maxText)
		case "referral_links":
			links = texts(value)
		case "status":
			p.Status = text(value)
		case "created_at":
			p.CreatedAt = moment(value)
		case "updated_at":
			p.UpdatedAt = moment(value)
		}
		return true
	})
	if p.Link == "" && len(links) > 0 {
		if p.Link = links[0]; len(p.Link) > maxText {
			p.Link = ""
		}
	}
	return p
}

// moment is a time, zero if it cannot be read. RFC 3339 also reads the fraction of
// "2025-04-30T16:44:13.000000Z".
func moment(value gjson.Result) time.Time {
	t, _ := time.Parse(time.RFC3339, text(value))
	return t
}

// text is a string, or a number where a string was expected.
func text(value gjson.Result) string {
	switch value.Type {
	case gjson.String:
		return strings.ToValidUTF8(value.Str, "\ufffd")
	case gjson.Number:
		return value.Raw
	}
	return ""
}

// texts are the texts of a list, nil if it is not a list.
func texts(list gjson.Result) (all []string) {
	if !list.IsArray() {
		return nil
	}
	list.ForEach(func(_, value gjson.Result) bool {
		if s := text(value); s != "" {
			all = append(all, s)
		}
		return true
	})
	return all
}

// tags reads [{"value": "x"}] as well as ["x"]. It returns nil if the value is
// not a list. An empty list is something else.
func tags(list gjson.Result) []string {
	if !list.IsArray() {
		return nil
	}
	all := []string{}
	list.ForEach(func(_, value gjson.Result) bool {
		if value.IsObject() {
			value = value.Get("value")
		}
		if s := text(value); s != "" {
			all = append(all, s)
		}
		return true
	})
	return all
}
