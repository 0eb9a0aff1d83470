package importer

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"partner-import/importer/row"
)

// With -corpus the files are written to a folder, for use with other programs.
var corpusFolder = flag.String("corpus", "", "write the polluted files of TestCorpus to this folder")

// A corpusEntry is a polluted file, and what must become of it.
type corpusEntry struct {
	Kind, Name string // the kind is one of corpusKinds
	data       []byte
	options    corpusOptions
	truth      []row.Record // what the clean table says
	shared     int          // rows that are on the line of another one

	Rows     []corpusRow
	Refusal  string   // the file is refused, in words that this expression matches
	Warnings []string // one warning matches each of these expressions
	MayWarn  bool     // a warning is no fault; without one and without Warnings it is
	AnyWord  bool     // several answers are right, as long as nothing is wrong without a word
	todo     string   // why this cannot pass yet
}

// TestCorpus reads polluted files, all made from one clean table. Of each,
// either exactly the right records must come out, or a refusal of exactly the
// rows, or the file, that cannot be read without guessing. And whatever else is
// expected: no record that differs from the clean ones is read without a word.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("reading is in one goroutine")
	}
	entries := corpus()
	writeCorpus(t, entries)
	score := map[string][2]float64{}
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.Name] {
			t.Errorf("%s: there are two of this name", e.Name)
		}
		seen[e.Name] = true
		credit := 0.0
		t.Run(e.Name, func(t *testing.T) { credit = e.judge(t) })
		s := score[e.Kind]
		score[e.Kind] = [2]float64{s[0] + credit, s[1] + 1}
	}
	for name := range corpusTodos() {
		if !seen[name] {
			t.Errorf("corpusTodos names %q, which is no entry", name)
		}
	}
	showScore(t, score)
}

// judge returns the credit: 1, a half if only the words are wrong, or 0.
func (e corpusEntry) judge(t *testing.T) float64 {
	got := openPolluted(e.data, e.options)
	faults, words := e.faults(got)
	lies := e.lies(got)
	switch all := slices.Concat(lies, faults, words); {
	case e.todo != "" && len(all) == 0:
		t.Errorf("passes, but is still marked as to do: %s", e.todo)
	case e.todo != "":
		t.Logf("to do (%s):\n%s", e.todo, strings.Join(all, "\n"))
	case len(all) > 0:
		t.Errorf("%s\nwarnings: %q", strings.Join(all, "\n"), got.warnings)
	}
	switch {
	case len(lies)+len(faults) > 0:
		return 0
	case len(words) > 0:
		return 0.5
	}
	return 1
}

// faults compares with what is expected: the rows or the refusal, and the
// words that go with them.
func (e corpusEntry) faults(got corpusVerdict) (faults, words []string) {
	switch {
	case e.AnyWord:
		return nil, nil
	case e.Refusal != "" && got.err == nil:
		return []string{fmt.Sprintf("is read, with %d rows; want a refusal like %q", len(got.rows), e.Refusal)}, nil
	case e.Refusal != "":
		if !regexp.MustCompile(e.Refusal).MatchString(got.err.Error()) {
			words = append(words, fmt.Sprintf("refused: %v; want it like %q", got.err, e.Refusal))
		}
		return nil, words
	case got.err != nil:
		return []string{fmt.Sprintf("refused: %v", got.err)}, nil
	}
	if !slices.EqualFunc(e.Rows, got.rows, sameCorpusRow) {
		faults = append(faults, fmt.Sprintf("rows differ (-want +got):\n%.2000s", cmp.Diff(e.Rows, got.rows, cmp.Comparer(sameCorpusRow))))
	}
	for _, like := range e.Warnings {
		if !slices.ContainsFunc(got.warnings, regexp.MustCompile(like).MatchString) {
			words = append(words, fmt.Sprintf("no warning like %q", like))
		}
	}
	if len(e.Warnings) == 0 && !e.MayWarn && len(got.warnings) > 0 {
		words = append(words, fmt.Sprintf("warnings %q; want none", got.warnings))
	}
	return faults, words
}

// sameCorpusRow holds line ends in cells to be the same, as well as the ways
// of writing an accent.
func sameCorpusRow(a, b corpusRow) bool {
	if a.Line != b.Line || (a.Code == "") != (b.Code == "") {
		return false
	}
	if a.Code != "" {
		return a.Code == b.Code || a.Code == anyCode || b.Code == anyCode
	}
	return foldRecord(a.Record) == foldRecord(b.Record)
}

func foldRecord(r row.Record) row.Record {
	for _, cell := range cellsOf(&r) {
		*cell = norm.NFC.String(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(*cell))
	}
	return r
}

func cellsOf(r *row.Record) []*string {
	return []*string{&r.Email, &r.Name, &r.Surname, &r.Password, &r.ID, &r.Key, &r.Tags, &r.ReferrerID, &r.ReferrerKey, &r.ReferrerEmail}
}

// withoutUnread returns a function that empties the fields which no row has.
func withoutUnread(rows []corpusRow) func(row.Record) row.Record {
	var read [10]bool
	for _, row := range rows {
		for i, cell := range cellsOf(&row.Record) {
			read[i] = read[i] || *cell != ""
		}
	}
	return func(r row.Record) row.Record {
		for i, cell := range cellsOf(&r) {
			if !read[i] {
				*cell = ""
			}
		}
		return r
	}
}

// lies knows nothing about expectations. It compares with the clean table. A record that
// is not in the table, and a row that is neither read nor refused, need a warning. A
// warning about a column does not count for records: it is only about fields that no
// row has.
func (e corpusEntry) lies(got corpusVerdict) []string {
	ofColumn := func(warning string) bool { return strings.Contains(strings.ToLower(warning), "not imported") }
	if got.err != nil || slices.ContainsFunc(got.warnings, func(warning string) bool { return !ofColumn(warning) }) {
		return nil
	}
	unread := func(r row.Record) row.Record { return r }
	if slices.ContainsFunc(got.warnings, ofColumn) {
		unread = withoutUnread(got.rows)
	}
	left := map[row.Record]int{}
	for _, r := range e.truth {
		left[foldRecord(unread(r))]++
	}
	var lies []string
	invalid, missing := 0, 0
	for _, row := range got.rows {
		folded := foldRecord(row.Record)
		switch {
		case row.Code != "":
			invalid++
		case left[folded] > 0:
			left[folded]--
		default:
			lies = append(lies, fmt.Sprintf("WRONG WITHOUT A WORD: line %d is read as %.300q, which the clean table does not have", row.Line, fmt.Sprint(row.Record)))
		}
	}
	for _, n := range left {
		missing += n
	}
	if len(lies) == 0 && missing > invalid+e.shared {
		lies = append(lies, fmt.Sprintf("LOST WITHOUT A WORD: %d rows are not read, and %d refused", missing, invalid))
	}
	return lies
}

func showScore(t *testing.T, score map[string][2]float64) {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	total := [2]float64{}
	for _, kind := range corpusKinds() {
		s, ok := score[kind]
		if !ok {
			t.Errorf("no file of the kind %q", kind)
		}
		delete(score, kind)
		total[0], total[1] = total[0]+s[0], total[1]+s[1]
		fmt.Fprintf(table, "%s\t%g of %g\t%.0f %%\n", kind, s[0], s[1], 100*s[0]/max(1, s[1]))
	}
	for kind := range score {
		t.Errorf("%q is not in corpusKinds", kind)
	}
	fmt.Fprintf(table, "all\t%g of %g\t%.1f %%\n", total[0], total[1], 100*total[0]/max(1, total[1]))
	table.Flush()
	t.Logf("credit for each kind of pollution:\n%s", b.String())
}

// writeCorpus writes every file under its name, and corpus.json with what is
// expected of each.
func writeCorpus(t *testing.T, entries []corpusEntry) {
	if *corpusFolder == "" {
		return
	}
	if err := os.MkdirAll(*corpusFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.WriteFile(filepath.Join(*corpusFolder, e.Name+".csv"), e.data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.MarshalIndent(entries, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*corpusFolder, "corpus.json"), list, 0o644); err != nil {
		t.Fatal(err)
	}
}
