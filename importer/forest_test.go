package importer

import (
	"fmt"
	rand "math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// The law of order: no row is sent before its referring partner is created, wherever
// the two rows are. Every created partner has the referring partner from the file. And
// no row waits forever.

func tortured(short, long int) int {
	if os.Getenv("TORTURE") != "" {
		return long
	}
	return short
}

const (
	nobody   = -1
	stranger = -2 // a referring partner that is nowhere
)

// A kinsman is a row of a forest.
type kinsman struct {
	n       int // in the names of its fields
	parent  int // its place in the file, or nobody, or stranger
	by      int // id, key or e-mail
	broken  bool
	refused bool // by the API
	ring    bool
}

func (k kinsman) email() string { return fmt.Sprintf("Person%d@example.com", k.n) }

// A forest is a file of rows that refer to one another.
type forest []kinsman

// grow makes a forest of n rows. Six of ten have a referring partner, and the order of
// the rows does not depend on their families.
func grow(r *rand.Rand, n int, troubled bool) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = kinsman{n: i, parent: nobody, by: r.IntN(3)}
		if i > 0 && r.Float64() < 0.6 {
			f[i].parent = r.IntN(i)
		}
		if troubled {
			f[i].broken, f[i].refused = r.Float64() < 0.02, r.Float64() < 0.02
		}
	}
	for range n / 50 {
		if troubled {
			f.spoil(r)
		}
	}
	return f.shuffled(r)
}

// spoil adds a circle, which makes rows invalid, and a reference to a stranger.
func (f forest) spoil(r *rand.Rand) {
	members := r.Perm(len(f))[:2+r.IntN(3)]
	for i, m := range members {
		if f[m].ring {
			return
		}
		f[m].parent = members[(i+1)%len(members)]
	}
	for _, m := range members {
		f[m].ring = true
	}
	if lost := r.IntN(len(f)); !f[lost].ring {
		f[lost].parent = stranger
	}
}

func (f forest) shuffled(r *rand.Rand) forest {
	places := r.Perm(len(f))
	g := make(forest, len(f))
	for i, k := range f {
		if k.parent >= 0 {
			k.parent = places[k.parent]
		}
		g[places[i]] = k
	}
	return g
}

const forestColumns = "email,name,id,key,referring_partner_id,referring_partner_key,referring_partner_email\n"

func (f forest) text() string {
	var b strings.Builder
	b.WriteString(forestColumns)
	for _, k := range f {
		name := "Name"
		if k.broken {
			name = longName()
		}
		fmt.Fprintf(&b, "%s,%s,id-%d,key-%d,%s\n", k.email(), name, k.n, k.n, f.reference(k))
	}
	return b.String()
}

func (f forest) reference(k kinsman) string {
	if k.parent == nobody {
		return ",,"
	}
	n := 1 << 30 // a stranger's
	if k.parent >= 0 {
		n = f[k.parent].n
	}
	return []string{fmt.Sprintf("id-%d,,", n), fmt.Sprintf(",key-%d,", n), fmt.Sprintf(",,pERSON%d@Example.com", n)}[k.by]
}

// refused are the e-mails that the API does not want.
func (f forest) refused() (emails []string) {
	for _, k := range f {
		if k.refused {
			emails = append(emails, k.email())
		}
	}
	return emails
}

// A destiny is what must become of a row.
type destiny struct {
	status row.Status
	orphan bool
}

// ends works out what must become of every row, from the top down.
func (f forest) ends(orphans Orphans) []destiny {
	ends := make([]destiny, len(f))
	var settle func(i int) destiny
	settle = func(i int) destiny {
		if k := f[i]; ends[i].status == "" {
			orphan := false
			switch {
			case k.broken || k.ring:
				ends[i].status = row.Invalid
				return ends[i]
			case k.parent >= 0:
				orphan = !settle(k.parent).status.Good()
			}
			switch {
			case orphan && orphans == BlockOrphans:
				ends[i].status = row.Blocked
			case k.refused || k.parent == stranger:
				ends[i] = destiny{row.Failed, orphan}
			default:
				ends[i] = destiny{row.Created, orphan}
			}
		}
		return ends[i]
	}
	for i := range f {
		settle(i)
	}
	return ends
}

// check holds a finished import against the law.
func (f forest) check(tr *trial, orphans Orphans) {
	tr.t.Helper()
	places := map[string]int{}
	for i, k := range f {
		places[identity.Email(k.email())] = i
	}
	tr.counts()
	ends, ids := f.ends(orphans), make([]string, len(f))
	for i, line := range tr.report() {
		ids[i] = line["partner_id"]
		if line["status"] != string(ends[i].status) || (line["error_code"] == string(row.ReferrerFailed)) != (ends[i] == destiny{row.Created, true} || ends[i].status == row.Blocked) {
			tr.t.Errorf("row %d is %v; want %+v of %+v", i+1, line, ends[i], f[i])
		}
	}
	born := map[int]sandbox.Entry{}
	for _, e := range tr.sandbox.Ledger() {
		i, ok := places[identity.Email(e.Email)]
		if !ok || e.Method != "POST" {
			continue
		}
		if parent := f[i].parent; parent >= 0 && !ends[i].orphan {
			if above, there := born[parent]; !there || e.At.Before(above.At) || e.Status == 400 {
				tr.t.Errorf("row %d was sent and answered with %d; its parent, row %d, had been created: %v", i+1, e.Status, parent+1, there)
			}
		}
		if e.Created {
			born[i] = e
		}
	}
	for i, k := range f {
		if ends[i].status != row.Created {
			continue
		}
		want := ""
		if k.parent >= 0 && !ends[i].orphan {
			want = ids[k.parent]
		}
		if p, _ := tr.sandbox.Find(k.email()); p.ReferrerID != want {
			tr.t.Errorf("row %d refers to %q; want %q", i+1, p.ReferrerID, want)
		}
	}
}

// in is a trial of the forest in a folder of its own.
func (f forest) in(t reporter, so sandbox.Options, o Options) *trial {
	t.Helper()
	dir, err := os.MkdirTemp("", "forest-*")
	if err != nil {
		t.Fatal(err)
	}
	if refused := f.refused(); len(refused) > 0 {
		so.Faults = append([]sandbox.Fault{{Kind: "422", Share: 1, Emails: refused}}, so.Faults...)
	}
	tr := &trial{t: t, dir: dir, sandbox: sandbox.New(so), options: o}
	tr.edit(f.text())
	return tr
}

// TestForest: any families, with trouble of every kind in them, imported in one
// run or in several, while answers are lost.
func TestForest(t *testing.T) {
	virtually(t, 12, func(t *rapid.T) {
		rows := rapid.IntRange(10, tortured(250, 3000)).Draw(t, "rows")
		seed := rapid.Uint64().Draw(t, "seed")
		orphans := rapid.SampledFrom([]Orphans{BlockOrphans, CreateOrphans}).Draw(t, "orphans")
		workers := rapid.SampledFrom([]int{1, 4, 16}).Draw(t, "workers")
		f := grow(rand.New(rand.NewPCG(seed, 1)), rows, true)
		faults := []sandbox.Fault{{Kind: "504", After: true, Share: 0.02}, {Kind: "500", Share: 0.02}, {Kind: "429", Share: 0.01}}
		tr := f.in(t, sandbox.Options{Latency: 20 * ms, Seed: seed, Faults: faults},
			Options{Rate: client.LimiterOptions{Rate: 500}, Settle: time.Second, Workers: workers, Orphans: orphans})
		defer os.RemoveAll(tr.dir)
		for range rapid.IntRange(0, 2).Draw(t, "stops") {
			halt := time.Duration(rapid.IntRange(30, 4*rows).Draw(t, "stop")) * ms
			tr.run(func(im *Importer) { time.Sleep(halt); im.Stop(stop.Cancelled, nil) })
			synctest.Wait()
		}
		tr.run(nil)
		f.check(tr, orphans)
		f.checkRebuilt(tr)
	})
}

// checkRebuilt: the report that is made again from the journal tells the same.
func (f forest) checkRebuilt(tr *trial) {
	tr.t.Helper()
	want := tr.report()
	tr.options.Rebuild, tr.options.Orphans = true, BlockOrphans
	tr.run(nil)
	for i, line := range tr.report() {
		for _, column := range []string{"status", "error_code", "error", "partner_id"} {
			if line[column] != want[i][column] {
				tr.t.Errorf("row %d: %s = %q when rebuilt; want %q", i+1, column, line[column], want[i][column])
			}
		}
	}
}

// TestForestInAWorkbook: a sheet's rows have no place in a file to be read at
// again, and wait all the same.
func TestForestInAWorkbook(t *testing.T) {
	f := grow(rand.New(rand.NewPCG(3, 3)), 400, true)
	book := newBook(t)
	for i, row := range csvCells(t, f.text()) {
		var cells []any
		for _, cell := range row {
			cells = append(cells, cell)
		}
		setRow(t, book, "Sheet1", fmt.Sprintf("A%d", i+1), cells...)
	}
	content := string(bookBytes(t, book))
	synctest.Test(t, func(t *testing.T) {
		tr := f.in(t, sandbox.Options{Latency: 20 * ms}, brisk())
		defer os.RemoveAll(tr.dir)
		tr.edit(content)
		tr.run(nil)
		f.check(tr, BlockOrphans)
	})
}

// chain is n rows that each refer to the next one.
func chain(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = kinsman{n: i, parent: i + 1, by: i % 3}
	}
	f[n-1].parent = nobody
	return f
}

// star is n rows that refer to the one behind them.
func star(n int) forest {
	f := make(forest, n+1)
	for i := range f {
		f[i] = kinsman{n: i, parent: n, by: i % 3}
	}
	f[n].parent = nobody
	return f
}

// brisk options have no limit but the workers.
func brisk() Options {
	return Options{Rate: client.LimiterOptions{Rate: 1e6}, Settle: time.Second, Workers: 16, Journal: "-"}
}

// TestLongestFamily: in a chain each row is sent when the one behind it is
// created, without a moment between.
func TestLongestFamily(t *testing.T) {
	n := 10000
	if testing.Short() || Raced {
		n = 1000
	}
	synctest.Test(t, func(t *testing.T) {
		f := chain(n)
		tr := f.in(t, sandbox.Options{Latency: 20 * ms}, brisk())
		defer os.RemoveAll(tr.dir)
		tr.run(nil)
		f.check(tr, BlockOrphans)
		if least := time.Duration(n) * 20 * ms; tr.took < least || tr.took > least*101/100 {
			t.Errorf("it took %s; want %s", tr.took, least)
		}
	})
}

// TestLongestFamilyWithoutAHead: if the topmost partner is rejected, no other row is
// sent. With orphans allowed, one is created.
func TestLongestFamilyWithoutAHead(t *testing.T) {
	for orphans, posts := range map[Orphans]int{BlockOrphans: 0, CreateOrphans: 499} {
		synctest.Test(t, func(t *testing.T) {
			f := chain(500)
			f[499].broken = true
			o := brisk()
			o.Orphans = orphans
			tr := f.in(t, sandbox.Options{}, o)
			defer os.RemoveAll(tr.dir)
			tr.run(nil)
			f.check(tr, orphans)
			if n := tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" }); n != posts {
				t.Errorf("%d rows were sent; want %d", n, posts)
			}
		})
	}
}

// TestManyChildren: every child of a large family is created with the parent.
func TestManyChildren(t *testing.T) {
	n := tortured(3000, 200000)
	if Raced {
		n = 1000
	}
	synctest.Test(t, func(t *testing.T) {
		f := star(n)
		tr := f.in(t, sandbox.Options{Latency: 20 * ms}, brisk())
		defer os.RemoveAll(tr.dir)
		tr.run(nil)
		f.check(tr, BlockOrphans)
		if least := time.Duration(n+16) / 16 * 20 * ms; tr.took > least*105/100+100*ms {
			t.Errorf("it took %s; want %s, with all workers busy", tr.took, least)
		}
	})
}

// TestOrderCostsNoTime: rows with parents, in any order, take no more than
// fifteen in a hundred longer than the same rows without.
func TestOrderCostsNoTime(t *testing.T) {
	n := 3000
	if testing.Short() || Raced {
		n = 1000
	}
	f := grow(rand.New(rand.NewPCG(7, 7)), n, false)
	alone := make(forest, n)
	for i, k := range f {
		alone[i] = kinsman{n: k.n, parent: nobody}
	}
	var took [2]time.Duration
	for i, f := range []forest{alone, f} {
		synctest.Test(t, func(t *testing.T) {
			tr := f.in(t, sandbox.Options{Latency: 20 * ms}, brisk())
			defer os.RemoveAll(tr.dir)
			tr.run(nil)
			f.check(tr, BlockOrphans)
			took[i] = tr.took
		})
	}
	t.Logf("%d rows take %s without parents and %s with them", n, took[0], took[1])
	if took[1] > took[0]*115/100 {
		t.Errorf("%d rows take %s with parents; want at most 15 %% more than %s", n, took[1], took[0])
	}
}
