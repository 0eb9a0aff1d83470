package client

import (
	"crypto/tls"
	"errors"
	"strings"
)

// scrubbed removes secrets from what the server or the network said.
func (c *Client) scrubbed(e *Error) *Error {
	e.Message = c.key.Scrub(e.Message)
	for _, sentences := range e.Fields {
		for i := range sentences {
			sentences[i] = c.key.Scrub(sentences[i])
		}
	}
	e.Err = withoutEcho(e.Err)
	if e.Err != nil && c.key.in(e.Err.Error()) {
		e.Err = errors.New(c.key.Scrub(e.Err.Error()))
	}
	return e
}

// withoutEcho drops what net/http quotes of an answer that it cannot read. A server
// that sends more than its answer may repeat the request there, with the password of
// the row before.
func withoutEcho(err error) error {
	if err == nil || errors.As(err, new(*tls.CertificateVerificationError)) {
		return err // which quotes certificates only
	}
	text, _, quotes := strings.Cut(err.Error(), `"`)
	if !quotes {
		return err
	}
	return errors.New(strings.TrimRight(text, " :="))
}
