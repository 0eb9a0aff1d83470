package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
	"partner-import/importer/internal/journal"
)

// A world is a database for the tests of one function.
type world struct {
	*testing.T
	server *pgtest.Server
}

func newWorld(t *testing.T) world {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server = pgtest.StartFor(t)
	}
	shared.server.Setenv(t)
	return world{t, shared.server}
}

// shared is the server of all tests here. TestMain removes it.
var shared struct {
	sync.Mutex
	server *pgtest.Server
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.server != nil {
		shared.server.Remove()
	}
	os.Exit(code)
}

func (w world) at(t *testing.T) world { return world{t, w.server} }

func (w world) sql(format string, args ...any) string {
	w.Helper()
	out, err := w.server.Query(fmt.Sprintf(format, args...))
	if err != nil {
		w.Fatal(out, err)
	}
	return out
}

func options(place string) journal.Options {
	return journal.Options{Path: place, Account: journal.Account{Host: "api.example.com", Key: "f00d"}}
}

func (w world) open(o journal.Options) *Journal {
	w.Helper()
	j, err := Open(context.Background(), o)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if !isClosed(j.ended) {
			j.Close()
		}
	})
	if err := j.Begin("sha", "p.csv"); err != nil {
		w.Fatal(err)
	}
	return j
}

// freeze stops what renews the lease, as if the process stood still until it ended.
func (w world) freeze(j *Journal) {
	w.Helper()
	j.over()
	<-j.ended
	w.sql("UPDATE partner_import.journal SET until = clock_timestamp() - interval '1 second' WHERE id = %d", j.id)
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func claim(email string) *journal.Entry { return &journal.Entry{Email: email, Since: time.Now()} }

func (w world) wantLost(err error, holder string) {
	w.Helper()
	var lost *journal.LostError
	if !errors.As(err, &lost) || lost.Holder != holder {
		w.Errorf("%v; want that the journal was lost to %q", err, holder)
	}
}

// TestLeases: who may write and send, whatever happens to the processes.
func TestLeases(t *testing.T) {
	w := newWorld(t)
	for name, test := range map[string]func(world){
		"a former holder writes nothing":    formerHolder,
		"a lease that ended is not revived": notRevived,
		"a lease is renewed":                renewed,
		"who waits is next":                 waits,
		"a group written twice is the same": twice,
		"confirmed entries are missed":      missed,
		"a journal is deleted":              deleted,
		"a standby was behind":              behind,
	} {
		t.Run(name, func(t *testing.T) { test(w.at(t)) })
	}
}

func formerHolder(w world) {
	o := options(place(w))
	first := w.open(o)
	e := claim("a@x")
	if err := first.Write(journal.Group{Claims: []*journal.Entry{e}}); err != nil {
		w.Fatal(err)
	}
	w.freeze(first)
	second := w.open(o)
	e.Status = "created"
	w.wantLost(first.Write(journal.Group{Outcomes: []*journal.Entry{e}}), self())
	w.wantLost(first.Write(journal.Group{Claims: []*journal.Entry{claim("b@x")}}), self())
	w.wantLost(first.Begin("sha", "p.csv"), self())
	w.wantLost(first.Wrote("digest"), self())
	if !isClosed(first.Lease().Lost()) || first.Lease().Outlasts(0) {
		w.Error("the former holder may still send")
	}
	first.Close() // which must not end the lease of the second
	if err := second.Write(journal.Group{Claims: []*journal.Entry{claim("b@x")}}); err != nil {
		w.Error(err)
	}
	if got := w.sql("SELECT string_agg(email || ' ' || status, ',' ORDER BY id) FROM partner_import.entry WHERE journal = %d", first.id); got != "a@x ,b@x" {
		w.Errorf("entries: %q; want the claim of each run, and no end", got)
	}
	if _, err := Open(context.Background(), o); !errors.As(err, new(*journal.LockedError)) {
		w.Errorf("a third run: %v; want that the second one has the journal", err)
	}
}

func notRevived(w world) {
	j := w.open(options(place(w)))
	w.sql("UPDATE partner_import.journal SET until = clock_timestamp() - interval '1 second' WHERE id = %d", j.id)
	if err := j.renew(context.Background()); err != nil || !isClosed(j.Lease().Lost()) {
		w.Errorf("a lease that ended was renewed, %v", err)
	}
	if err := j.Write(journal.Group{Claims: []*journal.Entry{claim("a@x")}}); err != nil {
		w.Errorf("nobody has taken the journal, and what happened cannot be recorded: %v", err)
	}
}

func renewed(w world) {
	o := options(place(w))
	o.Term = 1200 * time.Millisecond
	j := w.open(o)
	time.Sleep(2 * o.Term)
	if isClosed(j.Lease().Lost()) || !j.Lease().Outlasts(o.Term/4) {
		w.Error("a lease was not renewed in time")
	}
}

func waits(w world) {
	o := options(place(w))
	o.Term, o.Slice = 600*time.Millisecond, time.Millisecond
	first := w.open(o)
	waiter, other := o, o
	waiter.Waiter, other.Waiter = "w1", "w2"
	refused := func(o journal.Options, by string) {
		w.Helper()
		_, err := Open(context.Background(), o)
		var locked *journal.LockedError
		if !errors.As(err, &locked) || !strings.Contains(locked.Holder, by) {
			w.Errorf("Open = %v; want that %q has the journal", err, by)
		}
	}
	refused(o, self())
	time.Sleep(o.Term / 3)
	if isClosed(first.Lease().Wanted()) {
		w.Error("nobody waits, and the journal is wanted")
	}
	refused(waiter, self())
	refused(other, self())
	select {
	case <-first.Lease().Wanted():
	case <-time.After(10 * time.Second):
		w.Fatal("somebody waits, and the slice is over: the journal is not wanted")
	}
	first.Close()
	refused(o, "whose turn is next")
	refused(other, "whose turn is next")
	w.open(waiter)
}

func twice(w world) {
	o := options(place(w))
	j := w.open(o)
	first := []*journal.Entry{claim("a@x"), claim("b@x")}
	if err := j.Write(journal.Group{Claims: first}); err != nil {
		w.Fatal(err)
	}
	first[0].Status, first[0].Attempts = "created", 1
	writes := j.statements(journal.Group{
		Claims: []*journal.Entry{claim("c@x")}, Outcomes: first[:1], Releases: []int64{first[1].ID},
	})
	for range 2 {
		if err := j.put(writes); err != nil {
			w.Fatal(err)
		}
	}
	if got := w.sql("SELECT string_agg(email || ' ' || status || ' ' || attempts, ',' ORDER BY id) FROM partner_import.entry WHERE journal = %d", j.id); got != "a@x created 1,c@x  0" {
		w.Errorf("entries: %q", got)
	}
}

func missed(w world) {
	j := w.open(options(place(w)))
	e := claim("a@x")
	if err := j.Write(journal.Group{Claims: []*journal.Entry{e}}); err != nil {
		w.Fatal(err)
	}
	w.sql("DELETE FROM partner_import.entry WHERE journal = %d", j.id) // as a standby that was behind
	e.Status = "created"
	if err := j.Write(journal.Group{Outcomes: []*journal.Entry{e}}); err == nil || !strings.Contains(err.Error(), "has lost what") {
		w.Errorf("Write = %v; want that an entry is missing", err)
	}
}

// behind: the database failed over to a standby that does not know the last run. Its
// token must not be given to another run.
func behind(w world) {
	o := options(place(w))
	first := w.open(o)
	w.freeze(first)
	w.sql("UPDATE partner_import.journal SET token = %d WHERE id = %d", first.token-1, first.id)
	w.open(o)
	w.wantLost(first.Write(journal.Group{Claims: []*journal.Entry{claim("a@x")}}), self())
}

func deleted(w world) {
	j := w.open(options(place(w)))
	w.sql("DELETE FROM partner_import.journal WHERE id = %d", j.id)
	w.wantLost(j.Write(journal.Group{Claims: []*journal.Entry{claim("a@x")}}), "")
}

// TestManyBegin: runs that make the tables at once do not get into each other's way.
func TestManyBegin(t *testing.T) {
	w := newWorld(t)
	w.sql("DROP SCHEMA IF EXISTS partner_import CASCADE")
	errs := make(chan error)
	for range 8 {
		go func() {
			j, err := Open(context.Background(), options(place(t)))
			if err == nil {
				err = j.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestAwayForAMoment: while the database is away, nothing may begin. When it is back,
// what was to be written is written, once.
func TestAwayForAMoment(t *testing.T) {
	w := newWorld(t)
	j := w.open(options(place(w)))
	w.server.Kill()
	wrote := make(chan error, 1)
	go func() { wrote <- j.Write(journal.Group{Claims: []*journal.Entry{claim("a@x")}}) }()
	for j.Lease().Outlasts(0) {
		time.Sleep(time.Millisecond)
	}
	if isClosed(j.Lease().Lost()) {
		t.Error("the lease is lost, although it has not ended")
	}
	if err := w.server.Run(); err != nil {
		t.Fatal(err)
	}
	if err := <-wrote; err != nil {
		t.Errorf("Write = %v; want it to outlast the database", err)
	}
	for began := time.Now(); !j.Lease().Outlasts(30 * time.Second); time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("the lease is not renewed after the database came back")
		}
	}
	if e, err := j.After(0, 9); err != nil || len(e) != 1 {
		t.Errorf("entries: %v, %v; want one", e, err)
	}
}

// TestAwayForTooLong: the lease ends, and each write after it says so.
func TestAwayForTooLong(t *testing.T) {
	w := newWorld(t)
	o := options(place(w))
	o.Term = 2 * time.Second
	j := w.open(o)
	w.server.Kill()
	w.wantLost(j.Write(journal.Group{Claims: []*journal.Entry{claim("a@x")}}), "")
	if err := w.server.Run(); err != nil {
		t.Fatal(err)
	}
}

// TestServers: a database that can lose what it confirmed is refused, and one that has no
// standby is told.
func TestServers(t *testing.T) {
	w := newWorld(t)
	for _, setting := range []string{"fsync", "full_page_writes"} {
		w.sql("ALTER SYSTEM SET %s = off", setting)
		w.sql("SELECT pg_reload_conf()")
		var err error
		for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(20 * time.Millisecond) {
			var j *Journal
			if j, err = Open(context.Background(), options(place(w))); err != nil {
				break
			}
			j.Close() // the setting is not read yet
		}
		if err == nil || !strings.Contains(err.Error(), setting+" is off") {
			t.Errorf("%s is off: %v", setting, err)
		}
		w.sql("ALTER SYSTEM RESET %s", setting)
		w.sql("SELECT pg_reload_conf()")
	}
	time.Sleep(100 * time.Millisecond)
	j := w.open(options(place(w)))
	if len(j.Warnings()) != 1 || !strings.Contains(j.Warnings()[0], "no synchronous standby") {
		t.Errorf("warnings: %q", j.Warnings())
	}
	if got := w.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'partner-import'"); got == "0" {
		t.Error("the sessions do not say whose they are")
	}
}

// TestSecrets: no message has the password, and none repeats an address that may have one.
func TestSecrets(t *testing.T) {
	t.Setenv("PGHOST", "127.0.0.1")
	t.Setenv("PGPORT", "1")
	t.Setenv("PGPASSWORD", "hunter2")
	for _, place := range []string{"postgres:acme", "postgres://user:hunter2@host/db", "postgresql://user:hunter2@host/db", "postgres:host=h password=hunter2"} {
		_, err := Open(context.Background(), options(place))
		var file *journal.FileError
		if !errors.As(err, &file) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "PGHOST") {
			t.Errorf("%q: %v; want one line without the password that says what to do", place, err)
		}
	}
}

// TestHolderName: what others wrote acts on no terminal.
func TestHolderName(t *testing.T) {
	for name, want := range map[string]string{
		"process 12 on web-1.example": "process 12 on web-1.example", "a\x1b[31m\nb": "a??31m?b", "": "another process", strings.Repeat("é", 200): strings.Repeat("é", 100),
	} {
		if got := holderName(name); got != want {
			t.Errorf("holderName(%q) = %q; want %q", name, got, want)
		}
	}
}
