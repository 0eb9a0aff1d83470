// Package choose leaves out the rows that a person does not want: those without the
// value that is asked for, and those with one that is not wanted.
package choose

import (
	"errors"
	"strings"
)

// A Kind says what a choice does with the rows that it describes.
type Kind uint8

// The kinds of choices.
const (
	Only Kind = iota // rows without one of the values are left out
	Skip             // rows with one of the values are left out
)

// A choice is COLUMN=VALUE[,VALUE]. The name of a column may hold a "=", so the two
// are told apart when the columns are known.
type choice struct {
	kind Kind
	text string // as it was given
}

// anyValue is the value for all cells that are not empty.
const anyValue = "*"

// Check checks the form of a choice.
func Check(text string) error {
	column, _, found := strings.Cut(text, "=")
	if !found || strings.TrimSpace(column) == "" {
		return errors.New("must be COLUMN=VALUE, such as Status=active")
	}
	return nil
}

// cuts returns every way to read the text as a column and its values.
func (c choice) cuts() (list [][2]string) {
	for at := range len(c.text) {
		if c.text[at] == '=' && at > 0 {
			list = append(list, [2]string{strings.TrimSpace(c.text[:at]), c.text[at+1:]})
		}
	}
	return list
}

// An alternative is one value of a choice.
type alternative struct {
	text string // as it was given, without its quotes
	any  bool   // every value but an empty cell
}

// values splits the values at their commas. A value in quotes may hold a comma.
func values(text string) (list []alternative) {
	for {
		value, rest, more := nextValue(text)
		list = append(list, value)
		if !more {
			return list
		}
		text = rest
	}
}

// nextValue cuts off the first value.
func nextValue(text string) (value alternative, rest string, more bool) {
	trimmed := strings.TrimLeft(text, " \t")
	if !strings.HasPrefix(trimmed, `"`) {
		plain, rest, more := strings.Cut(text, ",")
		plain = strings.TrimSpace(plain)
		return alternative{plain, plain == anyValue}, rest, more
	}
	var b strings.Builder
	text = trimmed[1:]
	for {
		part, after, closed := strings.Cut(text, `"`)
		b.WriteString(part)
		if !closed || !strings.HasPrefix(after, `"`) {
			text = after
			break
		}
		b.WriteByte('"')
		text = after[1:]
	}
	tail, rest, more := strings.Cut(text, ",")
	b.WriteString(strings.TrimRight(tail, " \t"))
	return alternative{text: b.String()}, rest, more
}

// Value writes a value as a choice reads it.
func Value(text string) string {
	if text == anyValue || strings.ContainsAny(text, `,"`) || strings.TrimSpace(text) != text {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
