//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"partner-import/client/sandbox"
)

// notRun are the blocks of commands in docs that TestDocsRun leaves out, by how
// they begin, and why.
func notRun() map[string]string {
	return map[string]string{
		"go test ./importer -run TestCorpus": "it is a test, which runs with the others",
		"go doc ./importer\n":                "they are examples, which run with the tests",
		"PAGES=/tmp/pages go test":           "it is a test, which runs with the others where there is a browser",
		"useradd --system":                   "it changes the machine, as root; TestSystemdExample has the units verified",
		"partner-import undo":                "a person types the number, after an import; the story undo.txtar runs it",
		"partner-import verify":              "there was no import in the office; the story verify.txtar runs it",
		".ci/compare":                        "it takes minutes, and another commit",
		".ci/curl-loop":                      "it takes two minutes",
		"make demo":                          "TestContributing looks for what it names, as for the next two",
		"go test ./cmd/partner-import":       "it is a test",
		"go test -short ./importer":          "it is a test",
		"sha256sum --check":                  "it needs a release; TestContents checks that each file is in SHA256SUMS",
		"sudo apt install":                   "it changes the machine, as root; make packages-check installs in a new one",
		"tar -xzf partner-import_":           "it changes the machine, as root; make packages-check unpacks in a new one",
		"xattr -d":                           "it is for macOS",
		"brew install":                       "it needs Homebrew, and a release on the net",
		"docker load":                        "it needs a container engine; make packages-check starts the image without one",
		"skopeo copy":                        "it needs a registry",
		"make build ":                        "it is for the folder of the source; the tests of the README know these targets",
		"git tag":                            "it makes a release",
		"cd cmd/release":                     "it needs what was changed",
	}
}

// An office is a machine as the pages assume one: the file, the key, the
// configuration, and an API.
type office struct {
	dir, bin, api string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	o := &office{dir: t.TempDir(), bin: t.TempDir(), api: server.URL()}
	if err := os.Symlink(program(t), filepath.Join(o.bin, "partner-import")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(o.dir, "partners.csv"), "email,name,Partner since\na@example.com,Ann,2020\nb@example.com,Bob,2021\n")
	write(t, filepath.Join(o.dir, "affiliates.csv"), "Name,Email,Payout email,Referral link\nAda King,ada@nordlys.no,pay@nordlys.no,https://nordlys.no/?via=ada\n")
	write(t, filepath.Join(o.dir, "gumroad.csv"), "Affiliate ID,Name,Email,Fee,Products,Referral URL\nx1,Ada King,ada@nordlys.no,10 %,Book,https://gumroad.com/a/123456\n")
	write(t, filepath.Join(o.dir, "partners.failed.csv"), "email,name,_row,_line,_status,_error_code,_error\nc@example.com,Cem,3,4,invalid,email_missing,why\n")
	write(t, filepath.Join(o.dir, "partnero.key"), "sk_test_office\n")
	write(t, filepath.Join(o.dir, "partner-import.yaml"), o.here(read(t, filepath.Join(examples, "partner-import.yaml"))))
	return o
}

// here puts the folders of the examples into the office's own one.
func (o *office) here(text string) string {
	for _, folder := range []string{"/etc/partner-import", "/var/log/partner-import", "/var/lib/node_exporter/textfile", "/srv/partners", "/data", "/secrets"} {
		text = regexp.MustCompile(`(^|[\s=])`+folder+`\b`).ReplaceAllString(text, "${1}"+o.dir)
	}
	return strings.ReplaceAll(text, "/usr/local/bin/partner-import", filepath.Join(o.bin, "partner-import"))
}

// run has a shell run the text, and wants it to end well.
func (o *office) run(t *testing.T, text string, env ...string) {
	t.Helper()
	if strings.Contains(text, "--profile nightly") { // which has a key file, and maps a column of another name
		path := filepath.Join(o.dir, "partners.csv")
		write(t, path, strings.Replace(read(t, path), "email,", "Work e-mail,", 1))
	} else if len(env) == 0 {
		env = append(env, "PARTNERO_API_KEY=sk_test_office")
	}
	if strings.Contains(text, "postgres:acme") {
		db, place := database(t)
		env = append(env, db.Environment()...)
		text = strings.ReplaceAll(regexp.MustCompile(`(?m)^export PG.*\n`).ReplaceAllString(text, ""), "postgres:acme", place)
	}
	p := prepare(t, o.dir, append(env, "PARTNERO_BASE_URL="+o.api), "sh", "-ec", o.here(text))
	p.Env = append(p.Env, "PATH="+o.bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	p.run(t, 0)
}

// TestDocsRun runs the commands that the pages show, each block by itself. (The
// blocks of the README that are for a shell are run in a row, by
// TestReadmeCommands.)
func TestDocsRun(t *testing.T) {
	left := notRun()
	ran := 0
	for _, page := range docPages(t) {
		fenced := regexp.MustCompile("(?s)\n```(?:sh|console)\n(.*?\n)```\n")
		if page == readmePage {
			fenced = regexp.MustCompile("(?s)\n```console\n(.*?\n)```\n")
		}
		for i, block := range fenced.FindAllStringSubmatch(read(t, page), -1) {
			if begin := beginning(block[1], notRun()); begin != "" {
				delete(left, begin)
				continue
			}
			ran++
			t.Run(fmt.Sprint(filepath.Base(page), i), func(t *testing.T) { newOffice(t).run(t, block[1]) })
		}
	}
	if ran < 6 || len(left) > 0 {
		t.Errorf("%d blocks were run, and those that begin with %q are not there any more", ran, left)
	}
}

func beginning(text string, list map[string]string) string {
	for begin := range list {
		if strings.HasPrefix(text, begin) {
			return begin
		}
	}
	return ""
}

// TestNightlyExamplesRun: what cron, systemd and Kubernetes would start is
// started, in an office of its own, and imports everyone.
func TestNightlyExamplesRun(t *testing.T) {
	job := regexp.MustCompile(`(?m)^30 1 \* \* \* (.*)$`).FindStringSubmatch(read(t, filepath.Join(examples, "crontab")))
	start := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(read(t, filepath.Join(examples, "partner-import.service")))
	container := strings.Split(strings.SplitAfter(read(t, filepath.Join(examples, "cronjob.yaml")), "args:\n")[1], "resources:")[0]
	args := strings.Join(strings.Fields(strings.ReplaceAll(container, "- ", "")), " ")
	for _, tt := range []struct {
		name, command string
		env           func(o *office) []string
	}{
		{"cron", job[1], func(*office) []string { return nil }},
		{"systemd", start[1], func(o *office) []string {
			return []string{"PARTNER_IMPORT_API_KEY_FILE=" + filepath.Join(o.dir, "partnero.key")}
		}},
		{"kubernetes", "partner-import " + args, func(*office) []string { return []string{"IMAGE=partner-import"} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			o.run(t, "rm partners.failed.csv; "+tt.command, tt.env(o)...)
			if report := read(t, filepath.Join(o.dir, "partners.report.csv")); strings.Count(report, ",created,") != 2 {
				t.Errorf("%s\nreports\n%s", tt.command, report)
			}
		})
	}
}

// TestLibraryPage: the program that docs/library.md shows can be compiled.
func TestLibraryPage(t *testing.T) {
	body := strings.ReplaceAll(blocksOf(t, "../../docs/library.md", "go")[0], "...\n", "if err != nil {\n\tlog.Fatal(err)\n}\n")
	text := "package main\n\nimport (\n\t\"context\"\n\t\"log\"\n\t\"os\"\n\n\t\"partner-import/client\"\n\t\"partner-import/importer\"\n\t\"partner-import/importer/row\"\n\t\"partner-import/importer/source\"\n)\n\n" +
		"func main() {\n\tctx := context.Background()\n" + body + "log.Println(summary, err)\n}\n"
	path := filepath.Join(t.TempDir(), "main.go")
	write(t, path, text)
	if out, err := exec.Command("go", "vet", path).CombinedOutput(); err != nil {
		t.Errorf("docs/library.md: %v\n%s\n%s", err, out, text)
	}
}
