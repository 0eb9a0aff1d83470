package row

import (
	"cmp"
	"slices"
	"strings"
)

// findingLines is how many lines of a finding are named.
const findingLines = 5

// mostKinds is how many kinds of problems a code can have in a list of findings.
// Beyond that, other kinds are counted with the first: what a server says may
// differ in every row.
const mostKinds = 16

// A Finding is one kind of problem, with the first rows that have it. One code can
// have several: an address without an @ is fixed otherwise than one with a comma.
type Finding struct {
	Status  Status `json:"status"`
	Code    Code   `json:"code"`
	Count   int    `json:"count"`
	Lines   []int  `json:"lines"`   // the first five, as the file has them
	Example string `json:"example"` // what is wrong in the first of them, and how to fix it

	kind string // the sentence without what differs from row to row
}

// Findings group the rows that have a problem, by status, code and kind of
// sentence. They take the same little memory for any number of rows.
type Findings []Finding

// Add takes the result of a row into account. Results may come in any order.
func (f *Findings) Add(r *Result) {
	if r.Problem.Code == "" {
		return
	}
	message := firstProblem(r.Problem.Message)
	var room [512]byte
	k := f.find(r.Status, r.Problem.Code, appendKind(room[:0], message))
	k.Count++
	at, _ := slices.BinarySearch(k.Lines, r.Line)
	if at == findingLines {
		return
	}
	if at == 0 {
		k.Example = strings.Clone(message)
	}
	k.Lines = slices.Insert(k.Lines, at, r.Line)
	k.Lines = k.Lines[:min(len(k.Lines), findingLines)]
}

func (f *Findings) find(s Status, c Code, kind []byte) *Finding {
	first, kinds := -1, 0
	for i, k := range *f {
		switch {
		case k.Status != s || k.Code != c:
			continue
		case k.kind == string(kind):
			return &(*f)[i]
		case first < 0:
			first = i
		}
		kinds++
	}
	if kinds == mostKinds {
		return &(*f)[first]
	}
	*f = append(*f, Finding{Status: s, Code: c, Lines: make([]int, 0, findingLines+1), kind: string(kind)})
	return &(*f)[len(*f)-1]
}

// appendKind appends a sentence without what differs from row to row: quoted
// cells, and words with a digit or an @.
func appendKind(kind []byte, message string) []byte {
	quoted, word := false, 0 // where the word begins in kind
	varies := false
	for i := range len(message) {
		switch c := message[i]; {
		case c == '"':
			quoted = !quoted
			kind = append(kind, c)
		case quoted:
		case c == ' ':
			if varies {
				kind = kind[:word]
			}
			kind = append(kind, c)
			word, varies = len(kind), false
		default:
			varies = varies || c == '@' || '0' <= c && c <= '9'
			kind = append(kind, c)
		}
	}
	if varies {
		kind = kind[:word]
	}
	return kind
}

// firstProblem leaves out what else is wrong with the row.
func firstProblem(message string) string {
	if first, _, more := strings.Cut(message, ". Also: "); more {
		return first + "."
	}
	return message
}

// Sort puts those with the most rows first.
func (f Findings) Sort() {
	slices.SortFunc(f, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Lines[0], b.Lines[0]), cmp.Compare(a.Code, b.Code))
	})
}
