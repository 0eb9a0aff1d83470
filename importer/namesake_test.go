package importer

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client/sandbox"
	"partner-import/importer/row"
)

// TestFixedChildren: the row of a child is fixed in the file of failed rows. It finds its
// referring partner, who has a row in the other file, however that partner is named.
func TestFixedChildren(t *testing.T) {
	for column, cell := range map[string]string{
		"referred by": "boss-1", "Referred By": "bosskey", "parent": "p@example.com",
		"referring_partner_email": "p@example.com", "referring_partner_id": "boss-1", "referring_partner_key": "bosskey",
	} {
		t.Run(column+" "+cell, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				text := "email,id,key," + column + "\np@example.com,boss-1,bosskey,\nc.example.com,,," + cell + "\n"
				tr := newTrial(t, text, sandbox.Options{}, slowly())
				tr.run(nil)
				tr.want(map[string]int{"created": 1, "invalid": 1})
				tr.file = "partners.failed.csv"
				tr.edit(strings.Replace(readFile(t, tr.input()), "c.example", "c@example", 1))
				tr.run(nil)
				tr.want(map[string]int{"created": 1})
				if c := tr.partner("c@example.com"); c.ReferrerID != "boss-1" {
					t.Errorf("the child refers to %q; want boss-1", c.ReferrerID)
				}
				tr.wantRebuilt()
				tr.cost()
				tr.run(nil)
				tr.wantRequests("again", map[string]int{})
				tr.wantLine(1, map[string]string{"status": "created", "error_code": ""})
				tr.file = ""
				tr.edit(strings.Replace(text, "c.example", "c@example", 1))
				tr.run(nil)
				tr.wantRequests("fixed in place", map[string]int{})
				tr.wantLine(2, map[string]string{"status": "exists", "error_code": ""})
			})
		})
	}
}

// account has partners with each other's ids as keys.
func account() []sandbox.Partner {
	return []sandbox.Partner{
		longAgo(sandbox.Partner{Email: "id@example.com", ID: "only-id", Key: "k1"}),
		longAgo(sandbox.Partner{Email: "key@example.com", ID: "i2", Key: "only-key"}),
		longAgo(sandbox.Partner{Email: "both@example.com", ID: "both", Key: "both"}),
		longAgo(sandbox.Partner{Email: "one@example.com", ID: "twins", Key: "k4"}),
		longAgo(sandbox.Partner{Email: "other@example.com", ID: "i5", Key: "twins"}),
	}
}

// TestNamesakes: the account tells which partner a cell means; if it means two,
// or none, nothing is sent.
func TestNamesakes(t *testing.T) {
	for _, tt := range []struct{ cell, referrer, code, text string }{
		{"only-id", "only-id", "", ""},
		{"only-key", "i2", "", ""},
		{"both", "both", "", ""},
		{"twins", "", "referrer_ambiguous", `"twins" is the id of partner "one@example.com" (id "twins") and the key of partner "other@example.com" (id "i5"). Rename the column to "referring_partner_id" or "referring_partner_key".`},
		{"nobody", "", "referrer_not_found", `"nobody" is not the id or key of a partner. Create that partner first, or fix the cell.`},
	} {
		t.Run(tt.cell, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, "email,Referred By\nc@example.com,"+tt.cell+"\n", sandbox.Options{Partners: account()}, slowly())
				for range 2 { // a row that failed is tried again
					tr.run(nil)
					status, cost := "created", map[string]int{"GET": 2, "POST": 1}
					if tt.code != "" {
						status, cost = "failed", map[string]int{"GET": 2}
					}
					want := map[string]string{"status": status, "error_code": tt.code, "error": tt.text, "error_column": ""}
					if tt.code != "" {
						want["error_column"] = "Referred By"
					}
					tr.wantLine(1, want)
					tr.wantRequests(tt.cell, cost)
					tr.wantRebuilt()
					if tt.code == "" {
						break
					}
				}
				if c, there := tr.sandbox.Find("c@example.com"); there != (tt.code == "") || c.ReferrerID != tt.referrer {
					t.Errorf("the child is there: %v, and refers to %q; want %q", there, c.ReferrerID, tt.referrer)
				}
			})
		})
	}
}

// TestOneLookupForAll: what was answered for one row holds for the others.
func TestOneLookupForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text strings.Builder
		text.WriteString("email,referred by\n")
		for n := range 100 {
			fmt.Fprintf(&text, "c%d@example.com,%s\n", n, []string{"only-key", "nobody"}[n%2])
		}
		tr := newTrial(t, text.String(), sandbox.Options{Partners: account()}, slowly())
		tr.run(nil)
		tr.want(map[string]int{"created": 50, "failed": 50})
		tr.wantRequests("100 rows", map[string]int{"GET": 4, "POST": 50})
		if want := `The referring partners of 100 rows (first: line 2) are not in this file. An import will look for them in your account.`; !slices.Contains(tr.summary.Warnings, want) {
			t.Errorf("warnings %q; want %q", tr.summary.Warnings, want)
		}
	})
}

// TestNamesakesCannotBeAsked: then the row is not sent, and a later run asks.
func TestNamesakesCannotBeAsked(t *testing.T) {
	other := `{"data":{"id":"other","key":"another","email":"other@example.com"}}`
	for name, answer := range map[string]func(w http.ResponseWriter){
		"no answer":       func(w http.ResponseWriter) { w.WriteHeader(503) },
		"somebody else's": func(w http.ResponseWriter) { say(w, 200, other) },
		"it is throttled": nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, "email,referred by\nc@example.com,only-key\n", sandbox.Options{Partners: account()}, slowly())
				asked := 0
				tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if q := r.URL.Query(); q.Get("key") != "" || q.Get("id") != "" {
						if asked++; answer != nil {
							answer(w)
							return
						}
						if asked%2 == 1 {
							w.WriteHeader(429)
							return
						}
					}
					tr.sandbox.ServeHTTP(w, r)
				}), time.Minute)
				if answer != nil {
					tr.wantLine(1, map[string]string{"status": "failed", "error_code": "unreachable", "attempts": "0"})
					tr.wantRebuilt()
					tr.run(nil)
				}
				tr.wantLine(1, map[string]string{"status": "created", "attempts": "1"})
				if c := tr.partner("c@example.com"); c.ReferrerID != "i2" {
					t.Errorf("the child refers to %q; want i2", c.ReferrerID)
				}
			})
		})
	}
}

// TestNamesakesCheckedOnly: without asking the account, such a row is valid, and
// that it will be asked is said once; --online knows ids.
func TestNamesakesCheckedOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.DryRun = true
		tr := newTrial(t, "email,referred by\na@example.com,only-id\nb@example.com,only-key\n", sandbox.Options{Partners: account()}, o)
		tr.run(nil)
		tr.want(map[string]int{"valid": 2})
		tr.options.Online = true
		tr.run(nil)
		if o := tr.summary.Online; o.WouldCreate != 2 || o.Unchecked != 1 {
			t.Errorf("online = %+v; want two who would be created, and a key that no listing has", o)
		}
	})
}

// TestNamesakesLaw: whatever is lost and however the runs end, a child that was
// created refers to the one partner that has what the row names as id or as key.
// A row that names none or two is not created.
func TestNamesakesLaw(t *testing.T) {
	virtually(t, 50, func(t *rapid.T) {
		names := []string{"a", "b", "c", "d"}
		var partners []sandbox.Partner
		owners := map[string]map[string]bool{}
		ids, keys := rapid.Permutation(names).Draw(t, "ids"), rapid.Permutation(names).Draw(t, "keys")
		for n := range rapid.IntRange(1, 3).Draw(t, "partners") {
			p := longAgo(sandbox.Partner{Email: fmt.Sprintf("boss%d@example.com", n), ID: ids[n], Key: keys[n]})
			for _, name := range []string{p.ID, p.Key} {
				if owners[name] == nil {
					owners[name] = map[string]bool{}
				}
				owners[name][p.ID] = true
			}
			partners = append(partners, p)
		}
		p := &proof{mayDie: true, box: sandbox.New(sandbox.Options{Partners: partners})}
		p.file.text = "email,referred by\n"
		wanted := map[string]string{}
		for n := range rapid.IntRange(1, 10).Draw(t, "rows") {
			email, name := fmt.Sprintf("c%d@example.com", n), rapid.SampledFrom(names).Draw(t, "name")
			p.file.text += email + "," + name + "\n"
			wanted[email] = name
		}
		p.place(t)
		defer p.close()
		o := Options{Workers: rapid.SampledFrom([]int{1, 4}).Draw(t, "workers")}
		for range rapid.IntRange(0, 3).Draw(t, "runs") {
			faults := append(ambiguous(t), sandbox.Fault{On: "find", Kind: "503", Share: rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "find fails")})
			var left wreck
			crashed := rapid.Bool().Draw(t, "crash")
			p.run(t, faults, o, rapid.Int64Range(0, 40).Draw(t, "after"), func(_ *Importer, cancel context.CancelFunc) {
				if path := filepath.Join(p.dir, "p.journal"); crashed {
					if _, err := os.Stat(path + "-wal"); err == nil {
						left = crash(t, path)
					}
				}
				cancel()
			})
			synctest.Wait()
			left.restore(t)
		}
		p.run(t, nil, o, 0, nil)
		for _, line := range p.lines(t) {
			owner := slices.Collect(maps.Keys(owners[wanted[line["email"]]]))
			c, there := p.box.Find(line["email"])
			if there != (len(owner) == 1) || there && c.ReferrerID != owner[0] || there != row.Status(line["status"]).Good() {
				t.Errorf("%v names %q, which is %v's; there: %v, with %q", line, wanted[line["email"]], owner, there, c.ReferrerID)
			}
		}
	})
}
