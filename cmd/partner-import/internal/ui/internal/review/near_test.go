package review

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/importer/row"
)

// TestNearIsWhatTheWholeSays: what a check of the rows around a change says is what the
// check of the whole file says then, about every row, whatever is changed.
func TestNearIsWhatTheWholeSays(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue { // "make torture" takes more
		defer func() { _ = flag.Set("rapid.checks", checks.DefValue) }()
		_ = flag.Set("rapid.checks", "25")
	}
	names := rapid.SampledFrom([]string{"", "a@x.example", "b@x.example", "c@x.example", "A@X.example ", "broken", "key1", "key2", "key 3"})
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		text.WriteString("email,key,referring_partner,name\n")
		rows := rapid.IntRange(1, 8).Draw(t, "rows")
		for i := range rows {
			fmt.Fprintf(&text, "%s,%s,%s,N%d\n", names.Draw(t, "email"), names.Draw(t, "key"), names.Draw(t, "referrer"), i)
		}
		tb := open(t, text.String())
		defer tb.Close()
		for i := range rapid.IntRange(1, 6).Draw(t, "changes") {
			if i == 3 { // the whole file was checked in between
				tb.still()
				whole, err := tb.judge(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				tb.mu.Lock()
				tb.verdicts, tb.near = whole, newNearby()
				tb.mu.Unlock()
			}
			number, column := rapid.IntRange(0, rows-1).Draw(t, "row"), rapid.IntRange(0, 2).Draw(t, "column")
			var err error
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				_, err = tb.Skip(number, rapid.Bool().Draw(t, "skip"), tb.Standing().Version)
			case 1:
				if tb.Standing().Undo > 0 {
					_, err = tb.Move(edits.Undo)
				}
			default:
				_, err = tb.Set([]edits.Cell{{Row: number, Column: column, Now: names.Draw(t, "now")}}, tb.Standing().Version)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		tb.still()
		near, err := tb.judgeNear(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		whole, err := tb.judge(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if near == nil {
			return // too much was touched, or nothing
		}
		for number := range rows {
			if got, want := said(tb, near, number), said(tb, whole, number); got != want {
				t.Errorf("row %d of\n%s%+v\nis %q near, and %q in the whole file", number, &text, tb.log, got, want)
			}
		}
	})
}

// still ends the checks in the background, which use the same files.
func (r *Review) still() {
	r.mu.Lock()
	r.cancel()
	r.mu.Unlock()
	r.active.Wait()
}

// said is the code and the column that a check found, "" for none. Rows that are skipped
// are not checked.
func said(r *Review, v *verdicts, number int) string {
	p, wrong := v.of(number)
	if !wrong || r.log.IsSkipped(number) {
		return ""
	}
	return fmt.Sprint(p.Code, " ", p.Column)
}

func open(t *rapid.T, text string) *Review {
	folder, err := os.MkdirTemp("", "near")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	d, err := desk.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	im, err := d.Receive("p.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{}, 100)
	r, err := Open(context.Background(), im, nil, func() { ended <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	<-ended
	r.large = 0
	return r
}

// TestNearNamesLines: a message of the rows around a change names the lines of the file.
func TestNearNamesLines(t *testing.T) {
	tb := reviewed(t, "email,name\na@x.example,A\n\"b@x.example\",\"B\nB\"\nc@x.example,C\nd@x.example,D\n")
	tb.large = 0
	if _, err := tb.Set([]edits.Cell{{Row: 3, Column: 0, Now: "c@x.example"}}, tb.Standing().Version); err != nil {
		t.Fatal(err)
	}
	v, err := tb.judgeNear(t.Context())
	if err != nil || v == nil {
		t.Fatal(v, err)
	}
	p, _ := v.of(3)
	if p.Code != row.DuplicateEmail || !strings.Contains(p.Text, "line 5") {
		t.Errorf("row 4 = %+v; want it to be twice, as in line 5", p)
	}
	tb.mu.Lock()
	near := tb.near.copy()
	tb.mu.Unlock()
	found, err := tb.findNear(t.Context(), near)
	if err != nil || len(found) != 2 {
		t.Errorf("found %v, %v; want the two rows", found, err)
	}
	tb.wait()
}

// TestNearIsBounded: a change of many rows is left to the check of the whole file.
func TestNearIsBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("email,name\n")
	for i := range mostNear + 1 {
		fmt.Fprintf(&text, "p%d@x.example,old\n", i)
	}
	tb := reviewed(t, text.String())
	tb.large = 0
	if _, err := tb.Replace(1, "old", "new", false, tb.Standing().Version); err != nil {
		t.Fatal(err)
	}
	if v, err := tb.judgeNear(t.Context()); v != nil || err != nil || !tb.near.whole {
		t.Errorf("near = %v, %v; want nothing", v, err)
	}
	tb.wait()
	if tb.near.whole {
		t.Error("after the check of the whole file, something is still touched")
	}
}

// TestNearSeesEarlierCorrections: a row counts as it is now, and not as the file has it.
func TestNearSeesEarlierCorrections(t *testing.T) {
	tb := reviewed(t, "email,name\na@x.example,A\nb@x.example,B\nc@x.example,C\n")
	tb.set(0, 0, "New@x.example")
	tb.wait() // for the check of the whole file
	tb.large = 0
	tb.set(2, 0, "new@x.example")
	v, err := tb.judgeNear(t.Context())
	if err != nil || v == nil {
		t.Fatal(v, err)
	}
	if p, _ := v.of(2); p.Code != row.DuplicateEmail {
		t.Errorf("row 3 = %+v; want it to be twice", p)
	}
	tb.wait()
}
