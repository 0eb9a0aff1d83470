package importer

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// TestNightAfterNight: a file that grows is imported under another name each
// night, with one journal. Every night pays for what is new, and for nothing
// else; a night that is run again pays a greeting.
func TestNightAfterNight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Of Monday's 1,500 rows 150 are there already, of Tuesday's 500 new ones 20.
		rows := strings.SplitAfter(numbered(2000), "\n")
		var there []sandbox.Partner
		for row := range 2000 {
			if row < 1500 && row%10 == 0 || row >= 1500 && row%25 == 0 {
				there = append(there, sandbox.Partner{Email: fmt.Sprintf("P%d@example.com", row), Name: fmt.Sprint("Name ", row), Surname: fmt.Sprint("Sur ", row)})
			}
		}
		tr := newTrial(t, "", sandbox.Options{Partners: there}, Options{Rate: client.LimiterOptions{Rate: 400}})
		tr.options.Journal = tr.path("partners.journal")
		for _, night := range []struct {
			name             string
			rows             int
			created, exists  int // by the report
			creates, lookups int // beside a greeting
			prefetch         bool
		}{
			{"monday.csv", 1500, 1350, 150, 1500, 150, false},
			{"tuesday.csv", 2000, 480, 1520, 500, 20, false},
			{"tuesday.csv", 2000, 480, 1520, 0, 0, false},
			{"tuesday.csv", 2000, 480, 1520, 0, 0, true}, // nothing to list for
			{"monday.csv", 1500, 1350, 150, 0, 0, false},
		} {
			tr.file = night.name
			tr.edit(strings.Join(rows[:1+night.rows], ""))
			tr.options.Prefetch = night.prefetch
			creates, lookups, all := tr.creates(), tr.lookups(), tr.requests()
			tr.run(nil)
			tr.want(map[string]int{"created": night.created, "exists": night.exists})
			got := fmt.Sprint(tr.creates()-creates, tr.lookups()-lookups, tr.requests()-all)
			if want := fmt.Sprint(night.creates, night.lookups, night.creates+night.lookups+1); got != want {
				t.Errorf("%s: creates, lookups and requests in all: %s; want %s", night.name, got, want)
			}
			for _, line := range tr.report() {
				if line["referral_link"] == "" || line["error_code"] != "" {
					t.Fatalf("%s: %v; want a link and no error", night.name, line)
				}
			}
		}
	})
}
