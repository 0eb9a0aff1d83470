package importer

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// members are partners of an account: old1@example.com, with the id old-1 and
// the key key-1, and so on.
func members(n int) []sandbox.Partner {
	all := inAccount(n)
	for i := range all {
		all[i].Key = fmt.Sprintf("key-%d", i+1)
		all[i].CreatedAt = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return all
}

// listings is how many pages were asked for, without the one of the greeting.
func (tr *trial) listings() int {
	return tr.sandbox.Count(func(e sandbox.Entry) bool { return strings.Contains(e.Query, "limit=250") })
}

func (tr *trial) creates() int {
	return tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" })
}

// withoutAttempts is a report by rows, without what may differ: how often a row
// was sent, and when and as what the API made a new partner.
func (tr *trial) withoutAttempts() []map[string]string {
	tr.t.Helper()
	lines := tr.report()
	for _, line := range lines {
		delete(line, "attempts")
		if line["status"] == string(row.Created) {
			for _, made := range []string{"partner_id", "key", "referral_link", "created_at"} {
				delete(line, made)
			}
		}
	}
	return lines
}

// TestPrefetchCounts: what each kind of row costs with a listing and without,
// and that the report is the same.
func TestPrefetchCounts(t *testing.T) {
	for _, kind := range []struct {
		name, row   string // of old7, or of someone new
		code        string
		without     int // requests for it
		with        int
		withoutPost bool
	}{
		{"new", "new@example.com,,", "", 1, 1, false},
		{"there", "OLD7@example.com,,", "", 2, 1, true},
		{"there, with its id", "old7@example.com,old-7,", "", 2, 1, true},
		{"there, with its id and key", "old7@example.com,old-7,key-7", "", 2, 1, true},
		{"there, with a free id", "old7@example.com,free,", "exists_different", 2, 2, false},
		{"there, with a free key", "old7@example.com,,free", "exists_different", 2, 3, false},
		{"there, with another's id", "old7@example.com,old-9,", "conflict", 3, 3, false},
		{"there, with another's key", "old7@example.com,,key-9", "conflict", 3, 4, false},
		{"there, with its id and another's key", "old7@example.com,old-7,key-9", "conflict", 3, 4, false},
		{"new, with another's id", "new@example.com,old-9,", "id_taken", 2, 2, false},
		{"new, with another's key", "new@example.com,,key-9", "key_taken", 2, 2, false},
	} {
		t.Run(kind.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var reports [][]map[string]string
				var requests []int
				for _, prefetch := range []bool{false, true} {
					// Three other rows, so that three pages are worth their price.
					text := "email,id,key\n" + kind.row + "\nn1@x.y,,\nn2@x.y,,\nn3@x.y,,\n"
					tr := newTrial(t, text, sandbox.Options{Partners: members(600)}, Options{Prefetch: prefetch})
					tr.run(nil)
					tr.counts()
					reports = append(reports, tr.withoutAttempts())
					requests = append(requests, tr.requests()-1-3-tr.listings())
					if n := tr.listings(); prefetch && n != 3 || !prefetch && n != 0 {
						t.Errorf("%d pages were listed", n)
					}
					if spared := tr.creates() == 3; spared != (prefetch && kind.withoutPost) {
						t.Errorf("prefetch %v: %d creates for 4 rows", prefetch, tr.creates())
					}
					if got := tr.report()[0]["error_code"]; got != kind.code || tr.summary.Requests != tr.requests() {
						t.Errorf("error code %q, %d requests counted; want %q and %d", got, tr.summary.Requests, kind.code, tr.requests())
					}
				}
				if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
					t.Errorf("the reports differ (-without +with):\n%s", diff)
				}
				if want := []int{kind.without, kind.with}; !cmp.Equal(requests, want) {
					t.Errorf("requests for the row, without and with: %v; want %v", requests, want)
				}
			})
		})
	}
}

// TestPrefetchSpares: half of a big file is there already, which costs a third
// fewer requests.
func TestPrefetchSpares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text strings.Builder
		text.WriteString("email\n")
		for i := range 500 {
			fmt.Fprintf(&text, "old%d@example.com\nnew%d@example.com\n", 2*i+1, i)
		}
		tr := newTrial(t, text.String(), sandbox.Options{Partners: members(1100)}, Options{Prefetch: true})
		tr.run(nil)
		tr.want(map[string]int{"created": 500, "exists": 500})
		if n := tr.requests(); n != 1+5+500+500 {
			t.Errorf("%d requests; want a greeting, 5 pages, 500 lookups and 500 creates", n)
		}
		if diff := cmp.Diff(&PrefetchSummary{Partners: 1100, Rows: 500}, tr.summary.Prefetch); diff != "" {
			t.Errorf("summary (-want +got):\n%s", diff)
		}
		for _, line := range tr.report() {
			if there := line["status"] == "exists"; there != (line["attempts"] == "0") || line["referral_link"] == "" {
				t.Fatalf("%v; want a link, and no attempt for who is there", line)
			}
		}
		// All is known: nothing is listed.
		before := tr.requests()
		tr.run(nil)
		if n := tr.requests() - before; n != 1 || tr.summary.Prefetch != nil {
			t.Errorf("%d requests for a file that is done; want the greeting alone", n)
		}
		// With a few new rows, no more pages than these rows are listed.
		tr.edit(text.String() + "late1@example.com\nold2@example.com\n")
		before = tr.requests()
		tr.run(nil)
		tr.want(map[string]int{"created": 1, "exists": 1001})
		if n := tr.requests() - before; n != 1+2+1+1 { // old2 is in the first page
			t.Errorf("%d requests; want a greeting, 2 pages, a create and a lookup", n)
		}
		if got := strings.Join(tr.summary.Warnings, "\n"); !strings.Contains(got, "Stopped listing the account after 500 partners, because that costs more requests than it saves for 2 rows.") {
			t.Errorf("warnings %q; want one that says why the listing ended", got)
		}
	})
}

// TestPrefetchLimit: with --limit no more is listed than these rows are worth.
func TestPrefetchLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\nold1@example.com\nold2@example.com\nold3@example.com\n", sandbox.Options{Partners: members(600)}, Options{Prefetch: true, Limit: 1})
		tr.run(nil)
		tr.want(map[string]int{"exists": 1, "unsent": 2})
		if n := tr.requests(); n != 1+1+1 {
			t.Errorf("%d requests; want a greeting, a page and a lookup", n)
		}
	})
}

// TestPrefetchLimitLargeFile: the limit ends the first look at the file while
// others still read ahead in it. The race detector says whether that is safe.
func TestPrefetchLimitLargeFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows = 20_000 // more than is read ahead
		tr := newTrial(t, numbered(rows), sandbox.Options{}, Options{Prefetch: true, Limit: 3})
		tr.run(nil)
		tr.want(map[string]int{"created": 3, "unsent": rows - 3})
	})
}

// TestPrefetchStrict: where nothing will be sent, nothing is asked.
func TestPrefetchStrict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\nold1@example.com\nnobody\n", sandbox.Options{Partners: members(600)}, Options{Prefetch: true, Strict: true})
		tr.run(nil)
		tr.want(map[string]int{"unsent": 1, "invalid": 1})
		if n := tr.requests(); n != 0 {
			t.Errorf("%d requests; want none", n)
		}
	})
}

// TestPrefetchWithoutListing: where nothing is listed, or not to its end, the
// import continues, and says once why.
func TestPrefetchWithoutListing(t *testing.T) {
	const text = "email\nold1@example.com\nold260@example.com\nnew@example.com\n"
	for _, tt := range []struct {
		name, warning string
		faults        []sandbox.Fault
		want          int // requests
	}{
		{"404", "The account could not be listed (Partnero answered 404: \"Not found\")", []sandbox.Fault{{Kind: "404", On: "list", Share: 1}}, 2 + 1 + 5},
		{"405", "The account could not be listed (Partnero answered 405", []sandbox.Fault{{Kind: "405", On: "list", Share: 1}}, 2 + 1 + 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, text, sandbox.Options{Partners: members(300), Faults: tt.faults}, Options{Prefetch: true})
				tr.run(nil)
				tr.want(map[string]int{"created": 1, "exists": 2})
				if n := tr.requests(); n != tt.want {
					t.Errorf("%d requests; want %d", n, tt.want)
				}
				got := strings.Join(tr.summary.Warnings, "\n")
				if !strings.Contains(got, tt.warning) || len(tr.summary.Warnings) > 2 {
					t.Errorf("warnings %q; want one with %q", got, tt.warning)
				}
			})
		})
	}
}

// shiftyLister lists in its own way.
type shiftyLister struct {
	Partners
	list func(page int) ([]client.Partner, bool, error)
}

func (l shiftyLister) List(_ context.Context, page, _ int) ([]client.Partner, bool, error) {
	return l.list(page)
}

// TestPrefetchLies: a listing that breaks off, that is out of date, and that
// names people that are not there costs requests and changes nothing.
func TestPrefetchLies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email,id\nold1@example.com,\nold2@example.com,\ngone@example.com,\nold3@example.com,old-3\nold4@example.com,old-5\n", sandbox.Options{Partners: members(5)}, Options{Prefetch: true})
		tr.runWith(func(p Partners) Partners {
			return shiftyLister{p, func(page int) ([]client.Partner, bool, error) {
				if page > 1 {
					return nil, false, &client.Error{Kind: client.Refused, Status: 400, Message: "No more."}
				}
				return []client.Partner{
					{Email: "Old1@example.com", ID: "old-1"}, {Email: "GONE@example.com", ID: "x"},
					{Email: "old3@example.com", ID: "stale"}, {Email: "old4@example.com", ID: "old-5"},
				}, true, nil
			}}
		})
		tr.want(map[string]int{"created": 1, "exists": 3, "failed": 1})
		if got := tr.report()[4]["error_code"]; got != string(row.Conflict) {
			t.Errorf("the row with another's id is %q; want a conflict", got)
		}
		// old1: a lookup. gone: a lookup and a create. old2 and old3: a create and
		// a lookup each. old4: a lookup, a create, and two lookups.
		if n := tr.requests(); n != 1+1+2+2+2+4 {
			t.Errorf("%d requests; want 12", n)
		}
		want := `The list of the account ended early, after 4 partners (Partnero answered 400: "No more"). All other rows are sent without it.`
		if got := tr.summary.Warnings; len(got) != 2 || got[1] != want {
			t.Errorf("warnings %q; want %q", got, want)
		}
	})
}

// strangeFinder answers the first lookups with another partner.
type strangeFinder struct {
	*client.Client
	lies *int
}

func (f strangeFinder) Find(ctx context.Context, by client.By) (client.Partner, error) {
	if *f.lies--; *f.lies >= 0 {
		return client.Partner{Email: "somebody@else.example", ID: "old-2"}, nil
	}
	return f.Client.Find(ctx, by)
}

// TestPrefetchLists: an e-mail is listed whatever its case is. Without a list, none is.
func TestPrefetchLists(t *testing.T) {
	h := &preflight.Hints{Digester: identity.NewDigester()}
	h.Expect(&row.Record{Email: "a@x.y"})
	h.Expect(&row.Record{Email: "b@x.y"})
	h.See(client.Partner{Email: "A@x.y", ID: "1"})
	for email, want := range map[string]bool{"a@X.y": true, "b@x.y": false, "c@x.y": false} {
		if got := h.Lists(email); got != want {
			t.Errorf("%s: listed %v; want %v", email, got, want)
		}
	}
	if (*preflight.Hints)(nil).Lists("a@x.y") {
		t.Error("someone is listed without a listing")
	}
}

// TestPrefetchStranger: a partner that was not asked for belongs to no row.
func TestPrefetchStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\nold1@example.com\n", sandbox.Options{Partners: members(2)}, Options{Prefetch: true})
		lies := 1
		tr.runWith(func(Partners) Partners { return strangeFinder{tr.client(), &lies} })
		tr.want(map[string]int{"exists": 1})
		if line := tr.report()[0]; line["partner_id"] != "old-1" || line["attempts"] != "1" {
			t.Errorf("%v; want old-1, after a create that says taken", line)
		}
	})
}

// TestPrefetchThrottled: a lookup that the API's limit keeps waiting is made
// again, however often.
func TestPrefetchThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faults := []sandbox.Fault{{Kind: "429", On: "find", First: 8}}
		tr := newTrial(t, "email\nold1@example.com\n", sandbox.Options{Partners: members(2), Faults: faults}, Options{Prefetch: true})
		tr.run(nil)
		tr.want(map[string]int{"exists": 1})
		if n := tr.creates(); n != 0 {
			t.Errorf("%d creates; want none", n)
		}
	})
}

// TestPrefetchNoLister: partners that cannot be listed are imported all the
// same.
func TestPrefetchNoLister(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\nold1@example.com\n", sandbox.Options{Partners: members(3)}, Options{Prefetch: true})
		tr.runWith(func(p Partners) Partners { return struct{ Partners }{p} })
		tr.want(map[string]int{"exists": 1})
		if got := strings.Join(tr.summary.Warnings, "\n"); !strings.HasSuffix(got, "The account could not be listed. All rows are sent without the list.") {
			t.Errorf("warnings %q", got)
		}
	})
}

// TestListingTellsProgress: while the account is listed, also while that waits,
// the number of partners so far is told.
func TestListingTellsProgress(t *testing.T) {
	for _, o := range []Options{{Prefetch: true}, {DryRun: true, Online: true}} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			told, waited := map[int]bool{}, false
			o.OnProgress = func(p Progress) {
				mu.Lock()
				defer mu.Unlock()
				if !p.Listing {
					return
				}
				told[p.Listed] = true
				waited = waited || p.Paused > 0
				if p.Done > 0 || p.Rows != 4 && o.Prefetch {
					t.Errorf("progress %+v during the listing", p)
				}
			}
			o.Rate = client.LimiterOptions{Rate: 2}
			so := sandbox.Options{Partners: members(600), Limit: 2, Window: 10 * time.Second, RetryAfter: "seconds", Latency: 200 * ms}
			tr := newTrial(t, numbered(4), so, o)
			tr.run(nil)
			if !told[250] || !told[500] || !waited {
				t.Errorf("told %v, and that it waits: %v", told, waited)
			}
		})
	}
}

// TestPrefetchStopped: a stop during the listing is a stop before anything was
// sent, and leaves no output behind.
func TestPrefetchStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(100), sandbox.Options{Partners: members(5000), Latency: time.Second}, Options{Prefetch: true})
		im, done := tr.importer(), make(chan error, 1)
		s, err := source.Open(tr.path("partners.csv"), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		go func() {
			_, err := im.Run(context.Background(), s)
			done <- err
		}()
		time.Sleep(5 * time.Second)
		im.Stop(stop.Cancelled, nil)
		tr.err = <-done
		tr.wantStop(stop.Cancelled)
		if _, err := os.Stat(tr.path("partners.report.csv")); !os.IsNotExist(err) || tr.creates() > 0 {
			t.Errorf("the report: %v; %d creates; want neither", err, tr.creates())
		}
	})
}

// drawRows makes a file for an account of so many members.
func drawRows(t *rapid.T, size int) string {
	text := "email,name,id,key,referring_partner_email\n"
	refused := 0 // twenty at the start would end the run
	for row := range rapid.IntRange(1, 60).Draw(t, "rows") {
		old, other := rapid.IntRange(1, size).Draw(t, "old"), rapid.IntRange(1, size).Draw(t, "other")
		email := fmt.Sprintf("old%d@example.com", old)
		if rapid.Bool().Draw(t, "is new") {
			email = fmt.Sprintf("New%d@example.com", row)
		}
		draw := func(of string, choices ...string) string {
			return rapid.SampledFrom(append(choices, "", "")).Draw(t, of)
		}
		name := draw("name", "Zoë")
		id := draw("id", fmt.Sprintf("old-%d", old), fmt.Sprintf("old-%d", other), fmt.Sprintf("free-%d", row))
		key := draw("key", fmt.Sprintf("key-%d", old), fmt.Sprintf("key-%d", other), fmt.Sprintf("free-%d", row))
		parent := draw("parent", fmt.Sprintf("new%d@example.com", row/2), fmt.Sprintf("old%d@example.com", other))
		if id+key != "" {
			refused++
		}
		if refused > 15 {
			id, key = "", ""
		}
		text += strings.Join([]string{email, name, id, key, parent}, ",") + "\n"
	}
	return text
}

// drawFaults: creates are lost of new partners alone. Of others the lost answer
// is what tells a conflict, so that it matters which one is lost.
func drawFaults(t *rapid.T) (faults []sandbox.Fault) {
	var fresh []string
	for row := range 60 {
		fresh = append(fresh, fmt.Sprintf("new%d@example.com", row))
	}
	for _, on := range []string{"create", "find"} {
		emails := fresh
		if on == "find" {
			emails = nil
		}
		if kind := rapid.SampledFrom([]string{"", "500", "429", "truncated", "503"}).Draw(t, on+" fault"); kind != "" {
			faults = append(faults, sandbox.Fault{On: on, Kind: kind, Emails: emails, First: rapid.IntRange(1, 4).Draw(t, "times"), After: rapid.Bool().Draw(t, "after")})
		}
	}
	return faults
}

// drawLister makes a listing that fails at times, or for good.
func drawLister(t *rapid.T) func(Partners) Partners {
	failures := rapid.SliceOfN(rapid.SampledFrom([]*client.Error{
		nil, {Kind: client.Ambiguous, Status: 500}, {Kind: client.Unsent}, {Kind: client.Throttled, Status: 429}, {Kind: client.Misconfigured, Status: 404},
	}), 0, 8).Draw(t, "listing")
	return func(p Partners) Partners {
		asked := 0
		return shiftyLister{p, func(page int) ([]client.Partner, bool, error) {
			asked++
			if asked <= len(failures) && failures[asked-1] != nil {
				return nil, false, failures[asked-1]
			}
			return p.(Lister).List(context.Background(), page, client.MaxPage)
		}}
	}
}

// TestPrefetchLaw: whatever account, file and faults, the report with a listing
// is the one without, but for the attempts.
func TestPrefetchLaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atMost(t, 25, func(rt *rapid.T) {
			size := rapid.SampledFrom([]int{20, 1, 251, 600}).Draw(rt, "account")
			text, faults, listing := drawRows(rt, size), drawFaults(rt), drawLister(rt)
			var reports [][]map[string]string
			for _, prefetch := range []bool{false, true} {
				dir, err := os.MkdirTemp("", "prefetch")
				if err != nil {
					rt.Fatal(err)
				}
				defer os.RemoveAll(dir)
				tr := &trial{t: rt, dir: dir,
					sandbox: sandbox.New(sandbox.Options{Latency: 20 * ms, Partners: members(size)}),
					options: Options{Prefetch: prefetch, Settle: time.Second, Rate: client.LimiterOptions{Rate: 100}},
				}
				tr.edit(text)
				tr.sandbox.SetFaults(faults)
				tr.runWith(listing)
				tr.counts()
				reports = append(reports, tr.withoutAttempts())
				before := tr.creates()
				tr.run(nil) // everything is known but the rows that failed
				if again := tr.creates() - before; again > tr.summary.Counts[row.Failed] {
					rt.Errorf("%d creates for %d failed rows", again, tr.summary.Counts[row.Failed])
				}
			}
			if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
				rt.Errorf("the reports differ (-without +with):\n%s\n%s\n%v", diff, text, faults)
			}
		})
	})
}
