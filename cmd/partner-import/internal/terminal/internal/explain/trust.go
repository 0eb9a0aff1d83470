package explain

import (
	"bytes"
	"os"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
)

const (
	certFile   = "SSL_CERT_FILE"
	beginsWith = "-----BEGIN CERTIFICATE-----" // the only form that Go reads
)

// askForTrust says how to get a certificate trusted. Often somebody has tried that: Go
// says nothing of a file that is missing, or that has another form.
func askForTrust() string {
	name := os.Getenv(certFile)
	if name == "" {
		return "If a proxy of your company checks connections, ask its people for their certificate, and set " + certFile + " to the name of that file."
	}
	text, err := os.ReadFile(name)
	switch {
	case err != nil:
		return certFile + " is set, but that file cannot be read (" + fold.Printable(Brief(err)) + "). Correct the name."
	case !bytes.Contains(text, []byte(beginsWith)):
		return "The file that " + certFile + " names has no certificate that begins with " + beginsWith + ". Save the certificate in that form (PEM, or Base64)."
	}
	return "It is not among those in the file that " + certFile + " names. If a proxy of your company checks connections, ask its people for the right one."
}
