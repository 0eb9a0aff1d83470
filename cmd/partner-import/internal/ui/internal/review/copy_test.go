package review

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/importer/row"
)

// TestVerdictsStayWithTheirRows: whatever is changed, skipped or emptied, the verdict of
// a row is that of its cells, and messages name the lines of the file.
func TestVerdictsStayWithTheirRows(t *testing.T) {
	tb := reviewed(t, "Our partners\n\nemail,name,key\na@example.com,A,a\n,\"two\nlines\",b\nc@example.com,C,c\na@example.com,D,d\nwrong,E,e\n")
	problems := func() (all []string) {
		rows, _, err := tb.Window(Filter{Show: "problems"}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all = append(all, fmt.Sprint(r.Line, " ", r.Problem.Code))
		}
		return all
	}
	want := []string{"5 email_missing", "8 duplicate_email", "9 email_invalid"}
	if got := problems(); !slices.Equal(got, want) {
		t.Fatalf("problems = %q; want %q", got, want)
	}
	for column := range 3 { // row 3 is empty then, and no row of the copy
		tb.set(2, column, "")
		tb.wait()
	}
	if got := problems(); !slices.Equal(got, want) {
		t.Errorf("after a row was emptied: %q; want %q", got, want)
	}
	if s := tb.Standing(); s.Aside != 1 || s.Ready != 1 {
		t.Errorf("standing = %+v; want one row that is empty, and one that is ready", s)
	}
	if _, err := tb.Skip(1, true, tb.Standing().Version); err != nil {
		t.Fatal(err)
	}
	tb.wait()
	if got := problems(); !slices.Equal(got, want[1:]) {
		t.Errorf("after a row was skipped: %q; want %q", got, want[1:])
	}
	rows, _, err := tb.Window(Filter{Show: string(row.DuplicateEmail)}, 0, 1)
	if err != nil || len(rows) != 1 || !strings.Contains(rows[0].Problem.Text, "as line 4.") {
		t.Errorf("the message is %+v, %v; want the line of the file", rows, err)
	}
}

// TestCopyReadsBack: any cells come back out of the copy for people, without the empty
// lines of the one that is imported.
func TestCopyReadsBack(t *testing.T) {
	tb := reviewed(t, "x\n\nemail,name\na@example.com,A\nb@example.com,B\n")
	rapid.Check(t, func(rt *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\"'\n\t=é\u200b"))), 2, 2).Draw(rt, "cells")
		tb.mu.Lock()
		if _, err := tb.log.Do(stepOf(texts), tb.log.Version()); err != nil {
			rt.Fatal(err)
		}
		path := tb.Import.Path("people.csv")
		_, err := tb.writeCopy(t.Context(), path, withoutGaps, noLock{})
		tb.mu.Unlock()
		if err != nil {
			rt.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		want := [][]string{{"email", "name"}, texts, {"b@example.com", "B"}}
		if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			rt.Fatalf("%v: %q; want %q", err, got, want)
		}
	})
}

// stepOf changes the cells of the first row.
func stepOf(texts []string) (step edits.Step) {
	for column, text := range texts {
		step.Cells = append(step.Cells, edits.Cell{Column: column, Was: "was", Now: text})
	}
	return step
}
