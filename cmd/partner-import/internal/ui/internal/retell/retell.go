// Package retell says again in another language what the engine says about a row in
// English.
//
// A message is read with the sentences that the engine has. What varies in it is a name,
// a number or in double quotes, and goes into the translation. A message with anything
// else is not retold: its reader gets it as it is.
package retell

import (
	"regexp"
	"strconv"
	"strings"
)

// A Teller knows the sentences of the engine. It is safe for concurrent use.
type Teller struct{ sentences, phrases []pattern }

// A pattern recognises a sentence.
type pattern struct {
	name    string
	literal string // the longest part without anything that varies: a cheap first look
	whole   *regexp.Regexp
	numbers []bool // which of the parts that vary are numbers
}

// Say says a sentence of a catalogue.
type Say func(name string, args ...any) string

// New makes a teller.
func New() *Teller {
	t := &Teller{}
	for _, name := range sentences() {
		t.sentences = append(t.sentences, patternOf(name, "(?: |$)"))
	}
	for _, name := range phrases() {
		t.phrases = append(t.phrases, patternOf(name, "$"))
	}
	return t
}

// A part that varies is a quoted value, perhaps with its column, or a name.
const (
	anyText   = `("(?:[^"\\]|\\.)*"(?: in .+?)?|.+?)`
	anyNumber = `(\d+)`
)

func patternOf(name, end string) pattern {
	p := pattern{name: name}
	expression := "^"
	for i, literal := range regexp.MustCompile(`%[sd]`).Split(name, -1) {
		if i > 0 {
			verb := regexp.MustCompile(`%[sd]`).FindAllString(name, -1)[i-1]
			p.numbers = append(p.numbers, verb == "%d")
			expression += map[string]string{"%s": anyText, "%d": anyNumber}[verb]
		}
		expression += regexp.QuoteMeta(literal)
		if len(literal) > len(p.literal) {
			p.literal = literal
		}
	}
	p.whole = regexp.MustCompile(expression + end)
	return p
}

// Tell says a message of the engine in the language of say. It reports whether it knows
// every sentence of the message.
func (t *Teller) Tell(message string, say Say) (string, bool) {
	first, others, more := strings.Cut(message, " Also: ")
	told, ok := t.tell(first, say)
	if !ok || !more {
		return told, ok
	}
	rest, ok := t.Tell(others, say)
	return told + " " + say("Also: %s", rest), ok
}

// tell says sentences that follow each other.
func (t *Teller) tell(text string, say Say) (string, bool) {
	for i := range t.sentences {
		p := &t.sentences[i]
		args, rest, ok := p.read(text)
		if !ok {
			continue
		}
		for k, arg := range args {
			if part, isText := arg.(string); isText {
				args[k] = t.part(part, p.isColumn(k), say)
			}
		}
		told := say(p.name, args...)
		if rest == "" {
			return told, true
		}
		if others, ok := t.tell(rest, say); ok {
			return told + " " + others, true
		}
	}
	return "", false
}

// longestName is the longest text without quotes that is taken for a name.
const longestName = 100

// read reads a sentence at the beginning of a text: what varies in it, and what follows.
func (p *pattern) read(text string) (args []any, rest string, ok bool) {
	if !strings.Contains(text, p.literal) {
		return nil, "", false
	}
	found := p.whole.FindStringSubmatch(text)
	if found == nil {
		return nil, "", false
	}
	for i, part := range found[1:] {
		if p.numbers[i] {
			n, err := strconv.Atoi(part)
			if err != nil {
				return nil, "", false
			}
			args = append(args, n)
			continue
		}
		if part[0] != '"' && (strings.Contains(part, ". ") || len(part) > longestName) {
			return nil, "", false // another sentence is in it
		}
		args = append(args, part)
	}
	return args, text[len(found[0]):], true
}

// isColumn reports whether a part that varies is the subject: a value, or a column, whose
// name may be that of a phrase.
func (p *pattern) isColumn(part int) bool {
	return part == 0 && (strings.HasPrefix(p.name, "%s") || strings.HasPrefix(p.name, "Same "))
}

// part says a part that varies: a value with its column, a list of phrases, or a name.
func (t *Teller) part(part string, isColumn bool, say Say) string {
	if value, column, ok := cutColumn(part); ok {
		return say("%s in %s", value, column)
	}
	if isColumn {
		return part
	}
	pieces := strings.Split(strings.ReplaceAll(part, " and ", ", "), ", ")
	for i, piece := range pieces {
		phrase, ok := t.phrase(piece, say)
		if !ok {
			return part
		}
		pieces[i] = phrase
	}
	last := len(pieces) - 1
	if last == 0 {
		return pieces[0]
	}
	return say("%s and %s", strings.Join(pieces[:last], ", "), pieces[last])
}

func (t *Teller) phrase(piece string, say Say) (string, bool) {
	for i := range t.phrases {
		if args, _, ok := t.phrases[i].read(piece); ok {
			return say(t.phrases[i].name, args...), true
		}
	}
	return "", false
}

// cutColumn takes apart a quoted value and the column that it is in.
func cutColumn(part string) (value, column string, ok bool) {
	value, err := strconv.QuotedPrefix(part)
	if err != nil {
		return "", "", false
	}
	column, ok = strings.CutPrefix(part[len(value):], " in ")
	return value, column, ok
}
