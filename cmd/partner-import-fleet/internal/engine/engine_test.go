package engine

import (
	"strings"
	"testing"
	"time"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

func schedule(customer, cron string) Schedule {
	return Schedule{Job: job.Job{Customer: customer, File: "partners", Schedule: cron, Heartbeat: time.Second, Slice: time.Minute}, CatchUp: time.Hour, Skips: true}
}

// TestChanges: what is new, changed, unchanged, and no longer wanted.
func TestChanges(t *testing.T) {
	there := map[string]Schedule{}
	for _, s := range []Schedule{schedule("same", "0 1 * * *"), schedule("moved", "0 1 * * *"), schedule("gone", "0 1 * * *")} {
		there[s.Name()] = s
	}
	wanted := []Schedule{schedule("moved", "0 2 * * *"), schedule("new", "0 1 * * *"), schedule("same", "0 1 * * *")}
	for _, prune := range []bool{false, true} {
		kinds := map[string]string{}
		for _, c := range Changes(there, wanted, prune) {
			kinds[c.Name] = c.Kind
			if c.Kind == Changed && c.Why != `schedule "0 1 * * *" → "0 2 * * *"` {
				t.Errorf("what changed is %q", c.Why)
			}
		}
		last := map[bool]string{false: Left, true: Deleted}[prune]
		if kinds["same/partners"] != Unchanged || kinds["moved/partners"] != Changed || kinds["new/partners"] != New || kinds["gone/partners"] != last || len(kinds) != 4 {
			t.Errorf("prune %v: %v", prune, kinds)
		}
	}
}

// TestDifference: also what somebody changed in Temporal itself.
func TestDifference(t *testing.T) {
	wanted := schedule("acme", "0 1 * * *")
	for name, change := range map[string]func(*Schedule){
		"overlap":  func(s *Schedule) { s.Skips = false },
		"catch-up": func(s *Schedule) { s.CatchUp = 365 * 24 * time.Hour },
		"until":    func(s *Schedule) { s.Job.Until = "06:00" },
		"settings": func(s *Schedule) { s.Job.Settings = map[string][]string{"rate": {"1/s"}} },
		"slice":    func(s *Schedule) { s.Job.Slice = time.Hour },
	} {
		is := wanted
		change(&is)
		if got := Difference(is, wanted); !strings.HasPrefix(got, name+" ") || strings.Contains(got, ", ") {
			t.Errorf("%s: %q", name, got)
		}
	}
	paused := wanted
	paused.Paused = true
	if got := Difference(paused, wanted); got != "" {
		t.Errorf("a paused one differs: %q", got)
	}
	if got := Difference(Schedule{}, wanted); got == "" {
		t.Error("one that cannot be read does not differ")
	}
}

// TestSplitID: the id of a run has its customer and its file, whatever signs these have.
func TestSplitID(t *testing.T) {
	for id, want := range map[string]string{
		"acme/partners-2026-11-28T01:30:00Z":               "acme partners",
		"a.c-me/part-2026-ners_1-2026-11-28T01:30:00Z":     "a.c-me part-2026-ners_1",
		"acme/x-2026-11-28T01:30:00Z-2026-11-29T01:30:00Z": "acme x-2026-11-28T01:30:00Z",
		"acme/partners":                                              "",
		"acme/-2026-11-28T01:30:00Z":                                 "",
		"partners-2026-11-28T01:30:00Z":                              "",
		"acme/partners-2026-13-28T01:30:00Z":                         "",
		"something of others that runs on the same namespace/x-2026": "",
	} {
		customer, file, ok := SplitID(id)
		if got := strings.TrimSpace(customer + " " + file); got != want || ok != (want != "") {
			t.Errorf("SplitID(%q) = %q, %v; want %q", id, got, ok, want)
		}
	}
}
