package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// classify turns an answer into nil (a success) or an *Error. It is the only
// place that knows what a status means:
//
//	429                          throttled: the limiter comes before the work
//	401, 403                     the account
//	408, 425, 499, 5xx           ambiguous
//	3xx, 405, 415, POST to 404   misconfigured: no such request can succeed
//	409, 422 "taken"             taken
//	400, 413, other 4xx          refused
//
// The statuses that the vendor names are in
// https://docs.partnero.com/api-reference/introduction; the others come from
// proxies in front of it.
func classify(op operation, status int, header http.Header, body []byte) *Error {
	if status >= 200 && status < 300 {
		return nil
	}
	e := &Error{Op: op.name, Status: status}
	e.Message, e.Fields = explain(body)
	e.shorten()
	e.RetryAfter, e.HasRetryAfter = retryAfter(status, header)
	e.Kind = kindOf(op, status, e)
	return e
}

func kindOf(op operation, status int, e *Error) Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return Throttled
	case status == http.StatusUnauthorized:
		return Unauthorized
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == 499, status >= 500:
		return Ambiguous
	case status == http.StatusNotFound && op.byName:
		return NotFound
	case status < 400, status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusUnsupportedMediaType:
		return Misconfigured
	case status == http.StatusConflict, status == http.StatusUnprocessableEntity && isTaken(e):
		return Taken
	}
	return Refused
}

// isTaken looks at the fields first. The message only decides if there are none,
// because it names the first of several fields only.
func isTaken(e *Error) bool {
	if len(e.Fields) > 0 {
		return len(e.TakenFields()) > 0
	}
	return saysTaken(e.Message)
}

// unanswered classifies an attempt that ended without a complete answer.
// wrote tells whether a part of the request may have left this machine.
func unanswered(op operation, wrote bool, err error) *Error {
	e := &Error{Op: op.name, Kind: Ambiguous, Err: inWords(err)}
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case wrote: // whatever it was, the request may have arrived before
	case errors.As(err, &certificate), errors.As(err, &record):
		e.Kind = Misconfigured
	default:
		e.Kind = Unsent
	}
	return e
}

var (
	errTimeout = errors.New("no answer in time")
	errClosed  = errors.New("the connection was closed without an answer")
	errCutOff  = errors.New("the answer was cut off")

	errUpgraded = errors.New("the server wants to switch to another protocol")
)

// inWords replaces Go's terms for programmers with plain words.
func inWords(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff
	case errors.Is(err, io.EOF):
		return errClosed
	}
	return err
}

// unreadable is an answer with a body that cannot be understood. The outcome is
// not known. If the status is a success, the work was most likely done.
func unreadable(op operation, status int, err error) *Error {
	return &Error{Op: op.name, Kind: Ambiguous, Status: status, Err: inWords(err)}
}

// explain reads what an error body says. It may be Laravel's {"message",
// "errors"}, one of the two, an HTML page of a proxy, or nothing.
// Laravel's form: https://laravel.com/docs/validation#validation-error-response-format.
func explain(body []byte) (message string, fields map[string][]string) {
	answer := gjson.ParseBytes(body)
	if !isJSON(body) || !answer.IsObject() {
		return "", nil
	}
	fields = fieldErrors(answer.Get("errors"))
	return cmp.Or(text(answer.Get("message")), text(answer.Get("error")), firstSentence(fields)), fields
}

// fieldErrors reads {"field": ["sentence"]}, also with "sentence" instead of the
// list. An update's fields are called "update.email" and so on.
func fieldErrors(errors gjson.Result) map[string][]string {
	if !errors.IsObject() {
		return nil
	}
	var fields map[string][]string
	errors.ForEach(func(field, value gjson.Result) bool {
		list := texts(value)
		if s := text(value); s != "" {
			list = []string{s}
		}
		if len(list) > 0 {
			if fields == nil {
				fields = map[string][]string{}
			}
			name := strings.TrimPrefix(strings.ToLower(text(field)), "update.")
			fields[name] = append(fields[name], list...)
		}
		return true
	})
	return fields
}

func firstSentence(fields map[string][]string) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return fields[slices.Min(names)][0]
}
