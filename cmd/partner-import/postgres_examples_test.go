//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v3"

	"partner-import/cmd/pgtest"
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

// cronMachine is a machine with the line of the example in its crontab, at half past one.
func cronMachine(t *testing.T, db *pgtest.Server, place, base string) *process {
	t.Helper()
	job := regexp.MustCompile(`(?m)^30 1 \* \* \* (.*)$`).FindStringSubmatch(read(t, filepath.Join(examples, "crontab-postgres")))
	o := newOffice(t)
	p := prepare(t, o.dir, append(db.Environment(), "PARTNERO_BASE_URL="+base), "sh", "-ec", o.here(strings.ReplaceAll(job[1], "postgres:acme", place)))
	p.Env = append(p.Env, "PATH="+o.bin+":/bin:/usr/bin")
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a machine dies with all that it runs
	return p
}

// TestTwoCronMachines: of two machines with the same line in their crontab, one imports.
// The other one finds all done, with one request.
func TestTwoCronMachines(t *testing.T) {
	db, place := database(t)
	api := serve(t, "--latency", "20ms")
	var done [2]chan string
	for i := range done {
		done[i] = make(chan string, 1)
		p := cronMachine(t, db, place, api.url)
		p.begin(t)
		go func() { _ = p.Wait(); done[i] <- read(t, p.file("partners.report.csv")) }()
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

// TestCronMachineDies: when the machine that imports dies, the one that waits continues.
// Nobody is created twice, and its report has everybody.
func TestCronMachineDies(t *testing.T) {
	const rows = 60
	db, place := database(t)
	api := serve(t, "--latency", "20ms")
	var machines [2]*process
	for i := range machines {
		p := cronMachine(t, db, place, api.url)
		p.Env = append(p.Env, "PARTNER_IMPORT_RATE=100/s", "PARTNER_IMPORT_SETTLE=300ms")
		write(t, p.file("partners.csv"), numbered(rows))
		p.begin(t)
		t.Cleanup(func() { _ = syscall.Kill(-p.Process.Pid, syscall.SIGKILL) })
		api.await(t, 10) // then the first one has the journal
		machines[i] = p
	}
	if err := syscall.Kill(-machines[0].Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = machines[0].Wait()
	if n := len(api.entries(t)); n >= rows {
		t.Fatalf("%d requests: it died too late", n)
	}
	expire(t, db)
	if status := machines[1].status(t); status != 0 {
		t.Fatalf("the second machine = %d\n%s", status, &machines[1].stdout)
	}
	wantAllOnce(t, api, machines[1], rows)
}
