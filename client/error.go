package client

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kind says what an unsuccessful attempt means for its request. A caller needs
// nothing else to decide what to do next.
type Kind int

// The kinds of an [Error].
const (
	// Unsent: nothing of the request reached the API (DNS, dial, TLS
	// handshake, or a connection that broke before the first byte).
	Unsent Kind = iota + 1
	// Throttled: 429, or another 4xx that asks to wait. The API rejected the
	// request before it looked at it.
	Throttled
	// Ambiguous: the request may or may not have been processed (408, 5xx,
	// a timeout, a connection lost after writing, a success that cannot be
	// read). Do not repeat a create before you have asked the API.
	Ambiguous
	// Refused: the API looked at the request and refused it.
	Refused
	// Taken: refused, because the e-mail, id or key already belongs to a
	// partner. Fields tells which.
	Taken
	// NotFound: there is no such partner. The API itself says so.
	NotFound
	// Unauthorized: 401. The key is wrong or was revoked.
	Unauthorized
	// Forbidden: 403. The key is not allowed to do this, or a firewall in front
	// of the API blocks it.
	Forbidden
	// Misconfigured: no request of this kind can succeed (a redirect, an
	// unknown path, a certificate that does not verify).
	Misconfigured
	// Overloaded: the limit is reached, as with Throttled, but the request may have
	// been processed (503, 509 or 529 that asks to wait).
	Overloaded
	// Foreign: a 4xx that is not the API's own: something in front of it rejected
	// the request, mostly with a web page.
	Foreign
	// Exhausted: the account takes no more partners (402, or a sentence about the
	// plan).
	Exhausted
	// Acknowledged: a success that names no partner, such as 202 without a body.
	// The request may be processed later.
	Acknowledged
)

// String returns the kind in lower case, as the log shows it: "not found".
func (k Kind) String() string {
	names := [...]string{"", "unsent", "throttled", "ambiguous", "refused", "taken", "not found", "unauthorized", "forbidden", "misconfigured",
		"overloaded", "foreign", "exhausted", "acknowledged"}
	if k < 1 || int(k) >= len(names) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return names[k]
}

// Error is what every method of [Client] returns when it does not succeed.
type Error struct {
	Op         string              // what was attempted: "create partner"
	Kind       Kind                // what it means
	Status     int                 // the HTTP status, 0 without an answer
	Message    string              // the API's own sentence, "" if it gave none
	Fields     map[string][]string // the API's sentences by field, nil if it gave none
	Page       string              // what a page says that came instead of the API's answer
	RetryAfter time.Duration       // the wait that the answer asks for, see HasRetryAfter
	// HasRetryAfter tells a wait of 0 s from an answer that names no wait.
	HasRetryAfter bool
	Err           error // the cause if there was no answer, or it could not be read
}

// Error describes the failure in one line: "create partner: 422 Unprocessable
// Entity: The email has already been taken.".
func (e *Error) Error() string {
	parts := []string{e.Op}
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	}
	if words := e.Words(); words != "" {
		parts = append(parts, words)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if len(parts) == 1 {
		parts = append(parts, e.Kind.String())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same Kind and, if target
// names a Status, of the same Status.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Status == 0 || t.Status == e.Status)
}

// NotProcessed reports whether the request certainly had no effect, so it can be
// repeated unchanged.
func (e *Error) NotProcessed() bool { return e.Kind == Unsent || e.Kind == Throttled }

// Ambiguous reports whether the request may have had its effect.
func (e *Error) Ambiguous() bool {
	return e.Kind == Ambiguous || e.Kind == Overloaded || e.Kind == Acknowledged
}

// Limits reports whether the answer says that the limit of requests is reached.
func (e *Error) Limits() bool { return e.Kind == Throttled || e.Kind == Overloaded }

// IsAboutKey reports whether a 401 or 403 is the API's own word about the key. A page is
// not, nor is a 403 without words: a firewall says that, too.
func (e *Error) IsAboutKey() bool {
	return e.Kind == Unauthorized && e.Page == "" || e.Kind == Forbidden && e.Message != ""
}

// Words are what was answered, in one sentence: the API's own, else what a page in
// its place says. It is "" if there are no words.
func (e *Error) Words() string { return cmp.Or(e.Message, e.Page) }

// TakenFields returns which of email, id and key already belong to a partner,
// in this order. It is empty when the API did not say.
func (e *Error) TakenFields() []string {
	var taken []string
	for _, field := range []string{"email", "id", "key"} {
		if slices.ContainsFunc(e.Fields[field], saysTaken) {
			taken = append(taken, field)
		}
	}
	return taken
}

// KindOf returns the kind of err, or 0 if it holds no *Error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// ErrorOf returns an error as an *Error, nil for nil. An error of another type
// breaks the contract of this package. It proves nothing, so it is [Ambiguous].
func ErrorOf(err error) *Error {
	var e *Error
	if err != nil && !errors.As(err, &e) {
		e = &Error{Kind: Ambiguous, Err: err}
	}
	return e
}
