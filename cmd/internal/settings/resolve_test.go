package settings

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands returns new copies of the commands that take settings, and a command
// with other flags.
func commands() *cobra.Command {
	root := &cobra.Command{Use: "partner-import"}
	add := func(name string, flags func(*pflag.FlagSet)) {
		c := &cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}}
		flags(c.Flags())
		root.AddCommand(c)
	}
	add("import", new(Run).AddImport)
	add("validate", new(Run).AddValidate)
	add("report", new(Run).AddReport)
	add("other", func(flags *pflag.FlagSet) {
		flags.Uint64("seed", 0, "")
		flags.StringArray("fault", nil, "")
		flags.String("retry-after", "seconds", "")
	})
	return root
}

func theCommand(t *testing.T, name string) *cobra.Command {
	t.Helper()
	c, _, err := commands().Find([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func noVariables(string) (string, bool) { return "", false }

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// anyValue returns a value of the flag that is not its default, what it looks
// like when the flag has it, and a value that the flag refuses, "" if it takes
// any.
func anyValue(t *testing.T, f *pflag.Flag) (value, want, wrong string) {
	t.Helper()
	switch f.Value.Type() {
	case "bool":
		return "true", "true", "perhaps"
	case "int", "uint64":
		return "7", "7", "many"
	case "duration":
		return "90s", "1m30s", "soon"
	case "RATE":
		return "600/m", "10/s", "fast"
	case "CHAR":
		return ";", ";", "semicolon"
	case "N|P%":
		return "5%", "5%", "few"
	case "MODE":
		return "update", "update", "overwrite"
	case "any|new":
		return "new", "new", "old"
	case "block|create":
		return "create", "create", "drop"
	case "mojibake":
		return "mojibake", "mojibake", "all"
	case "HH:MM":
		return "06:00", "06:00", "six"
	case "string":
		return "any", "any", ""
	case "stringArray":
		return "a, b\nc", `["a, b",c]`, ""
	case "TAG":
		return "a, b\nc", "[a, b,c]", ", "
	case "COLUMN":
		if f.Name != "carry" {
			return "any", "any", ""
		}
		return "Old link\nall", "[Old link all]", ""
	case "NAME|FILE":
		return "gumroad", "gumroad", "nowhere"
	case "COLUMN=VALUE":
		return "Status=a,b\nPlan=", `[Status=a,b Plan=]`, "Status"
	case "COLUMN=FIELD":
		return "Mail=email\nVorname=name", "[{Mail email} {Vorname name}]", "Mail=nothing"
	case "FIELD=VALUE":
		return "tags=a\nname=b=c", "[{tags a} {name b=c}]", "nothing=a"
	}
	t.Fatalf("--%s is a %s: say here what one looks like", f.Name, f.Value.Type())
	return
}

// shown is the value of a flag; some flags do not show theirs.
func shown(f *pflag.Flag) string {
	switch v := f.Value.(type) {
	case *mappingsFlag:
		return fmt.Sprint(*v)
	case *constantsFlag:
		return fmt.Sprint(*v)
	case *columnsFlag:
		return fmt.Sprint(*v)
	case *choicesFlag:
		return fmt.Sprint(*v)
	case *tagsFlag:
		return "[" + strings.Join(*v, ",") + "]"
	}
	return f.Value.String()
}

// TestVariables: every flag of every command can be given by its variable, the
// command line goes before it, and the error for a wrong value names it.
func TestVariables(t *testing.T) {
	for _, c := range commands().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" || f.Name == "version" || f.Name == "config" || f.Name == "profile" {
				return
			}
			variable := "PARTNER_IMPORT_" + strings.ReplaceAll(strings.ToUpper(f.Name), "-", "_")
			value, want, wrong := anyValue(t, f)
			set := func(value string) (*pflag.Flag, error) {
				c := theCommand(t, c.Name())
				return c.Flags().Lookup(f.Name), Resolve(c, func(name string) (string, bool) { return value, name == variable })
			}
			if f, err := set(value); err != nil || shown(f) != want {
				t.Errorf("%s with %s=%q: %v, and --%s is %s; want %s", c.Name(), variable, value, err, f.Name, shown(f), want)
			}
			if f, err := set(""); err != nil || f.Value.String() != f.DefValue {
				t.Errorf("%s with an empty %s: %v, and --%s is %s; want the default %s", c.Name(), variable, err, f.Name, shown(f), f.DefValue)
			}
			if wrong == "" {
				return
			}
			if _, err := set(wrong); err == nil || !strings.HasPrefix(err.Error(), "the environment variable "+variable+" ") {
				t.Errorf("%s with %s=%q: %v; want that it is wrong", c.Name(), variable, wrong, err)
			}
		})
	}
}

// TestPrecedence: command line, environment, profile, top of the config file,
// default; for every flag that a config file can set, of every command.
func TestPrecedence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "partner-import.yaml")
	for _, name := range []string{"import", "validate", "report"} {
		theCommand(t, name).Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" || f.Name == "version" || f.Name == "config" || f.Name == "profile" {
				return
			}
			value, want, _ := anyValue(t, f)
			lines := strings.Split(value, "\n")
			for _, tt := range []struct{ top, profile, variable, line, want string }{
				{"", "", "", "", shown(f)},
				{value, "", "", "", want},
				{"wrong", value, "", "", want},
				{"wrong", "wrong", value, "", want},
				{"wrong", "wrong", "wrong", value, want},
			} {
				profile := settingText("    ", f.Name, tt.profile)
				write(t, path, settingText("", f.Name, tt.top)+"profiles:\n  other: {}\n  nightly:\n"+cmp.Or(profile, "    {}\n"))
				lookup := func(variable string) (string, bool) {
					return tt.variable, variable == "PARTNER_IMPORT_"+strings.ReplaceAll(strings.ToUpper(f.Name), "-", "_")
				}
				c := theCommand(t, name)
				args := []string{"--config", path, "--profile=nightly"}
				for _, line := range lines {
					if tt.line != "" {
						args = append(args, "--"+f.Name+"="+line)
					}
				}
				if err := c.ParseFlags(args); err != nil {
					t.Fatal(err)
				}
				want := tt.want
				if isFileFlag(f) && tt.variable == "" && tt.line == "" && want != "" {
					want = filepath.Join(filepath.Dir(path), want)
				}
				if err := Resolve(c, lookup); err != nil || shown(c.Flags().Lookup(f.Name)) != want {
					t.Errorf("%s with %+v: %v, and --%s is %q; want %q", name, tt, err, f.Name, shown(c.Flags().Lookup(f.Name)), want)
				}
			}
		})
	}
}

// settingText is a setting in YAML, of one value or a list of them.
func settingText(indent, name, value string) string {
	if value == "" {
		return ""
	}
	values := strings.Split(value, "\n")
	if len(values) == 1 {
		return fmt.Sprintf("%s%s: %q\n", indent, name, value)
	}
	text := fmt.Sprintf("%s%s:\n", indent, name)
	for _, value := range values {
		text += fmt.Sprintf("%s  - %q\n", indent, value)
	}
	return text
}

// TestFileFlags: for every flag that takes a text, we know whether it is the name
// of a file. In a config file such a name is relative to its folder.
func TestFileFlags(t *testing.T) {
	others := []string{"base-url", "encoding", "sheet", "key-from", "split-name", "log-level", "log-format"}
	for _, name := range []string{"import", "validate", "report"} {
		theCommand(t, name).Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() != "string" || f.Name == "config" || f.Name == "profile" {
				return
			}
			if isFileFlag(f) == slices.Contains(others, f.Name) {
				t.Errorf("--%s: does it name a file? Say so in isFileFlag or here", f.Name)
			}
		})
	}
}

// TestConfigRefused: a config file with a mistake is refused, and the error names the line.
func TestConfigRefused(t *testing.T) {
	for _, tt := range []struct{ name, profile, text, want string }{
		{"typing error", "", "workers: 4\nrat: 10/s\n", `x.yaml:2: there is no setting "rat"; did you mean "rate"?`},
		{"nothing like it", "", "colour: red\n", `x.yaml:1: there is no setting "colour"`},
		{"of another profile", "", "profiles:\n  a: {workers: 1}\n  b:\n    worker: 1\n", `x.yaml:4: there is no setting "worker"; did you mean "workers"?`},
		{"nested config", "", "config: other.yaml\n", `x.yaml:1: there is no setting "config"`},
		{"the key", "", "api-key: sk_canary_1\n", "x.yaml:1: others may read this file, so do not keep the key in it; put the key in a file that only you can read, and set api-key-file to its name"},
		{"the key by another name", "", "profiles: {a: {API_KEY: sk_canary_1}}\n", "x.yaml:1: others may read this file, so do not keep the key in it; put the key in a file that only you can read, and set api-key-file to its name"},
		{"no value", "", "workers:\n", "x.yaml:1: workers has no value; add one, or delete the line"},
		{"wrong value", "", "\n\nrate: fast\n", `x.yaml:3: rate must look like 10/s, 600/m or auto, not "fast"`},
		{"wrong number", "", "workers: many\n", `x.yaml:1: workers must be a whole number, not "many"`},
		{"wrong in a list", "", "map:\n- Mail=email\n- Name=nothing\n", `x.yaml:1: map "Name=nothing" names no field: there is no "nothing"; the fields are`},
		{"several", "", "rate: [1/s, 2/s]\n", "x.yaml:1: rate takes one value, not 2"},
		{"none", "", "rate: []\n", "x.yaml:1: rate takes one value, not 0"},
		{"list in a list", "", "add-tag: [[a]]\n", "x.yaml:1: add-tag has no value; add one, or delete the line"},
		{"twice", "", "workers: 1\nrate: 1/s\nworkers: 2\n", "x.yaml:3: workers is already on line 1; delete one of them"},
		{"no such profile", "nightli", "profiles:\n  nightly: {}\n", `x.yaml has no profile "nightli"; did you mean "nightly"?`},
		{"no profiles", "nightly", "", `x.yaml has no profile "nightly"`},
		{"a list", "", "- rate\n", `x.yaml:1: must be lines like "rate: 10/s"`},
		{"profiles are a word", "", "profiles: nightly\n", `x.yaml:1: must be lines like "rate: 10/s"`},
		{"no YAML", "", "workers: 4\n  rate: 10/s\n", "x.yaml is not valid YAML: line 2: mapping values are not allowed in this context; check the indentation, quotes and colons on that line"},
		{"two documents", "", "workers: 4\n---\nworkers: 5\n", "x.yaml:2: a second document begins here; keep all settings in one"},
		{"too long", "", strings.Repeat("#\n", mostConfig), "--config: x.yaml is larger than 1 MiB; give it the name of a YAML file"},
		{"missing", "", "-", "--config: open x.yaml: no such file or directory; give it the name of a YAML file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if tt.text != "-" {
				write(t, "x.yaml", tt.text)
			}
			c := theCommand(t, "import")
			if err := c.ParseFlags([]string{"--config=x.yaml", "--profile=" + tt.profile}); err != nil {
				t.Fatal(err)
			}
			err := Resolve(c, noVariables)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
}

// TestConfigForms: lists may be written as one value or as names with values,
// an alias has the value of its anchor, and paths are relative to the
// file's folder.
func TestConfigForms(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.yaml")
	write(t, path, `
api-key-file: keys/one
report: "-"
summary: /var/lib/s.json
until: 06:00
map:
  Work e-mail: email
  a=b: name
set: tags=2025
add-tag: &tags [gold, "new; partner"]
strict: true
max-failures: 5%
profiles: {any: {failed: f.csv, add-tag: *tags}}
`)
	c := theCommand(t, "import")
	if err := c.ParseFlags([]string{"--config", path, "--profile", "any"}); err != nil {
		t.Fatal(err)
	}
	if err := Resolve(c, noVariables); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"api-key-file": filepath.Join(dir, "keys", "one"), "failed": filepath.Join(dir, "f.csv"), "report": "-", "summary": "/var/lib/s.json",
		"until": "06:00", "map": "[{Work e-mail email} {a=b name}]", "set": "[{tags 2025}]", "add-tag": "[gold,new; partner]",
		"strict": "true", "max-failures": "5%",
	} {
		if got := shown(c.Flags().Lookup(name)); got != want {
			t.Errorf("--%s is %s; want %s", name, got, want)
		}
	}
}
