package importer

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"partner-import/importer/source"
)

// This file holds half of a law: clean files say nothing. The other half, that what is
// wrong is told, is in TestCorpus, TestWarnings and their kin.

// silent fails if a file says anything, apart from which columns are not imported.
func silent(t *testing.T, name string, s *source.Source) {
	t.Helper()
	p := planOf(t, s)
	onlyUnread := regexp.MustCompile(`^Not imported: [^:]*\.$`)
	for _, said := range append(s.Warnings(), p.Remarks()...) {
		if !onlyUnread.MatchString(said) || strings.Contains(said, " looks like ") || strings.Contains(said, " is probably ") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if p.WrongRows() > 0 {
		t.Errorf("%s: %d of %d rows are wrong", name, p.WrongRows(), p.Rows())
	}
}

// TestCleanValues: what people are really called, tagged and numbered is no reason to
// warn, neither alone nor together.
func TestCleanValues(t *testing.T) {
	if testing.Short() {
		t.Skip("reading is in one goroutine")
	}
	for language, names := range cleanNames() {
		var rows []string
		for i, name := range strings.Split(names, ";") {
			first, last, _ := strings.Cut(name, " ")
			rows = append(rows, fmt.Sprintf("p%d@acme.com,%s,%s\n", i, first, last))
			silent(t, name, openText(t, "email,name,surname\n"+rows[i]))
		}
		silent(t, language, openText(t, "email,name,surname\n"+strings.Join(rows, "")))
	}
	for field, values := range cleanLists() {
		table := [][]string{{field, "no", "email"}}
		if field == "email" {
			table[0][2] = "note"
		}
		for i, value := range values {
			table = append(table, []string{value, "x", fmt.Sprintf("p%d@acme.com", i)})
			silent(t, field+" "+value, openText(t, cleanText(t, [][]string{table[0], table[i+1]}, ',', false)))
		}
		silent(t, field, openText(t, cleanText(t, table, ',', true)))
	}
}

// TestCleanFiles: the files of usual programs say nothing.
func TestCleanFiles(t *testing.T) {
	for name, text := range cleanTexts(t) {
		silent(t, name, openText(t, text))
	}
	var b strings.Builder
	b.WriteString("email,name,surname,id,key,tags\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "p%d@acme.com,Ann%d,Müller,%d,k-%d,gold;vip\n", i, i%97, i+1, i)
	}
	silent(t, "100,000 rows", openText(t, b.String()))
}
