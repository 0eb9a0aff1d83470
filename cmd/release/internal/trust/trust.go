// Package trust has the certificates that an image trusts: Mozilla's, in the version that
// go.mod names. So they are the same on every machine that builds, and in each build.
package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// Certificates are the authorities as a PEM file, each with its name above it. Those that
// Mozilla no longer trusts for new certificates are not there: a PEM file cannot say
// "only up to that day".
func Certificates() ([]byte, error) {
	var text bytes.Buffer
	text.WriteString("# Authorities that Mozilla trusts, as golang.org/x/crypto/x509roots/fallback has them (BSD-3-Clause).\n")
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			continue
		}
		certificate, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&text, "# %q\n", certificate.Subject)
		if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}
