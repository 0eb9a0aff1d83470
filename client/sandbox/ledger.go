package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// redacted replaces secrets in the ledger.
const redacted = "REDACTED"

// Entry is one request and what happened to it. Entries do not change once they
// are in the ledger. Their Headers are shared: do not write to them.
type Entry struct {
	Seq    int       `json:"seq"` // order of arrival, from 1
	At     time.Time `json:"at"`  // when it arrived, by Options.Now
	Method string    `json:"method"`
	Path   string    `json:"path"`            // as sent, percent-encoded
	Query  string    `json:"query,omitempty"` // as sent, the value of "password" replaced by "***"

	Status    int    `json:"status"`               // sent; 0 when the connection was cut, reset or left hanging
	Email     string `json:"email,omitempty"`      // of the partner in question: in the request, or found by id or key
	PartnerID string `json:"partner_id,omitempty"` // the partner it created, changed or found
	Created   bool   `json:"created,omitempty"`    // a partner was created, also by an invitation
	Action    string `json:"action,omitempty"`     // what was done to a partner who existed: "archive", "restore" or "delete"
	Fault     string `json:"fault,omitempty"`      // Kind[-after] of the fault that hit it; "down:503" in an outage; "incomplete" when the request was not complete; "shutdown" when the server closed before the work
	Throttled bool   `json:"throttled,omitempty"`  // answered 429 by the limiter

	Body    string      `json:"body,omitempty"`    // as sent, the value of "password" replaced by "***"
	Headers http.Header `json:"headers,omitempty"` // Accept, Content-Type, User-Agent, Idempotency-Key, X-Idempotency-Key; Authorization only as "REDACTED"
}

// ledger collects entries. All methods are safe for concurrent use.
type ledger struct {
	discard bool
	to      io.Writer

	mu      sync.Mutex
	entries []Entry
	err     error // the first of writing to `to`
}

// add records an entry, in memory and as a JSON line.
func (l *ledger) add(e Entry) {
	var line []byte
	var err error
	if l.to != nil {
		line, err = json.Marshal(e)
		line = append(line, '\n')
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.to != nil && err == nil {
		_, err = l.to.Write(line)
	}
	if l.err == nil {
		l.err = err
	}
	if !l.discard {
		l.entries = append(l.entries, e)
	}
}

// decided returns the entries so far, in the order in which they were decided.
// The slice only grows after the returned part, so reading needs no copy.
func (l *ledger) decided() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.entries[:len(l.entries):len(l.entries)]
}

// arrived copies the entries so far in order of arrival.
func (l *ledger) arrived() []Entry {
	out := slices.Clone(l.decided())
	slices.SortFunc(out, func(a, b Entry) int { return a.Seq - b.Seq })
	return out
}

func (l *ledger) firstError() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// kept picks the headers that an entry shows.
func kept(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range []string{"Accept", "Content-Type", "User-Agent", "Idempotency-Key", "X-Idempotency-Key"} {
		if v := h.Values(name); len(v) > 0 {
			out[name] = slices.Clone(v)
		}
	}
	if h.Get("Authorization") != "" {
		out.Set("Authorization", redacted)
	}
	return out
}

// redactQuery hides a password in a query, where it does not belong.
func redactQuery(raw string) string {
	q, _ := url.ParseQuery(raw) // what can be read of it
	found := false
	for name := range q {
		if strings.EqualFold(name, "password") {
			q.Set(name, "***")
			found = true
		}
	}
	if !found {
		return raw
	}
	return q.Encode()
}
