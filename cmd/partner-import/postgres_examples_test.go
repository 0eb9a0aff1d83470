//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// commandIn returns the arguments of the only container that imports, and the names of its
// variables, wherever they are in a document.
func commandIn(t *testing.T, name string) (args, variables []string) {
	t.Helper()
	var document any
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(examples, name))), &document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var look func(any)
	look = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				look(child)
			}
		case map[string]any:
			list, _ := node["args"].([]any)
			if len(list) > 0 && list[0] == "import" {
				for _, arg := range list {
					args = append(args, fmt.Sprint(arg))
				}
				for _, v := range node["env"].([]any) {
					variables = append(variables, fmt.Sprint(v.(map[string]any)["name"]))
				}
			}
			for _, child := range node {
				look(child)
			}
		}
	}
	look(document)
	if len(args) == 0 {
		t.Fatalf("%s has no container that imports", name)
	}
	return args, variables
}

// TestPostgresExamples: what Kubernetes and Argo would start is started on a machine that
// has only the file and the key, and imports everyone.
func TestPostgresExamples(t *testing.T) {
	for _, name := range []string{"cronjob-postgres.yaml", "argo.yaml"} {
		args, variables := commandIn(t, name)
		for _, v := range variables {
			if !strings.HasPrefix(v, "PG") || v == "PGPASSWORD" {
				t.Errorf("%s sets %s; want variables of libpq, and no password", name, v)
			}
		}
		o := newOffice(t)
		command := "partner-import " + strings.Join(args, " ")
		o.run(t, command+" > report")
		if report := read(t, filepath.Join(o.dir, "report")); strings.Count(report, ",created,") != 2 {
			t.Errorf("%s: %s\nreports\n%s", name, command, report)
		}
		if left, _ := filepath.Glob(filepath.Join(o.dir, "*.journal*")); len(left) > 0 {
			t.Errorf("%s leaves a journal on the machine: %q", name, left)
		}
	}
}

// TestTwoCronMachines: of two machines with the same line in their crontab, one imports.
// The other one finds all done, with one request.
func TestTwoCronMachines(t *testing.T) {
	db, place := database(t)
	job := regexp.MustCompile(`(?m)^30 1 \* \* \* (.*)$`).FindStringSubmatch(read(t, filepath.Join(examples, "crontab-postgres")))
	api := serve(t, "--latency", "20ms")
	var done [2]chan string
	for i := range done {
		o := newOffice(t)
		o.api = api.url
		done[i] = make(chan string, 1)
		p := prepare(t, o.dir, append(db.Environment(), "PARTNERO_BASE_URL="+o.api), "sh", "-ec", o.here(strings.ReplaceAll(job[1], "postgres:acme", place)))
		p.Env = append(p.Env, "PATH="+o.bin+":/bin:/usr/bin")
		p.begin(t)
		go func() { _ = p.Wait(); done[i] <- read(t, filepath.Join(o.dir, "partners.report.csv")) }()
	}
	for i := range done {
		if report := <-done[i]; strings.Count(report, ",created,") != 2 {
			t.Errorf("machine %d reports\n%s", i, report)
		}
	}
	if n := len(api.entries(t)); n != 4 {
		t.Errorf("%d requests; want a ping and two creates, and a ping", n)
	}
}
