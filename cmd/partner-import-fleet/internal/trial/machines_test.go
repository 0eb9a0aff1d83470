//go:build unix

package trial

import (
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"partner-import/client/sandbox"
)

// rounds is how often a test is played: FLEET_ROUNDS, or as it says.
func rounds(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("FLEET_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return usual
}

// three adds three customers, with a file of so many rows each.
func (s *stage) three(rows int) (files []*File) {
	s.Helper()
	for _, name := range []string{"acme", "birch", "cedar"} {
		files = append(files, s.file(s.customer(name, "rate: 100/s"), "partners", rows))
	}
	return files
}

// killed plays: the busy worker is killed with -9 in the middle, and the other one
// continues. It says how long that took.
func (s *stage) killed(rows int) {
	files := s.three(rows)
	s.apply(2)
	var runs []string
	for _, f := range files {
		runs = append(runs, s.run(f))
	}
	for _, f := range files {
		s.created(f, rows/5)
	}
	busy, _ := s.busy(runs[0])
	busy.Kill()
	died := time.Now()
	var hit []*File
	for i, run := range runs {
		if r, err := s.Find(run); err == nil && r.Worker == busy.Name {
			hit = append(hit, files[i])
		}
	}
	for _, f := range hit {
		took := s.takeover(f, died)
		s.measured("kill -9: the other worker continued %s after %v", f.customer.Name, took)
		if took > 100*time.Second {
			s.Errorf("the other worker continued after %v; want heartbeat and lease at most", took)
		}
	}
	for i, run := range runs {
		s.ends(run, "done", 0)
		s.allOnce(files[i], run)
	}
	s.againIsOneRequest(files[0])
}

// againIsOneRequest checks that a second run finds that all is done.
func (s *stage) againIsOneRequest(f *File) {
	s.Helper()
	before := len(f.customer.Box.Ledger())
	run := s.run(f)
	s.ends(run, "done", 0)
	s.allOnce(f, run)
	if cost := len(f.customer.Box.Ledger()) - before; cost != 1 {
		s.Errorf("another run of the same file made %d requests; want 1", cost)
	}
}

// TestKilledInDatabase: a worker dies, and its journals are in PostgreSQL.
func TestKilledInDatabase(t *testing.T) {
	for i := range rounds(2) {
		t.Run(strconv.Itoa(i), func(t *testing.T) { enter(t).inDatabase().killed(2000) })
	}
}

// TestKilledInFiles: a worker dies, and its journals are in a folder that both see.
func TestKilledInFiles(t *testing.T) {
	for i := range rounds(2) {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			s := enter(t)
			s.Lines = []string{"heartbeat: 5s"}
			s.killed(1000)
		})
	}
}

// TestKilledWithItsJournal is the control of TestKilledInFiles: the journal was on the disk
// of the machine that died. Nobody is created twice, but the report does not say all that
// is true, and the judge must see it.
func TestKilledWithItsJournal(t *testing.T) {
	s := enter(t)
	s.Lines = []string{"heartbeat: 5s"}
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 1000)
	s.apply(2)
	run := s.run(f)
	s.created(f, 300)
	busy, _ := s.busy(run)
	busy.Kill()
	if err := os.RemoveAll(s.path("journals")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.path("journals"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.ends(run, "done", 0)
	v, err := s.Judge(f, run)
	if err != nil || v.Created != f.Rows || v.Twice > 0 || v.Exists == 0 || v.Exists != v.Untrue {
		t.Errorf("%+v, %v; want that the judge sees lines that say \"exists\" of partners that the run created", v, err)
	}
	s.measured("kill -9 with the journal lost: %d of %d lines say exists, %d twice", v.Exists, f.Rows, v.Twice)
}

// TestTerminated: SIGTERM hands over at once.
func TestTerminated(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	s.apply(2)
	run := s.run(f)
	s.created(f, 400)
	busy, _ := s.busy(run)
	told := time.Now()
	if err := busy.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := busy.Wait(); status != 0 {
		t.Errorf("a worker that was told to end = %d; want 0", status)
	}
	gone := time.Since(told)
	took := s.takeover(f, told.Add(gone-time.Second))
	s.ends(run, "done", 0)
	s.allOnce(f, run)
	s.measured("SIGTERM: the worker was gone after %v, the other one continued %v after that", gone.Round(100*time.Millisecond), took-time.Second)
	if took > 20*time.Second {
		t.Errorf("the other worker continued after %v; want no wait for a lease", took)
	}
}

// frozen plays: a worker stands still for longer than its lease, while another one
// finishes. It returns how many creates it sent when it woke up.
func (s *stage) frozen(binary string) (posts int) {
	s.inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	s.apply(0)
	first, err := s.StartWorkerOf(s.Context(), binary)
	if err != nil {
		s.Fatal(err)
	}
	run := s.run(f)
	s.created(f, 400)
	if err := first.Signal(syscall.SIGSTOP); err != nil {
		s.Fatal(err)
	}
	since := time.Now()
	s.worker()
	took := s.takeover(f, since)
	s.ends(run, "done", 0)
	time.Sleep(time.Until(since.Add(90 * time.Second)))
	before := len(f.customer.Box.Ledger())
	if err := first.Signal(syscall.SIGCONT); err != nil {
		s.Fatal(err)
	}
	time.Sleep(15 * time.Second)
	for _, e := range f.customer.Box.Ledger()[before:] {
		if e.Method == "POST" {
			posts++
		}
	}
	s.allOnce(f, run)
	s.measured("SIGSTOP: the other worker continued after %v; %d POSTs after SIGCONT", took, posts)
	return posts
}

// TestFrozen: a worker that stood still for longer than its lease sends nothing.
func TestFrozen(t *testing.T) {
	s := enter(t)
	if posts := s.frozen(s.binary); posts > 0 {
		t.Errorf("the frozen worker made %d POSTs when it woke up", posts)
	}
}

// TestFrozenUnchecked is the control of TestFrozen: a worker that does not look at its
// lease must be caught.
func TestFrozenUnchecked(t *testing.T) {
	s := enter(t)
	careless := s.spoiled("importer/internal/journal/lease.go",
		"return l.state == held && !isPast(l.until.Add(-d))", "return true",
		"if l.state != lostOnce {", "if false {",
		"\treturn l.until\n", "\treturn l.until.Add(time.Hour)\n")
	if posts := s.frozen(careless); posts == 0 {
		t.Error("a worker that does not look at its lease was not caught")
	}
}

// TestManyCustomers: two workers, a hundred customers.
func TestManyCustomers(t *testing.T) {
	s := enter(t).inDatabase()
	var files []*File
	for i := range 100 {
		c, err := s.Customer("c"+strconv.Itoa(s.number*1000+i), sandbox.Options{Latency: 10 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, s.file(c, "partners", 30))
	}
	s.apply(2)
	began := time.Now()
	var runs []string
	for _, f := range files {
		runs = append(runs, s.run(f))
	}
	s.allOver(runs)
	took := time.Since(began)
	for i, run := range runs {
		if i%10 == 0 { // a report is a process: ten of them say enough
			s.allOnce(files[i], run)
		}
		if n := files[i].Created(); n != 30 {
			t.Errorf("%s: %d partners", run, n)
		}
	}
	for _, w := range s.all() {
		memory := w.memory()
		_ = w.Signal(syscall.SIGTERM)
		w.Wait()
		cpu, _ := w.Used()
		s.measured("100 customers: %s took %v of CPU and %d MB", w.Name, cpu.Round(100*time.Millisecond), memory>>20)
	}
	s.measured("100 customers of 30 rows on two workers: %v", took.Round(100*time.Millisecond))
}

// allOver waits until all runs have ended.
func (s *stage) allOver(runs []string) {
	s.Helper()
	var open int
	for began := time.Now(); time.Since(began) < 5*time.Minute; time.Sleep(time.Second) {
		list, err := s.List()
		if err != nil {
			s.Fatal(err)
		}
		open = len(runs)
		for _, r := range list {
			if r.State == "done" {
				open--
			}
		}
		if open == 0 {
			return
		}
	}
	s.Fatalf("%d runs have not ended after 5 minutes", open)
}
