package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
)

// classify turns an answer into nil (a success) or an *Error. It is the only
// place that knows what a status means:
//
//	429, any 4xx that asks to wait   throttled: the limiter comes before the work
//	420, 430                         the same: some gateways say the limit so
//	503, 509, 529 that ask to wait   overloaded
//	401, 403                         the account
//	402, a sentence about the plan   exhausted
//	408, 425, 499, 5xx               ambiguous
//	3xx, 405, 415, POST to 404       misconfigured: no such request can succeed
//	409, 422 "taken"                 taken
//	400, 413, 423                    refused in the API's words, otherwise foreign
//	other 4xx                        foreign, unless it names fields
//
// The statuses that the vendor names are in
// https://docs.partnero.com/api-reference/introduction; the others come from
// proxies in front of it.
func classify(op operation, status int, header http.Header, body []byte) *Error {
	if status >= 200 && status < 300 {
		return nil
	}
	e := describe(op, status, header, body)
	e.Kind = kindOf(op, e, header, body)
	return e
}

// describe is a failure with what the answer says, without its kind.
func describe(op operation, status int, header http.Header, body []byte) *Error {
	e := &Error{Op: op.name, Status: status}
	e.Message, e.Fields = explain(body)
	e.shorten()
	if e.Message == "" && (status >= 400 || !isJSON(body)) {
		e.Page = pageText(status, body)
	}
	e.RetryAfter, e.HasRetryAfter = retryAfter(status, header)
	return e
}

func kindOf(op operation, e *Error, header http.Header, body []byte) Kind {
	switch status := e.Status; {
	case status == http.StatusTooManyRequests, status == 420, status == 430, status >= 400 && status < 500 && !isLost(status) && asksToWait(e, header):
		return Throttled
	case (status == http.StatusServiceUnavailable || status == 509 || status == 529) && asksToWait(e, header):
		return Overloaded
	case isLost(status), status >= 500:
		return Ambiguous
	case status == http.StatusUnauthorized:
		return Unauthorized
	case status == http.StatusPaymentRequired, status >= 400 && saysExhausted(e):
		return Exhausted
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusNotFound && op.byName && saysNobody(body):
		return NotFound
	case status == http.StatusNotFound && op.byName:
		return Foreign
	}
	return kindOfRefusal(e, len(bytes.TrimSpace(body)) > 0 && !isJSON(body))
}

// kindOfRefusal is the kind of a 3xx or 4xx that is about the request. A page is not
// the API's.
func kindOfRefusal(e *Error, page bool) Kind {
	switch status := e.Status; {
	case status < 400, status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusUnsupportedMediaType:
		return Misconfigured
	case status == http.StatusConflict && !page, status == http.StatusUnprocessableEntity && isTaken(e):
		return Taken
	case status == http.StatusUnprocessableEntity, len(e.Fields) > 0, e.Message != "" && isAboutData(status):
		return Refused
	}
	return Foreign
}

// isAboutData reports whether a status is about what a request holds. Others are about
// the request itself, so something in front of the API answers all of them alike.
func isAboutData(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusNotAcceptable, http.StatusPreconditionFailed, http.StatusLocked, http.StatusFailedDependency:
		return true
	}
	return false
}

// isLost reports whether a 4xx leaves open what happened to the request.
func isLost(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == 499
}

// asksToWait recognises the limit by what the answer says, whatever its status. The
// API's own sentences about fields come from behind the limit. So does a refusal
// that counts the requests that are left.
func asksToWait(e *Error, header http.Header) bool {
	switch {
	case len(e.Fields) > 0:
		return false
	case saysLimit(e.Words()):
		return true
	case noneLeft(header):
		return e.Status >= 500 || e.Status == http.StatusForbidden || e.Message == "" || e.Message == http.StatusText(e.Status)
	}
	return e.HasRetryAfter
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

// ErrTimeout is the cause of an [Error] if no answer came within Options.Timeout.
var ErrTimeout = errors.New("no answer in time")

var (
	errClosed = errors.New("the connection was closed without an answer")
	errCutOff = errors.New("the answer was cut off")

	errUpgraded = errors.New("the server wants to switch to another protocol")
)

// inWords replaces Go's terms for programmers with plain words.
func inWords(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return ErrTimeout
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

// hollow is a success that holds no data. In its own words, it may be a refusal:
// {"status": 0, "message": …}.
func hollow(op operation, status int, header http.Header, body []byte, err error) *Error {
	e := describe(op, status, header, body)
	e.Kind, e.Err = Ambiguous, inWords(err)
	switch {
	case len(bytes.TrimSpace(body)) == 0 && op.answer == aPartner && !op.byName:
		e.Kind = Acknowledged
	case !errors.Is(err, errNoID):
	case !isRefusal(body):
		if !op.byName {
			e.Kind = Acknowledged
		}
	case op.byName && saysNobody(body) && saysAbsent(e.Message):
		e.Kind, e.Err = NotFound, nil
	case op.byName:
	default:
		e.Err = nil
		e.Kind = Refused
		if saysLimit(e.Message) {
			e.Kind = Throttled
		} else if saysExhausted(e) {
			e.Kind = Exhausted
		}
	}
	return e
}
