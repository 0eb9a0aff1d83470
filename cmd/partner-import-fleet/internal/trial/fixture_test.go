package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/devengine"
	"partner-import/cmd/pgtest"
)

// These tests run a fleet with a real engine, workers as processes, and PostgreSQL. They
// take minutes, so they need FLEET_ENGINE=1 (make torture).

// shared has what all tests use. It is removed behind the last one.
var shared struct {
	sync.Mutex
	folder   string
	binary   string
	database *pgtest.Server
	tests    int
}

func TestMain(m *testing.M) {
	status := m.Run()
	if shared.database != nil {
		shared.database.Remove()
	}
	os.RemoveAll(shared.folder)
	os.Exit(status)
}

// A stage is a trial that ends with its test.
type stage struct {
	*testing.T
	*Trial
	number int // no other test has it
	begun  time.Time
}

// isAskedFor reports whether tests with an engine are wanted.
func isAskedFor() bool { return os.Getenv("FLEET_ENGINE") != "" }

// enter skips the test unless it is asked for, and makes a trial without workers.
func enter(t *testing.T) *stage {
	t.Helper()
	if !isAskedFor() {
		t.Skip("needs an engine, and minutes: set FLEET_ENGINE=1")
	}
	t.Parallel()
	s := &stage{T: t, begun: time.Now()}
	binary := s.program()
	var err error
	if s.Trial, err = New(t.TempDir(), binary); err != nil {
		t.Fatal(err)
	}
	s.engine()
	t.Cleanup(func() { s.Engine.Stop() }) // the one that is there then
	t.Cleanup(s.Trial.Close)
	t.Cleanup(s.checkHistories)
	t.Cleanup(func() {
		if t.Failed() {
			for _, w := range s.all() {
				t.Logf("%s said:\n%s", w.Name, w.Log())
			}
		}
	})
	return s
}

// program is the fleet's program, which is built once.
func (s *stage) program() string {
	s.Helper()
	shared.Lock()
	defer shared.Unlock()
	shared.tests++
	s.number = shared.tests
	if shared.binary != "" {
		return shared.binary
	}
	folder, err := os.MkdirTemp("", "partner-import-fleet-test-")
	if err != nil {
		s.Fatal(err)
	}
	shared.folder = folder
	path := filepath.Join(folder, "partner-import-fleet")
	s.compile(path)
	shared.binary = path
	return path
}

func (s *stage) compile(path string, flags ...string) {
	s.Helper()
	args := append([]string{"build", "-o", path}, flags...)
	if out, err := exec.Command("go", append(args, "partner-import/cmd/partner-import-fleet")...).CombinedOutput(); err != nil {
		s.Fatalf("go build: %v\n%s", err, out)
	}
}

// spoiled builds the program with a mistake: in that file of the project, each old text is
// replaced by the new one behind it.
func (s *stage) spoiled(file string, changes ...string) string {
	s.Helper()
	original, err := filepath.Abs(filepath.Join("..", "..", "..", "..", filepath.FromSlash(file)))
	if err != nil {
		s.Fatal(err)
	}
	text, err := os.ReadFile(original)
	if err != nil {
		s.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if strings.Count(string(text), changes[i]) != 1 {
			s.Fatalf("%s does not have %q once: change this test with it", file, changes[i])
		}
		text = []byte(strings.Replace(string(text), changes[i], changes[i+1], 1))
	}
	dir := s.TempDir()
	changed, overlay, path := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "spoiled")
	list, _ := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	for path, content := range map[string][]byte{changed: text, overlay: list} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			s.Fatal(err)
		}
	}
	s.compile(path, "-overlay", overlay)
	return path
}

// engine starts an engine for the trial.
func (s *stage) engine() {
	s.Helper()
	e, err := devengine.Start(s.Context(), func(said string) { s.Log(said) })
	if err != nil {
		s.Fatal(err)
	}
	s.Engine = e
}

// inDatabase has the journals in a database: that of all tests, or one of its own.
func (s *stage) inDatabase(own ...*pgtest.Server) *stage {
	s.Helper()
	shared.Lock()
	defer shared.Unlock()
	db := shared.database
	switch {
	case len(own) > 0:
		db = own[0]
	case db == nil:
		db = pgtest.StartFor(s)
		shared.database = db
	}
	s.Journal, s.Database = "postgres", append(db.Environment(), "PGPASSWORD="+Password)
	return s
}

// customer adds a customer, with the faults of a bad day.
func (s *stage) customer(name string, settings ...string) *Customer {
	s.Helper()
	var faults []sandbox.Fault
	for _, text := range []string{"500:1%", "502-html:1%", "503:1%", "reset:1%", "cut-after:2%", "truncated-after:1%", "504-after:1%", "find:503:5%"} {
		f, err := sandbox.ParseFault(text)
		if err != nil {
			s.Fatal(err)
		}
		faults = append(faults, f)
	}
	c, err := s.Customer(fmt.Sprint(name, s.number), sandbox.Options{Latency: 10 * time.Millisecond, Faults: faults, Seed: uint64(s.number)})
	if err != nil {
		s.Fatal(err)
	}
	c.Settings = append(settings, "settle: 1s")
	return c
}

// file adds a file to a customer.
func (s *stage) file(c *Customer, name string, rows int, lines ...string) *File {
	s.Helper()
	f, err := c.File(name, rows)
	if err != nil {
		s.Fatal(err)
	}
	f.Lines = lines
	return f
}

// apply writes fleet.yaml, and starts so many workers.
func (s *stage) apply(workers int) {
	s.Helper()
	if err := s.Apply(); err != nil {
		s.Fatal(err)
	}
	for range workers {
		s.worker()
	}
}

func (s *stage) worker(variables ...string) *Worker {
	s.Helper()
	w, err := s.StartWorker(s.Context(), variables...)
	if err != nil {
		s.Fatal(err)
	}
	return w
}

// measured says a figure, for the documentation.
func (s *stage) measured(format string, a ...any) {
	load, _ := os.ReadFile("/proc/loadavg")
	s.Logf("MEASURED %s (load %s)", fmt.Sprintf(format, a...), strings.SplitN(string(load)+" ", " ", 2)[0])
}

// checkHistories looks for secrets in all histories, and keeps the histories if
// FLEET_HISTORIES names a folder.
func (s *stage) checkHistories() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	all, err := s.Histories(ctx)
	if err != nil {
		s.Errorf("histories: %v", err)
		return
	}
	leaks := 0
	for i, h := range all {
		for _, leak := range s.Leaks(h) {
			s.Errorf("a history has a secret: %s", leak)
			leaks++
		}
		if folder := os.Getenv("FLEET_HISTORIES"); folder != "" && i < 3 {
			name := regexp.MustCompile(`[^a-zA-Z0-9]+`).ReplaceAllString(s.Name(), "-")
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d.json", name, i)), h.JSON, 0o600); err != nil {
				s.Error(err)
			}
		}
	}
	s.Logf("%d histories, %d secrets in them", len(all), leaks)
}
