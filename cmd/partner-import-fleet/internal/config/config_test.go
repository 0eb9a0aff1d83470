package config

import (
	"strings"
	"testing"
	"time"
)

func now() time.Time { return time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC) }

const good = `store: file:///srv/imports
journal: postgres
defaults: {max-rate: 50/s, max-failures: 5%}
customers:
  acme:
    key: acme
    files:
      partners:
        from: incoming/acme/partners.csv
        schedule: "30 1 * * *"
        zone: Europe/Berlin
        until: "06:00"
        settings: {map: {Work e-mail: email}, add-tag: [nightly], max-rate: 20/s}
      migration: {from: incoming/acme/all.csv}
  bolt:
    key: bolt
    settings: {existing: update}
    files:
      partners: {from: incoming/bolt/partners.csv}
`

// TestFleet: a file says which jobs there are. Settings of a file come before those of
// its customer, and those before the defaults.
func TestFleet(t *testing.T) {
	f, err := Parse("fleet.yaml", []byte(good), now())
	if err != nil {
		t.Fatal(err)
	}
	jobs := f.Jobs()
	if len(jobs) != 3 || len(f.Warnings) > 0 {
		t.Fatalf("%d jobs, warnings %q; want 3 and none", len(jobs), f.Warnings)
	}
	j, err := f.Job("acme", "partners")
	if err != nil || j.Journal != "postgres:acme" || j.Until != "06:00" || j.Slice != 15*time.Minute {
		t.Errorf("Job = %+v, %v", j, err)
	}
	if got := j.Settings["max-rate"]; len(got) != 1 || got[0] != "20/s" {
		t.Errorf("max-rate = %q; want that of the file", got)
	}
	if got := j.Settings["max-failures"]; len(got) != 1 || got[0] != "5%" {
		t.Errorf("max-failures = %q; want that of the defaults", got)
	}
	if j, _ := f.Job("bolt", "partners"); j.Settings["existing"][0] != "update" || j.Settings["max-rate"][0] != "50/s" {
		t.Errorf("bolt has %v", j.Settings)
	}
	if got := Window(j, now()); got != 4*time.Hour+30*time.Minute+time.Hour {
		t.Errorf("the window is %s; want that of the night when clocks are put back", got)
	}
}

// TestFleetRefusals: each mistake is named with its line and column, and with its cure.
func TestFleetRefusals(t *testing.T) {
	for _, tt := range []struct{ from, to, at, says string }{
		{"schedule:", "shedule:", "10:9", `did you mean "schedule"`},
		{"customers:", "custmers:", "4:1", `did you mean "customers"`},
		{"max-rate: 50/s", "max-rat: 50/s", "3:12", `did you mean "max-rate"`},
		{"key: bolt", "key: acme", "16:10", `belongs to another customer (line 6)`},
		{"incoming/acme/partners.csv", "../acme/partners.csv", "9:15", "leaves the store"},
		{"30 1 * * *", "30 25 * * *", "10:19", "not a schedule"},
		{"30 1 * * *", "30 1 * *", "10:19", "must have five fields"},
		{"30 1 * * *", "30 1 1 * 1", "10:19", "choose one"},
		{"30 1 * * *", "30 1 30 2 *", "10:19", "never comes"},
		{"Europe/Berlin", "Europe/Berln", "11:15", "there is no time zone"},
		{"Europe/Berlin", "Local", "11:15", "depends on the machine"},
		{`"06:00"`, `"6:00"`, "12:16", "06:00"},
		{"        zone: Europe/Berlin\n", "", "8:7", "add the time zone"},
		{"journal: postgres", "journal: sqlite", "2:10", `write "postgres"`},
		{"journal: postgres\n", "", "1:1", `add where the journals are`},
		{"store: file:///srv/imports\n", "", "1:1", "add where copies and reports go"},
		{"    key: bolt\n", "", "15:3", `"key: bolt"`},
		{"  bolt:", "  bo@lt:", "15:3", "cannot be a name"},
		{"existing: update", "until: 06:00", "17:16", `there is no "until" here`},
		{"existing: update", "existing: updat", "17", "updat"},
		{"existing: update", "set: {password: Secret123}", "19:7", "no password"},
		{"existing: update", "set: {referring_partner_email: boss@example.com}", "17:", "history"},
		{"existing: update", "from: ./own.yaml", "17:22", "workers do not have"},
		{"{from: incoming/acme/all.csv}", "{}", "14:7", "add where the file is"},
		{"{from: incoming/acme/all.csv}", "{from: a.csv, jitter: 5m}", "14:7", "needs a schedule"},
	} {
		content := strings.Replace(good, tt.from, tt.to, 1)
		if content == good {
			t.Fatalf("%q is not in the file", tt.from)
		}
		_, err := Parse("fleet.yaml", []byte(content), now())
		if err == nil || !strings.HasPrefix(err.Error(), "fleet.yaml:"+tt.at) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s → %s: %v\n\twant it at %s, and %q", tt.from, tt.to, err, tt.at, tt.says)
		}
	}
}

// TestUnknownJob: names on the command line are refused with the nearest.
func TestUnknownJob(t *testing.T) {
	f, err := Parse("fleet.yaml", []byte(good), now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Job("acne", "partners"); err == nil || !strings.Contains(err.Error(), `did you mean "acme"`) {
		t.Error(err)
	}
	if _, err := f.Job("acme", "partner"); err == nil || !strings.Contains(err.Error(), `did you mean "partners"`) {
		t.Error(err)
	}
}

// TestNightThatIsLeftOut: a schedule in the hour that clocks leave out is told.
func TestNightThatIsLeftOut(t *testing.T) {
	f, err := Parse("fleet.yaml", []byte(strings.Replace(good, "30 1 *", "30 2 *", 1)), now())
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Warnings) != 1 || !strings.Contains(f.Warnings[0], "28 March 2027") || !strings.Contains(f.Warnings[0], "from 02:00 to 03:00") {
		t.Errorf("warnings %q; want the night of 28 March 2027", f.Warnings)
	}
}

// TestUserInAddress: a login before an @ would be in the history, and there is another
// way to write it.
func TestUserInAddress(t *testing.T) {
	for from, want := range map[string]int{"sftp://joe@exports.example.com/p.csv": 1, "\"sftp://exports.example.com/p.csv?user=joe\"": 0} {
		f, err := Parse("fleet.yaml", []byte(strings.Replace(good, "incoming/acme/all.csv", from, 1)), now())
		if err != nil || len(f.Warnings) != want {
			t.Errorf("%s: %q, %v; want %d warnings", from, f.Warnings, err, want)
		}
	}
}
