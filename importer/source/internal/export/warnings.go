package export

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/profile"
)

// Notes are what a person should know before an import.
func (e *Export) Notes() (all []string) {
	if e == nil {
		return nil
	}
	if text := e.keys(); text != "" {
		all = append(all, text)
	}
	if !e.profile.Certainty.IsTested() {
		all = append(all, fmt.Sprintf(sayUntested, e.profile.Title))
	}
	for _, column := range e.header.Columns {
		if c := e.profile.Meaning(column); c != nil && c.Note != "" {
			all = append(all, c.Note)
		}
	}
	return append(all, e.profile.Notes...)
}

// keys says that partners get new keys, "" if they keep theirs.
func (e *Export) keys() string {
	if e.header.Index("key") >= 0 || e.header.Derived().Key > 0 {
		return ""
	}
	var choices []string
	for _, name := range e.profile.KeyChoices {
		if i := slices.IndexFunc(e.header.Columns, func(column string) bool { return profile.SameName(column, name) }); i >= 0 {
			choices = append(choices, e.header.Columns[i])
		}
	}
	switch {
	case len(choices) > 0:
		quoted, options := make([]string, len(choices)), make([]string, len(choices))
		for i, column := range choices {
			quoted[i], options[i] = cell.Quote(column), e.call.Call(option.KeyFrom, option.Word(column))
		}
		return fmt.Sprintf(sayKeyChoice, e.profile.Title, strings.Join(quoted, " or "), strings.Join(options, " or "))
	case e.profile.Keys == profile.KeysLost:
		return fmt.Sprintf(sayKeysLost, e.profile.Title)
	}
	return ""
}

// A doubt is a status that the profile leaves out, and a person may want.
type doubt struct {
	value string
	first *atomic.Int64 // the line of the first row with it, 0: none
}

// Doubts are warnings about rows that were left out, and may be wanted. All rows must
// have been read before.
func (e *Export) Doubts() (all []string) {
	if e == nil {
		return nil
	}
	for _, d := range e.doubts {
		if line := d.first.Load(); line > 0 {
			rows := e.profile.Rows
			wanted := rows.Column + "=" + strings.Join(append(slices.Clone(rows.Take), d.value), ",")
			all = append(all, fmt.Sprintf(sayDoubt, cell.Quote(d.value), cell.Name(rows.Column), line, e.call.Call(option.Only, option.Word(wanted))))
		}
	}
	if text := e.slugs.warning(e.header.Name("key")); text != "" {
		all = append(all, text)
	}
	return all
}

// slugs knows the first key whose spaces became hyphens. It is safe for concurrent use.
type slugs struct {
	mu       sync.Mutex
	line     int // 0: none
	from, to string
}

func (s *slugs) note(line int, from, to string) {
	if !strings.ContainsFunc(strings.TrimSpace(from), unicode.IsSpace) || strings.ContainsFunc(to, unicode.IsSpace) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.line == 0 || line < s.line {
		s.line, s.from, s.to = line, strings.Clone(from), strings.Clone(to)
	}
}

func (s *slugs) warning(column string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.line == 0 {
		return ""
	}
	return fmt.Sprintf(saySlug, s.line, cell.Quote(s.from), cell.Name(column), cell.Quote(s.to))
}
