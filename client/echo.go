package client

import (
	"crypto/tls"
	"errors"
	"strings"
)

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
