package journal

import (
	"testing"
	"testing/synctest"
	"time"
)

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// TestLease: something may begin only if it is over before the lease is, and a lease
// that ended once is lost for good.
func TestLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLease(time.Now().Add(time.Minute))
		defer l.Close()
		if !l.Outlasts(59*time.Second) || l.Outlasts(time.Minute) {
			t.Error("a lease of a minute outlasts 59 s, and not a minute")
		}
		time.Sleep(40 * time.Second)
		if l.Outlasts(30*time.Second) || !l.Renew(time.Now().Add(time.Minute)) || !l.Outlasts(30*time.Second) {
			t.Error("a lease with 20 s left outlasts 30 s only when it is renewed")
		}
		if l.Doubt(); l.Outlasts(time.Second) || isClosed(l.Lost()) {
			t.Error("nothing may begin while the database does not answer, but the lease is not lost")
		}
		if l.Renew(time.Now().Add(time.Minute)); !l.Outlasts(time.Second) {
			t.Error("the database answers again, and nothing may begin")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !isClosed(l.Lost()) || l.Renew(time.Now().Add(time.Minute)) || l.Outlasts(0) || isClosed(l.Wanted()) {
			t.Error("a lease that ended is not lost for good")
		}
	})
}

// TestLeaseOfAFrozenProcess: its timer did not run, and the clock tells it all the same.
func TestLeaseOfAFrozenProcess(t *testing.T) {
	l := NewLease(time.Now().Add(time.Hour))
	defer l.Close()
	l.mu.Lock()
	l.until = time.Now().Add(-time.Millisecond)
	l.mu.Unlock()
	if l.Outlasts(0) || l.Renew(time.Now().Add(time.Hour)) || !isClosed(l.Lost()) {
		t.Error("a lease that ended while the process stood still continues")
	}
}

// TestLeaseOfASuspendedMachine: the monotonic clock stood still, the other one did not.
func TestLeaseOfASuspendedMachine(t *testing.T) {
	if !isPast(time.Now().Round(0).Add(-time.Second)) || isPast(time.Now().Add(time.Second)) {
		t.Error("the clock on the wall is not asked")
	}
}

// TestNoLease: a journal in a file is held as long as the process lives.
func TestNoLease(t *testing.T) {
	var l *Lease
	if !l.Outlasts(time.Hour) || l.Lost() != nil || l.Wanted() != nil || !l.Until().IsZero() {
		t.Error("no lease ends")
	}
}

// TestPlaces: what is a database, and what it may be called.
func TestPlaces(t *testing.T) {
	for place, want := range map[string]struct{ is, named bool }{
		"postgres:acme": {true, true}, "postgres:A-1_b.c": {true, true}, "postgres:": {true, false},
		"postgres://user:secret@host/db": {true, false}, "postgresql://host/db": {true, false}, "postgres:a b": {true, false}, "postgres:a;b": {true, false},
		"partners.journal": {}, "./postgres:acme": {}, "-": {}, "": {},
	} {
		name, is := Database(place)
		if is != want.is || is && IsName(name) != want.named {
			t.Errorf("%q: a database: %v, a good name: %v; want %+v", place, is, IsName(name), want)
		}
	}
}
