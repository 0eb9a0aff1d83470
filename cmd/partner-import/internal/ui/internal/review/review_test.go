package review

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A table is a review of a text, which a test waits for.
type table struct {
	*Review
	t       *testing.T
	checked chan struct{}
	folder  string
}

func reviewed(t *testing.T, text string) *table {
	t.Helper()
	folder := t.TempDir()
	d, err := desk.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	im, err := d.Receive("p.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	tb := &table{t: t, folder: folder}
	tb.open(im)
	t.Cleanup(func() { tb.Close() })
	return tb
}

func (tb *table) open(im *desk.Import) {
	tb.t.Helper()
	checked := make(chan struct{}, 100)
	r, err := Open(context.Background(), im, nil, func() { checked <- struct{}{} })
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.Review, tb.checked = r, checked
	tb.wait()
}

// wait waits until the last change was checked.
func (tb *table) wait() {
	tb.t.Helper()
	for <-tb.checked; tb.Standing().Checking; <-tb.checked {
	}
}

func (tb *table) set(number, column int, text string) {
	tb.t.Helper()
	if _, err := tb.Set([]edits.Cell{{Row: number, Column: column, Now: text}}, tb.Standing().Version); err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *table) numbers(f Filter) (numbers []int) {
	tb.t.Helper()
	rows, count, err := tb.Window(f, 0, 1000)
	if err != nil || count != len(rows) {
		tb.t.Fatal(count, len(rows), err)
	}
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	return numbers
}

const messy = "email,name,password\n" + // rows 0 to 4
	"a@example.com,Ann,Secret123\n" +
	",Bob,\n" +
	"A@example.com,Ann again,\n" +
	"nobody,Cas,\n" +
	"d@example.com,\"Dee\r\nDee\",\n"

// TestReview: problems are found, corrected, taken back and skipped, and the numbers
// are always those of the rows.
func TestReview(t *testing.T) {
	tb := reviewed(t, messy)
	if s := tb.Standing(); s.Rows != 5 || s.Problems != 3 || s.Ready != 2 || len(s.Groups) != 3 {
		t.Fatalf("standing = %+v", s)
	}
	if got := tb.numbers(Filter{Show: "problems"}); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("problems are in rows %v", got)
	}
	tb.set(1, 0, "bob@example.com")
	tb.wait()
	if got := tb.numbers(Filter{Show: string(row.EmailMissing)}); len(got) != 0 {
		t.Errorf("after the correction, %v have no e-mail", got)
	}
	if got := tb.numbers(Filter{Show: "edited"}); !slices.Equal(got, []int{1}) {
		t.Errorf("edited are %v", got)
	}
	if _, err := tb.Skip(0, true, tb.Standing().Version); err != nil { // then row 2 is the only Ann
		t.Fatal(err)
	}
	tb.wait()
	if s := tb.Standing(); s.Problems != 1 || s.Skipped != 1 || s.Ready != 3 {
		t.Errorf("standing = %+v; want the last e-mail to be wrong only", s)
	}
	for range 2 {
		if _, err := tb.Move(edits.Undo); err != nil {
			t.Fatal(err)
		}
	}
	tb.wait()
	if s := tb.Standing(); s.Problems != 3 || s.Skipped != 0 || s.Edited != 0 || s.Redo != 2 {
		t.Errorf("after undo, standing = %+v", s)
	}
}

// TestReviewSurvives: what was changed is there for the next program.
func TestReviewSurvives(t *testing.T) {
	tb := reviewed(t, messy)
	tb.set(3, 0, "cas@example.com")
	im := tb.Import
	tb.Close()
	tb.open(im)
	rows, _, err := tb.Window(Filter{Show: "all"}, 3, 1)
	if err != nil || rows[0].Cells[0] != "cas@example.com" || !slices.Equal(rows[0].Edited, []int{0}) || rows[0].Problem != nil {
		t.Errorf("row = %+v, %v", rows, err)
	}
}

// TestCopyIsWhatIsShown: the copy that a run imports has the rows of the page, and the
// original is never written.
func TestCopyIsWhatIsShown(t *testing.T) {
	tb := reviewed(t, messy)
	f, err := tb.Corrected()
	if err != nil || f.Path != tb.Import.Original() {
		t.Fatalf("untouched: %s, %v; want the original", f.Path, err)
	}
	tb.set(1, 1, `Bob "the" B, jr`)
	if _, err := tb.Skip(3, true, tb.Standing().Version); err != nil {
		t.Fatal(err)
	}
	if f, err = tb.Corrected(); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(f.Path, f.Options)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var got, want [][]string
	for one, err := range s.Originals() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, one.Cells())
	}
	rows, _, err := tb.Window(Filter{Show: "all"}, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if !r.Skipped {
			want = append(want, r.Cells)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(got) != 4 {
		t.Errorf("the copy has\n%q; the page shows\n%q", got, want)
	}
	if text, err := os.ReadFile(tb.Import.Original()); err != nil || string(text) != messy {
		t.Errorf("the original is %q, %v", text, err)
	}
	if info, err := os.Stat(f.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v, %v", info.Mode(), err)
	}
}

// TestReplace: a text is replaced in a whole column in one step, and first counted.
func TestReplace(t *testing.T) {
	tb := reviewed(t, "email,name\na@old.example,A\nb@old.example,B\nc@new.example,C\n")
	seen := tb.Standing().Version
	if n, err := tb.Replace(0, "old.", "new.", true, seen); n != 2 || err != nil || tb.Standing().Undo != 0 {
		t.Errorf("preview = %d, %v", n, err)
	}
	if n, err := tb.Replace(0, "old.", "new.", false, seen); n != 2 || err != nil {
		t.Errorf("replaced %d, %v", n, err)
	}
	if s := tb.Standing(); s.Edited != 2 || s.Undo != 1 {
		t.Errorf("standing = %+v; want one step of two rows", s)
	}
	if got := tb.numbers(Filter{Show: "all", Text: "B@NEW"}); !slices.Equal(got, []int{1}) {
		t.Errorf("found %v", got)
	}
}

// TestPasswordsAreNotFound: a search does not tell what is in a password.
func TestPasswordsAreNotFound(t *testing.T) {
	tb := reviewed(t, messy)
	if got := tb.numbers(Filter{Show: "all", Text: "secret"}); len(got) != 0 {
		t.Errorf("found rows %v by their passwords", got)
	}
}

// TestNextProblem: it goes from one problem to the next, in the list that is shown,
// and stops at the ends.
func TestNextProblem(t *testing.T) {
	tb, f := reviewed(t, messy), Filter{Show: "all"}
	for _, c := range []struct{ from, step, want int }{{-1, 1, 1}, {1, 1, 2}, {3, 1, -1}, {3, -1, 2}, {1, -1, -1}} {
		if got, err := tb.NextProblem(f, c.from, c.step); got != c.want || err != nil {
			t.Errorf("NextProblem(%d, %d) = %d, %v; want %d", c.from, c.step, got, err, c.want)
		}
	}
}

// TestUnreadable: a file that cannot be read is the error of its source.
func TestUnreadable(t *testing.T) {
	d, err := desk.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	im, err := d.Receive("p.csv", strings.NewReader("name\nAnn\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), im, nil, func() {}); err == nil || !strings.Contains(err.Error(), filepath.Base(im.Original())) {
		t.Errorf("Open = %v; want the error of the file", err)
	}
}
