package settings_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"partner-import/cmd/internal/settings"
	"partner-import/importer"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

func mapping(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}

func named(t *testing.T, text string) settings.Named {
	t.Helper()
	n, err := settings.ReadNamed("/etc/fleet/fleet.yaml", mapping(t, text), settings.Names())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNamed: settings by name mean what flags mean, also after a journey as JSON.
func TestNamed(t *testing.T) {
	own := named(t, `
max-rate: 20/s
map: {Work e-mail: email, a=b: name}
add-tag: [nightly, "gold; partner"]
from: gumroad
only: Status=active
journal: postgres:acme
`)
	below := named(t, "{max-rate: 50/s, max-failures: 5%, workers: 4, timeout: 90s, fail-on: new, base-url: 'https://api.example.com', add-tag: old}")
	text, err := json.Marshal(own.Over(below))
	if err != nil {
		t.Fatal(err)
	}
	var all settings.Named
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	run, err := all.Import()
	if err != nil {
		t.Fatal(err)
	}
	in, o, c := run.SourceOptions(), run.Options(), run.ClientOptions()
	if diff := cmp.Diff([]source.Mapping{{Column: "Work e-mail", Field: "email"}, {Column: "a=b", Field: "name"}}, in.Map); diff != "" {
		t.Errorf("map (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"nightly", "gold; partner"}, in.AddTags); diff != "" {
		t.Errorf("add-tag (-want +got):\n%s", diff)
	}
	if in.From == nil || in.From.Name != "gumroad" || !slices.Equal(in.Only, []string{"Status=active"}) {
		t.Errorf("from %v, only %v", in.From, in.Only)
	}
	if o.Rate.Max != 20 || o.MaxFailures.Percent != 5 || o.Workers != 4 || o.Timeout != 90*time.Second || o.Journal != "postgres:acme" || !run.FailOnNew() {
		t.Errorf("%+v", o)
	}
	if c.BaseURL != "https://api.example.com" || c.Workers != 4 || c.Timeout != 90*time.Second {
		t.Errorf("%+v", c)
	}
}

// TestNamedDefaults: without settings it is an import as on a command line without flags.
func TestNamedDefaults(t *testing.T) {
	run, err := settings.Named(nil).Over(nil).Import()
	if err != nil {
		t.Fatal(err)
	}
	if o := run.Options(); !run.Sends() || o.Workers == 0 || o.MaxAttempts != 5 || o.Journal != "" || o.Taken != nil {
		t.Errorf("%+v", o)
	}
}

// TestNamedApart: two imports have nothing in common.
func TestNamedApart(t *testing.T) {
	n := named(t, "add-tag: [a]")
	for range 2 {
		run, err := n.Import()
		if err != nil || !slices.Equal(run.SourceOptions().AddTags, []string{"a"}) {
			t.Fatalf("%v, %v", run.SourceOptions().AddTags, err)
		}
	}
	if below := (settings.Named{"sheet": {"x"}}); len(n.Over(below)) != 2 || len(below) != 1 || len(n) != 1 {
		t.Error("Over changes its parts")
	}
}

// TestNames: the names are those of a config file, and each of them can be read.
func TestNames(t *testing.T) {
	names := settings.Names()
	if !slices.IsSorted(names) || len(names) < 40 {
		t.Errorf("%d names: %v", len(names), names)
	}
	for _, not := range []string{"config", "profile", "help", "all"} {
		if slices.Contains(names, not) {
			t.Errorf("%s is a setting", not)
		}
	}
	for _, is := range []string{"sandbox", "yes", "report", "api-key-file", "map", "slice"} {
		if !slices.Contains(names, is) {
			t.Errorf("%s is no setting", is)
		}
	}
}

// TestNamedPaths: a path in a value counts from the folder of the file.
func TestNamedPaths(t *testing.T) {
	got := named(t, "{report: out/r.csv, journal: ../j, summary: /s.json, api-key-file: key}")
	want := settings.Named{"report": {"/etc/fleet/out/r.csv"}, "journal": {"/etc/j"}, "summary": {"/s.json"}, "api-key-file": {"/etc/fleet/key"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := named(t, "journal: postgres:acme"); got["journal"][0] != "postgres:acme" {
		t.Errorf("%v", got)
	}
}

// TestReadNamedRefuses: an error has the file, the line and what to do.
func TestReadNamedRefuses(t *testing.T) {
	names := slices.DeleteFunc(settings.Names(), func(name string) bool { return name == "yes" || name == "sandbox" })
	for text, want := range map[string]string{
		"workers: 4\nrat: 1/s":           `f.yaml:2: there is no setting "rat"; did you mean "rate"?`,
		"yes: true":                      `f.yaml:1: there is no setting "yes"`,
		"config: x.yaml":                 `f.yaml:1: there is no setting "config"`,
		"api-key: sk_canary":             "f.yaml:1: others may read this file, so do not keep the key in it",
		"max-rate: fast":                 `f.yaml:1: max-rate must look like 10/s, 600/m or auto, not "fast"`,
		"map: {Mail: nothing}":           `f.yaml:1: map "Mail=nothing" names no field: there is no "nothing"`,
		"rate: [1/s, 2/s]":               "f.yaml:1: rate takes one value, not 2",
		"sheet: []":                      "f.yaml:1: sheet takes one value, not 0",
		"workers:":                       "f.yaml:1: workers has no value; add one, or delete the line",
		"add-tag: ''":                    `f.yaml:1: add-tag must be a tag, such as 2025, not ""`,
		"from: nowhere":                  `f.yaml:1: from "nowhere" is not known; "partner-import formats" lists the platforms`,
		"from: ./mine.yaml":              `f.yaml:1: from "mine.yaml" cannot be read; `,
		"- rate":                         `f.yaml:1: must be lines like "rate: 10/s"`,
		"workers: 1\nrate: 1/s\n_: 1":    `f.yaml:3: there is no setting "_"`,
		"a: &x {}\nworkers: 4":           `f.yaml:1: there is no setting "a"`,
		"workers: 4\n\"workers\": 4":     "f.yaml:2: workers is already on line 1; delete one of them",
		"<<: {workers: 4}":               `f.yaml:1: there is no setting "<<"`,
		"workers: 99999999999999999999":  `f.yaml:1: workers must be a whole number, not "99999999999999999999"`,
		"strict: perhaps":                `f.yaml:1: strict must be true or false, not "perhaps"`,
		"max-outage: 5":                  `f.yaml:1: max-outage must look like 30s or 5m, not "5"`,
		"set: {password: a, nothing: b}": `f.yaml:1: set "nothing=b"`,
	} {
		_, err := settings.ReadNamed("f.yaml", mapping(t, text), names)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
	if _, err := settings.ReadNamed("f.yaml", mapping(t, "invented: 1"), []string{"invented"}); err == nil {
		t.Error("a name that is no setting is taken, because the caller allows it")
	}
}

// TestNamedRefuses: what reaches a run by another way than a file is looked at as well,
// and what contradicts each other. Nothing is called by a flag.
func TestNamedRefuses(t *testing.T) {
	for _, tt := range []struct {
		named settings.Named
		want  string
	}{
		{settings.Named{"worker": {"1"}}, `there is no setting "worker"; did you mean "workers"?`},
		{settings.Named{"config": {"x.yaml"}}, `there is no setting "config"`},
		{settings.Named{"API_KEY": {"sk_canary"}}, "others may read these settings, so do not keep the key in them; put it in a file that only you can read"},
		{settings.Named{"workers": {"0"}}, `"workers" must be at least 1, not 0`},
		{settings.Named{"workers": nil}, "workers takes one value, not 0"},
		{settings.Named{"timeout": {"0s"}}, `"timeout" must be longer than 0s, such as 30s, not 0s`},
		{settings.Named{"wait": {"-1s"}}, `"wait" must be 0s or longer, such as 5m, not -1s`},
		{settings.Named{"slice": {"-1s"}}, `"slice" must be 0s or longer, such as 15m, not -1s`},
		{settings.Named{"slice": {"5m"}}, `"slice" needs a journal in a database; add "journal: postgres:NAME", or leave out "slice"`},
		{settings.Named{"max-duration": {"-1s"}}, `"max-duration" must not be negative (-1s)`},
		{settings.Named{"update-passwords": {"true"}}, `add "existing: update": without it, "update-passwords" changes nothing`},
		{settings.Named{"replace-tags": {"true"}}, `add "existing: update": without it, "replace-tags" changes nothing`},
		{settings.Named{"invite": {"true"}, "existing": {"update"}}, `use "invite" and "existing: update" in two separate runs: an invitation does not change a partner`},
		{settings.Named{"invite": {"true"}, "prefetch": {"true"}}, `remove "prefetch": it saves nothing with "invite"`},
		{settings.Named{"resend-unknown": {"true"}}, `remove "resend-unknown": it is for "invite" only. To find out whether a partner was created, run the same command again`},
		{settings.Named{"invite": {"true"}, "add-tag": {"a"}}, `remove "add-tag": an invitation has no tags. Add them with "existing: update" when the people have become partners`},
		{settings.Named{"invite": {"true"}, "set": {"tags=a"}}, `with "invite", use "set" for name and surname only: an invitation has no other fields`},
	} {
		if _, err := tt.named.Import(); err == nil || err.Error() != tt.want {
			t.Errorf("%v: %v; want %s", tt.named, err, tt.want)
		}
	}
}

// TestNamedCalls: messages of the importer and of the reader call settings by their names.
func TestNamedCalls(t *testing.T) {
	run, err := settings.Named{"until": {"06:00"}, "sheet": {"Partners"}}.Import()
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []option.Namer{run.Options().Call, run.SourceOptions().Call} {
		for _, tt := range []struct {
			name        option.Name
			value, want string
		}{
			{option.SkipRows, "", `"skip-rows"`},
			{option.Existing, "update", `"existing: update"`},
			{option.Map, `"Work e-mail=email"`, `'map: "Work e-mail=email"'`},
		} {
			if got := call.Call(tt.name, tt.value); got != tt.want {
				t.Errorf("Call(%s, %s) = %s; want %s", tt.name, tt.value, got, tt.want)
			}
		}
	}
	_, err = source.OpenReader(strings.NewReader("email\nada@example.com\n"), "s3://b/x.csv", run.SourceOptions())
	if err == nil || strings.Contains(err.Error(), "--") || !strings.HasSuffix(err.Error(), `Leave out "sheet".`) {
		t.Errorf("%v; want advice that names the setting", err)
	}
	if err := run.CheckZone(func(string) (string, bool) { return "Nowhere/Else", true }); err == nil || !strings.HasPrefix(err.Error(), `"until": the time zone`) {
		t.Errorf("%v", err)
	}
}

// TestExitStatus: how a run ended, for a program.
func TestExitStatus(t *testing.T) {
	run, err := settings.Named{"fail-on": {"new"}}.Import()
	if err != nil {
		t.Fatal(err)
	}
	good := &importer.Summary{Rows: 1, Counts: map[row.Status]int{row.Created: 1}}
	known := &importer.Summary{Rows: 2, KnownBad: 1, Counts: map[row.Status]int{row.Created: 1, row.Failed: 1}}
	bad := &importer.Summary{Rows: 2, Counts: maps.Clone(known.Counts)}
	for _, tt := range []struct {
		s    *importer.Summary
		err  error
		want int
	}{{good, nil, 0}, {known, nil, 0}, {bad, nil, 1}, {bad, importer.ErrStrict, 1}, {good, errors.New("outage"), 3}} {
		if got := run.ExitStatus(tt.s, tt.err); got != tt.want {
			t.Errorf("%+v, %v: %d; want %d", tt.s, tt.err, got, tt.want)
		}
	}
}
