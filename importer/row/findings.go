package row

import (
	"cmp"
	"slices"
	"strings"
)

// findingLines is how many lines of a finding are named.
const findingLines = 5

// A Finding is one kind of problem, with the first rows that have it.
type Finding struct {
	Status  Status `json:"status"`
	Code    Code   `json:"code"`
	Count   int    `json:"count"`
	Lines   []int  `json:"lines"`   // the first five, as the file has them
	Example string `json:"example"` // what is wrong in the first of them, and what to do
}

// Findings group the rows that need a word, by status and code.
// They take the same little memory for any number of rows.
type Findings []Finding

// Add takes the result of a row into account. Results may come in any order.
func (f *Findings) Add(r *Result) {
	if r.Problem.Code == "" {
		return
	}
	k := f.kind(r.Status, r.Problem.Code)
	k.Count++
	at, _ := slices.BinarySearch(k.Lines, r.Line)
	if at == findingLines {
		return
	}
	if at == 0 {
		k.Example = firstProblem(r.Problem.Message)
	}
	k.Lines = slices.Insert(k.Lines, at, r.Line)
	k.Lines = k.Lines[:min(len(k.Lines), findingLines)]
}

func (f *Findings) kind(s Status, c Code) *Finding {
	i := slices.IndexFunc(*f, func(k Finding) bool { return k.Status == s && k.Code == c })
	if i < 0 {
		i = len(*f)
		*f = append(*f, Finding{Status: s, Code: c, Lines: make([]int, 0, findingLines+1)})
	}
	return &(*f)[i]
}

// firstProblem leaves out what else is wrong with the
func firstProblem(message string) string {
	first, _, _ := strings.Cut(message, ". Also: ")
	return strings.Clone(first)
}

// Sort puts those with the most rows first.
func (f Findings) Sort() {
	slices.SortFunc(f, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Lines[0], b.Lines[0]), cmp.Compare(a.Code, b.Code))
	})
}
