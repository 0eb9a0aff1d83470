package sandbox

import (
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// Options configure a Sandbox. The zero value is a program without partners
// that accepts any non-empty key, has no limit and no faults.
type Options struct {
	Key      string        // the bearer key that is accepted; "" accepts every non-empty key
	Partners []Partner     // who exist already; empty ids and keys are generated
	Latency  time.Duration // added to every answer, after its work is done; ends early if the client or the server leaves. Default 0

	Limit      int           // requests per Window; 0 or less: no limit
	Window     time.Duration // of the limit; default 1 s (Laravel's own default is a minute)
	RetryAfter string        // how a 429 names the wait: "" or "seconds" (whole seconds, may be 0), "date" (HTTP date), "none" (no such header), "milliseconds", "reset-ms" (only X-RateLimit-Reset, in milliseconds), any other text literally
	LimitAs    string        // the answer above the limit, as a kind of Fault such as "503-html" or "403"; default "429". A page has no headers of the limit
	Penalty    time.Duration // how long after a 429 every request is answered with 429; default 0: only the window counts

	Faults []Fault // what goes wrong, see Fault
	Seed   uint64  // of the fault dice; 0: a fixed default, so runs can be repeated

	Normalize string // what is stored in another form: "emails" (lower case, without dots and "+" in the name), "keys" (lower case), or both with a comma

	Now        func() time.Time // the clock of timestamps, Date and the limiter; default time.Now. Safe for concurrent use
	ProgramURL string           // base of referral links; default "https://partners.example.com"

	LateInsert time.Duration // how long after its uniqueness check a create does its work, even if the client has gone; default 0
	Race       string        // "" or "unique": a database index guards uniqueness, the loser of a race gets 500 "Server Error"; "none": no index, two partners may be created

	LedgerTo io.Writer // every entry is appended here as one JSON line when it is decided, before its answer goes out; may be nil. Writes are not concurrent, and a slow writer slows the answers
	Discard  bool      // keep no ledger in memory (for benchmarks); LedgerTo still gets everything
}

// Sandbox is a program on Partnero that lives in memory. It is an
// [net/http.Handler] and answers under any path prefix that ends in /v1. All its
// methods are safe for concurrent use. It owns nothing that must be closed.
type Sandbox struct {
	opts     Options
	partners *store
	ledger   ledger
	throttle throttle
	dice     dice
	key      atomic.Pointer[string]
	down     atomic.Int64
	seq      atomic.Int64
}

// New returns a Sandbox. It copies what it keeps of o, except the writer and
// the clock.
func New(o Options) *Sandbox {
	if o.Window <= 0 {
		o.Window = time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ProgramURL == "" {
		o.ProgramURL = "https://partners.example.com"
	}
	if o.Seed == 0 {
		o.Seed = defaultSeed
	}
	s := &Sandbox{
		opts:     o,
		partners: newStore(),
		ledger:   ledger{to: o.LedgerTo, discard: o.Discard},
		throttle: throttle{limit: o.Limit, window: o.Window, penalty: o.Penalty, style: o.RetryAfter},
		dice:     dice{seed: o.Seed},
	}
	s.SetKey(o.Key)
	s.SetFaults(o.Faults)
	s.partners.seed(o.Partners, o.Now())
	return s
}

// Ledger returns a copy of all decided requests, in order of arrival. A request
// is in it before the first byte of its answer goes out. It is empty with
// Options.Discard.
func (s *Sandbox) Ledger() []Entry { return s.ledger.arrived() }

// Count returns how many entries of the ledger match. It does not copy the
// ledger; match runs in the caller's goroutine and may use the Sandbox.
func (s *Sandbox) Count(match func(Entry) bool) int {
	n := 0
	for _, e := range s.ledger.decided() {
		if match(e) {
			n++
		}
	}
	return n
}

// Err returns the first error of writing to Options.LedgerTo. After an error, that
// copy of the ledger is not complete.
func (s *Sandbox) Err() error { return s.ledger.firstError() }

// Partners returns a copy of all partners, in order of creation.
func (s *Sandbox) Partners() []Partner { return s.partners.all() }

// Find returns the partner with an e-mail, without regard to case. If there are
// several (see Options.Race), it returns the oldest.
func (s *Sandbox) Find(email string) (Partner, bool) {
	r := s.partners.find("email", email)
	if r == nil {
		return Partner{}, false
	}
	return r.Partner.clone(), true
}

// SetKey replaces the accepted key from now on. The answer to the old one is
// 401. "" accepts every non-empty key.
func (s *Sandbox) SetKey(key string) { s.key.Store(&key) }

// SetFaults replaces the faults from now on. The counts of Fault.First and the
// dice start again.
func (s *Sandbox) SetFaults(faults []Fault) { s.dice.load(slices.Clone(faults)) }

// SetDown starts an outage: from now on every request is answered with that status
// and nothing is done. The limiter does not count it either. 0 ends the outage.
// Anything else outside 400 to 599 counts as 503.
func (s *Sandbox) SetDown(status int) {
	if status != 0 && (status < 400 || status > 599) {
		status = http.StatusServiceUnavailable
	}
	s.down.Store(int64(status))
}

// now is the time as the program's database keeps it.
func (s *Sandbox) now() time.Time { return s.opts.Now().UTC().Truncate(time.Second) }
