package move

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/cmd/pgtest"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
)

func open(t *testing.T, o journal.Options) journal.Journal {
	t.Helper()
	j, err := home.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// fill makes a journal with entries of every kind.
func fill(t *testing.T, place string, rows int) {
	t.Helper()
	j := open(t, journal.Options{Path: place, Account: journal.Account{Host: "api.example.com", Key: "f00d"}})
	defer j.Close()
	var claims []*journal.Entry
	for i := range rows {
		claims = append(claims, &journal.Entry{Email: fmt.Sprintf("p%d@x", i), Content: [16]byte{byte(i)}, Since: time.UnixMilli(1_700_000_000_000 + int64(i))})
	}
	err := j.Begin("sha", "partners.csv")
	if err == nil {
		err = j.Write(journal.Group{Claims: claims})
	}
	if err == nil {
		err = j.Wrote("digest")
	}
	if err == nil {
		err = j.Begin("sha2", "more.csv")
	}
	for i, e := range claims[3:] {
		e.Status, e.Attempts, e.PartnerID, e.Key, e.Link, e.Ours, e.Policy = "created", i, "id\x00", "k", "https://l/\xff", i%2 == 0, "update"
		e.Created, e.Updated, e.Maker, e.Made = e.Since, e.Since.Add(time.Second), journal.ThisRun, [16]byte{7}
		e.Code, e.Field, e.Message = "refused", "name", "\x01no"
	}
	if err == nil {
		err = j.Write(journal.Group{Outcomes: claims[3:]})
	}
	if err == nil {
		err = j.Write(journal.Group{
			Doubts: []*journal.Entry{{ID: 1, InDoubt: true, Doubt: "lost", Asked: [16]byte{5}}, {ID: 2, InDoubt: true}},
			Marks:  []journal.Mark{{ID: 5, Undone: journal.Undone{State: journal.Archiving, Partner: "id"}}}, Releases: []int64{3},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	j.KeepRate(12.5)
}

// A content is all that a journal has.
type content struct {
	Account journal.Account
	Rate    float64
	Runs    []journal.Run
	Entries []journal.Entry
	Wrote   bool
}

func contentOf(t *testing.T, place string) (c content) {
	t.Helper()
	j := open(t, journal.Options{Path: place, Existing: true})
	defer j.Close()
	var err error
	c.Account, c.Rate = j.Account(), j.Rate()
	if c.Runs, err = j.Runs(); err == nil {
		if err = j.Resume("sha"); err == nil {
			if c.Entries, err = j.After(0, 1<<20); err == nil {
				c.Wrote, err = j.HasWritten("digest")
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestThereAndBack: a journal that was copied into a database and back is the same.
func TestThereAndBack(t *testing.T) {
	pgtest.Start(t).Setenv(t)
	dir, ctx := t.TempDir(), context.Background()
	from, back := filepath.Join(dir, "j"), filepath.Join(dir, "back")
	fill(t, from, 5000)
	want := contentOf(t, from)
	if len(want.Entries) != 4999 || len(want.Runs) != 2 || !want.Wrote || want.Rate != 12.5 {
		t.Fatalf("%d entries, %d runs", len(want.Entries), len(want.Runs))
	}
	for _, step := range [][2]string{{from, "postgres:acme"}, {"postgres:acme", back}, {back, "postgres:other"}} {
		n, err := Journal(ctx, step[0], step[1], nil)
		if err != nil || n != len(want.Entries) {
			t.Fatalf("%s: %d entries, %v; want %d", step, n, err, len(want.Entries))
		}
		if diff := cmp.Diff(want, contentOf(t, step[1])); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", step, diff)
		}
	}
	for _, step := range [][2]string{{from, "postgres:acme"}, {"postgres:acme", back}} {
		if _, err := Journal(ctx, step[0], step[1], nil); err == nil || !strings.Contains(err.Error(), "used before") {
			t.Errorf("%s: %v; want that it was used before", step, err)
		}
	}
	if _, err := Journal(ctx, "postgres:none", filepath.Join(dir, "n"), nil); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("a journal that is not there: %v", err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := Journal(stopped, from, filepath.Join(dir, "stopped"), nil); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("stopped: %v", err)
	}
	if c := contentOf(t, filepath.Join(dir, "stopped")); len(c.Entries)+len(c.Runs) > 0 {
		t.Error("a copy that was stopped left something")
	}
}
