package client

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tidwall/gjson"
)

// This file knows the sentences that answers are recognised by. What it does not know
// is shown and not interpreted.

// saysTaken recognises "The email has already been taken.", the words on the
// vendor's own page, "Email already exists", and what databases say. A sentence that
// only has such words, like "No mail server exists for this domain.", says something
// else.
func saysTaken(sentence string) bool {
	return regexp.MustCompile(`(?i)\balready (been )?(taken|exists?|in use|used|registered|assigned)\b|\b(is|was) taken\b|\bduplicate entry\b|\bmust be unique\b|\bnot unique\b`).
		MatchString(sentence)
}

// MayBeTaken reports whether a refusal may mean that the e-mail, id or key belongs to
// a partner, in words that are not known. A lookup tells.
func (e *Error) MayBeTaken() bool {
	if e.Kind != Refused || len(e.Fields) == 0 {
		return e.Kind == Refused && hintsTaken(e.Message)
	}
	for _, field := range []string{"email", "id", "key"} {
		for _, sentence := range e.Fields[field] {
			if hintsTaken(sentence) {
				return true
			}
		}
	}
	return false
}

// NamesNothing reports whether a refusal names no field, in no sentence that the API is
// known to give. It may come from something in front of the API.
func (e *Error) NamesNothing() bool {
	return (e.Kind == Refused || e.Status == http.StatusConflict && e.Kind == Taken) && len(e.Fields) == 0 &&
		!saysTaken(e.Message) && !strings.Contains(strings.ToLower(e.Message), "referring partner")
}

func saysAlready(sentence string) bool {
	return strings.Contains(strings.ToLower(sentence), "already")
}

// saysLimit recognises the limit of requests.
func saysLimit(sentence string) bool {
	return regexp.MustCompile(`(?i)\brate.?limit|\brate exceeded\b|\btoo many (concurrent |simultaneous |parallel |api )?(requests|attempts|calls|connections)\b|\bthrottl(ed|ing)\b|` +
		`\b(requests?|calls?) (limit|quota)\b|\b(requests|calls|queries) (per|an?) (second|minute|hour|day)\b|\bslow down\b|\benhance your calm\b`).MatchString(sentence)
}

// saysExhausted recognises a sentence about the account: its plan takes no more
// partners. Under a field it must say so plainly, because it may be about a person.
func saysExhausted(e *Error) bool {
	plain := regexp.MustCompile(`(?i)\byour (current |present )?(plan|subscription)\b|\bpartners? (limit|quota)\b|\b(maximum|max|limit|number) (number )?of partners\b`)
	whose := regexp.MustCompile(`(?i)\b(plan|subscription|quota|billing|trial|payment|licen[cs]e|account|workspace|program(me)?|tier)\b`)
	what := regexp.MustCompile(`(?i)\b(limit(ed)?|maximum|max|exceed(s|ed)?|reached|expired|ended|lapsed|unpaid|deactivated|terminated|upgrade|suspended|overdue|past due|insufficient|inactive|disabled|not active|cancell?ed|paused|closed|frozen|not accept(ing)?|accepts? no)\b`)
	if e.Message == "" || !what.MatchString(e.Message) {
		return false
	}
	return plain.MatchString(e.Message) || len(e.Fields) == 0 && whose.MatchString(e.Message)
}

// isRefusal reports whether a success says in its body that it is none: it has a status
// that says so, or an error and no data.
func isRefusal(body []byte) bool {
	answer := gjson.ParseBytes(body)
	message, _ := explain(body)
	if message != "" && isSet(answer.Get("error"), answer.Get("errors")) && !isSet(answer.Get("data")) {
		return true
	}
	for _, name := range []string{"status", "success", "ok"} {
		switch value := answer.Get(name); {
		case message == "":
		case value.Type == gjson.False, value.Type == gjson.Number && value.Num == 0:
			return true
		case value.Type == gjson.String && regexp.MustCompile(`(?i)^(0|false|error|fail(ed|ure)?)$`).MatchString(value.Str):
			return true
		}
	}
	return false
}

// isSet reports whether one of the values says something.
func isSet(values ...gjson.Result) bool {
	return slices.ContainsFunc(values, func(v gjson.Result) bool {
		return v.IsObject() && v.Raw != "{}" || v.IsArray() && len(v.Array()) > 0 || v.Type == gjson.String && v.Str != ""
	})
}

// saysNobody tells two kinds of 404 apart: the API does not know this partner, or
// something does not know this path. The API answers in JSON, with a message. Laravel
// calls a path a route. Other servers send a page, or name the path.
func saysNobody(body []byte) bool {
	answer := gjson.ParseBytes(body)
	if !isJSON(body) || !answer.IsObject() || answer.Get("path").Exists() || answer.Get("timestamp").Exists() {
		return false
	}
	if message := answer.Get("message"); message.Exists() {
		return message.Type == gjson.String && !saysPath(message.Str)
	}
	said, _ := explain(body)
	return strings.Contains(strings.ToLower(said), "partner") && !saysPath(said)
}

// saysAbsent recognises the sentence that no partner was found. It is needed where
// the status does not say so.
func saysAbsent(sentence string) bool {
	return regexp.MustCompile(`(?i)\bnot found\b|\bno query results\b|\bdoes not exist\b|\bno (such )?partner\b`).MatchString(sentence)
}

func saysPath(sentence string) bool {
	return regexp.MustCompile(`(?i)\broutes?\b|\bpath\b|\bendpoint\b|\burl\b|\bupstream\b|\bbackend\b|\bhost\b|\bservice\b|\bpage\b|\bcannot (get|post|put)\b|\bmethod\b`).MatchString(sentence)
}

// mostWords is how many characters of a page are shown.
const mostWords = 200

// pageText is what a page or a text says: its title, or its first line. It is "" if
// that is only the status, or if there are no words.
func pageText(status int, body []byte) string {
	text := string(body[:min(len(body), 16<<10)])
	title := regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`).FindStringSubmatch(text)
	switch {
	case isJSON(body):
		text = unknownWords(body)
	case title != nil && strings.TrimSpace(title[1]) != strconv.Itoa(status):
		text = title[1]
	case strings.Contains(text, "<"):
		text = regexp.MustCompile(`(?is)<(script|style|title)\b.*?</(script|style|title)>|<[^>]*>`).ReplaceAllString(text, "\n")
	}
	for line := range strings.Lines(html.UnescapeString(strings.ToValidUTF8(text, "\ufffd"))) {
		line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
		if line == "" {
			continue
		}
		if line == fmt.Sprint(status, " ", http.StatusText(status)) || line == http.StatusText(status) {
			return ""
		}
		if letters := []rune(line); len(letters) > mostWords {
			line = string(letters[:mostWords]) + "…"
		}
		return line
	}
	return ""
}
