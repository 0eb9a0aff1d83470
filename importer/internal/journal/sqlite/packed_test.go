package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/journal"
)

// TestPackedHoldsAnyEntry: whatever is written comes out again, whatever bytes the
// texts have, and whichever of them are missing.
func TestPackedHoldsAnyEntry(t *testing.T) {
	path, n := filepath.Join(t.TempDir(), "j"), 0
	j, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "h", Key: "k"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { j.Close() }()
	if err := j.Begin("sha", "x"); err != nil {
		t.Fatal(err)
	}
	text := rapid.OneOf(rapid.Just(""), rapid.Just(" "), rapid.Just("7 a\x00b"), rapid.SampledFrom([]string{unit, record, "a" + unit, "a" + record, record + "a"}), rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		n++
		want := drawEntry(t, text, n)
		claim := &journal.Entry{Email: want.Email, Content: want.Content, Since: want.Since}
		if err := j.Write(journal.Group{Claims: []*journal.Entry{claim}}); err != nil {
			t.Fatal(err)
		}
		want.ID = claim.ID
		if err := j.Write(journal.Group{Outcomes: []*journal.Entry{&want}}); err != nil {
			t.Fatal(err)
		}
		if want.InDoubt {
			if err := j.Write(journal.Group{Doubts: []*journal.Entry{&want}}); err != nil {
				t.Fatal(err)
			}
		} else {
			want.Doubt, want.Asked = "", [16]byte{}
		}
		want.Run, want.Resumed, want.Mine = j.run, true, j.same[want.Maker]
		var got journal.Entry
		if err := j.scanEntry(j.find.QueryRow(want.Email).Scan, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what comes out is not what went in (-in +out):\n%s", diff)
		}
		page, err := j.page(nil, want.ID-1, 2)
		if diff := cmp.Diff([]journal.Entry{want}, page); diff != "" || err != nil {
			t.Errorf("what comes out in a page is not what went in (%v, -in +out):\n%s", err, diff)
		}
		if page, err := j.page(nil, 0, n); err != nil || len(page) != n {
			t.Errorf("a page of all has %d entries, %v; want %d", len(page), err, n)
		}
	})
}

func drawEntry(t *rapid.T, text *rapid.Generator[string], n int) journal.Entry {
	e := journal.Entry{
		Email: strings.Repeat("x", n) + text.Draw(t, "email"), Status: text.Draw(t, "status"), Policy: text.Draw(t, "policy"),
		PartnerID: text.Draw(t, "id"), Key: text.Draw(t, "key"), Link: text.Draw(t, "link"),
		Code: text.Draw(t, "code"), Field: text.Draw(t, "field"), Message: text.Draw(t, "message"),
		Attempts: rapid.IntRange(0, 99).Draw(t, "attempts"), Ours: rapid.Bool().Draw(t, "ours"),
		Maker:   rapid.Int64Range(0, 3).Draw(t, "maker"),
		Since:   time.UnixMilli(rapid.Int64Range(-1e12, 1e13).Draw(t, "since")),
		InDoubt: rapid.Bool().Draw(t, "in doubt"), Doubt: text.Draw(t, "doubt"),
	}
	for _, hash := range []*[16]byte{&e.Content, &e.Asked, &e.Made} {
		copy(hash[:], rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(t, "hash"))
	}
	if rapid.Bool().Draw(t, "has time") {
		e.Created = time.UnixMilli(rapid.Int64Range(0, 1e13).Draw(t, "created"))
	}
	return e
}

// TestUnpackRefusesDamage: a text that no journal of ours has is an error, and no
// entry that is nearly right.
func TestUnpackRefusesDamage(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "a word": "x", "no run": "1  ", "a fraction": "1 1 1.5 1 0 0    1 0 0        a",
		"a long hash":      "1 1 1 1 0 0   " + strings.Repeat("0", 34) + "   1 0 0         a",
		"half a byte":      "1 1 1 1 0 0   000   1 0 0         a",
		"a length too far": "1 1 1 1 0 0      9 0 0         a",
		"a length below":   "1 1 1 1 0 0      -1 0 0         a",
		"more at the end":  "1 1 1 1 0 0      1 0 0         ab",
	} {
		var damage *packedError
		if e, err := unpack(text); !errors.As(err, &damage) {
			t.Errorf("%s: unpack(%q) = %+v, %v; want an error", name, text, e, err)
		}
	}
	if e, err := unpack("1 1 1 1 0 0      1 0 0         a"); err != nil || e.Email != "a" {
		t.Errorf("unpack = %+v, %v; want the entry", e, err)
	}
}

// TestSplitRefusesDoubt: a text with control characters of its own is not split, and
// its entries are read one by one.
func TestSplitRefusesDoubt(t *testing.T) {
	j := &Journal{}
	entry := func(id, email, doubt string) string {
		return strings.Join([]string{id, "1", "1", "1", "0", "0", "", "", "", "", "", email, "", "", "", "", "", "", "", "", "", "0", doubt, ""}, unit)
	}
	a, b := entry("1", "a", ""), entry("2", "b", "")
	for _, tt := range []struct {
		name, text string
		count      int
		ok         bool
	}{
		{"two entries", a + record + b, 2, true},
		{"none", "", 0, true},
		{"a record more", a + record + b, 1, false},
		{"a record less", a + record + b, 3, false},
		{"a part more", entry("1", "a"+unit+"0", ""), 1, false},
		{"a part less", strings.Replace(a, unit, "", 1), 1, false},
		{"a record at the end", entry("1", "a", record), 1, false},
		{"a record inside, and one entry missing", entry("1", "a"+record, ""), 2, false},
		{"another order", b + record + a, 2, false},
		{"the same twice", a + record + a, 2, false},
		{"text without entries", "x", 0, false},
		{"no text with entries", "", 1, false},
	} {
		if entries, ok := j.split(nil, tt.text, tt.count); ok != tt.ok || ok && len(entries) != tt.count {
			t.Errorf("%s: split(%q) = %d entries, %v; want %v", tt.name, tt.text, len(entries), ok, tt.ok)
		}
	}
}

// TestEachReadsAnyText: what is read at once is what is read one by one.
func TestEachReadsAnyText(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	var want []string
	var g journal.Group
	for i := range 3 * journal.PageSize {
		email := fmt.Sprint("p", i)
		if i == journal.PageSize+7 {
			email += record + "x"
		}
		want = append(want, email)
		g.Claims = append(g.Claims, claimOf(email))
	}
	write(t, j, g)
	j = reopen(t, j)
	for _, most := range []int{len(want), journal.PageSize + 1, 1} {
		var got []string
		err := j.Each(func(b journal.Brief) bool { got = append(got, b.Email); return len(got) < most })
		if diff := cmp.Diff(want[:most], got); diff != "" || err != nil {
			t.Errorf("Each, %d entries: %v (-want +got):\n%s", most, err, diff)
		}
	}
}
