//go:build unix

package trial

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
)

// TestDatabaseStops: PostgreSQL is killed in the middle for ten seconds. Nothing is sent
// meanwhile.
func TestDatabaseStops(t *testing.T) {
	db := own(t)
	s := enter(t).inDatabase(db)
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	s.apply(2)
	run := s.run(f)
	s.created(f, 400)
	db.Kill()
	time.Sleep(500 * time.Millisecond) // what was under way ends
	before := len(f.customer.Box.Ledger())
	time.Sleep(10 * time.Second)
	meanwhile := len(f.customer.Box.Ledger()) - before
	if meanwhile > 0 {
		t.Errorf("%d requests were made while the database was away", meanwhile)
	}
	back := time.Now()
	if err := db.Run(); err != nil {
		t.Fatal(err)
	}
	took := s.takeover(f, back.Add(-time.Second)) - time.Second
	s.ends(run, "done", 0)
	s.allOnce(f, run)
	s.measured("PostgreSQL killed for 10 s: %d requests meanwhile, and it continued %v after it was started", meanwhile, took)
}

// TestDatabaseFailsOver: the machine of the database is lost, and its standby was behind.
// Nobody is created twice, and partners that the standby does not know are "exists".
func TestDatabaseFailsOver(t *testing.T) {
	db := own(t)
	s := enter(t).inDatabase(db)
	behind, err := db.Standby()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Remove)
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	s.apply(2)
	run := s.run(f)
	s.created(f, 400)
	behind.Kill()
	at := f.Created()
	s.created(f, at+200)
	db.Kill()
	unknown, lost := f.Created()-at, time.Now()
	if err := behind.TakeOver(db); err != nil {
		t.Fatal(err)
	}
	took := s.takeover(f, lost)
	s.ends(run, "done", 0)
	v, err := s.Judge(f, run)
	if err != nil {
		t.Fatal(err)
	}
	if v.Rows != f.Rows || v.Created != f.Rows || v.Twice > 0 || v.Untrue != v.Exists || v.Exists > unknown+32 {
		t.Errorf("%+v; want %d rows, nobody twice, and \"exists\" for at most those %d that the standby did not know", v, f.Rows, unknown)
	}
	s.measured("fail-over to a standby that was %d partners behind: it continued after %v; %d lines say exists, %d twice", unknown, took, v.Exists, v.Twice)
	s.againIsWithoutCreates(f)
}

// againIsWithoutCreates checks that a second run creates nobody.
func (s *stage) againIsWithoutCreates(f *File) {
	s.Helper()
	before := f.Created()
	s.ends(s.run(f), "done", 0)
	if more := f.Created() - before; more > 0 {
		s.Errorf("another run of the same file created %d partners", more)
	}
}

// TestWorkerCutOff: one worker cannot reach the database any more, the other one can.
func TestWorkerCutOff(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	way := newWay(t, s.Database)
	s.apply(0)
	w, err := s.StartWorker(t.Context(), "PGPORT="+way.port())
	if err != nil {
		t.Fatal(err)
	}
	run := s.run(f)
	s.created(f, 400)
	s.worker()
	way.cut()
	time.Sleep(500 * time.Millisecond)
	before, since := len(f.customer.Box.Ledger()), time.Now()
	took := s.takeover(f, since)
	if n := len(f.customer.Box.Ledger()) - before; n > 20 {
		t.Errorf("%d requests at the moment of the takeover; want none by the worker without a database", n)
	}
	r := s.ends(run, "done", 0)
	if r.Worker == w.Name {
		t.Errorf("the worker without a database finished the run: %+v", r)
	}
	s.allOnce(f, run)
	s.measured("PostgreSQL cut off from one worker: the other one continued after %v", took)
}

// own starts a PostgreSQL server for this test alone, if the test is asked for.
func own(t *testing.T) *pgtest.Server {
	t.Helper()
	if !isAskedFor() {
		return nil
	}
	return pgtest.Start(t)
}

// A way is a proxy to a database, which can be cut.
type way struct {
	listener net.Listener
	mu       sync.Mutex
	isCut    bool
	open     []net.Conn
}

func newWay(t *testing.T, database []string) *way {
	t.Helper()
	var to string
	for _, variable := range database {
		if port, is := strings.CutPrefix(variable, "PGPORT="); is {
			to = net.JoinHostPort("127.0.0.1", port)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &way{listener: l}
	go w.serve(to)
	return w
}

func (w *way) port() string {
	_, port, _ := net.SplitHostPort(w.listener.Addr().String())
	return port
}

func (w *way) serve(to string) {
	for {
		from, err := w.listener.Accept()
		if err != nil {
			return
		}
		target, err := net.Dial("tcp", to)
		w.mu.Lock()
		if err != nil || w.isCut {
			from.Close()
			w.mu.Unlock()
			continue
		}
		w.open = append(w.open, from, target)
		w.mu.Unlock()
		go pass(from, target)
		go pass(target, from)
	}
}

func pass(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	from.Close()
	to.Close()
}

// cut ends all connections, and refuses others.
func (w *way) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
	for _, c := range w.open {
		c.Close()
	}
}
