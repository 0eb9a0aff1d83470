package explain

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"partner-import/client"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
)

// surroundings is about what is between this machine and Partnero: a proxy, a
// certificate, a clock, a network that wants people to sign in. It is "" if none of
// them is in the way.
func surroundings(e *client.Error) string {
	var tcp *net.OpError
	switch proxy := (*client.ProxyError)(nil); {
	case errors.As(e, &proxy):
		return refusedBy(proxy)
	case errors.As(e, &tcp) && (tcp.Op == "proxyconnect" || tcp.Op == "socks"):
		return "The proxy cannot be reached (" + fold.Printable(Brief(tcp.Err)) + "). Check HTTPS_PROXY, or add the host of Partnero to NO_PROXY."
	case errors.Is(e, client.ErrPage):
		return "A web page came back instead of an answer from Partnero. Check --base-url, which usually ends in /v1. " + elsewhere
	case e.Status == http.StatusNetworkAuthenticationRequired:
		return "This network wants you to sign in first (511). Open any page in a browser, sign in and run again."
	case e.Status == http.StatusProxyAuthRequired:
		return "A proxy wants a name and a password (407): put them into HTTPS_PROXY, such as http://NAME:PASSWORD@proxy.example.com:3128."
	case e.Status >= 300 && e.Status < 400:
		return "The address sends us elsewhere (" + fold.Printable(cause(e)) + "). Check --base-url, which usually ends in /v1. " + elsewhere
	case e.Kind == client.Misconfigured && e.Err != nil:
		return secured(e.Err, time.Now())
	}
	return ""
}

// elsewhere says what else may answer in Partnero's place.
const elsewhere = "A proxy or the sign-in page of your network may also answer: open any page in a browser."

// refusedBy says why a proxy does not connect us with Partnero.
func refusedBy(proxy *client.ProxyError) string {
	text := fmt.Sprintf("The proxy %s refused the connection (%d %s). ", fold.Printable(proxy.Host), proxy.Status, http.StatusText(proxy.Status))
	if proxy.Status == http.StatusProxyAuthRequired {
		return text + "It wants a name and a password: put them into HTTPS_PROXY, such as http://NAME:PASSWORD@proxy.example.com:3128."
	}
	return text + "Ask the people who run it to allow the host of Partnero, or add that host to NO_PROXY."
}

// secured says what is wrong with a secure connection, "" if it is something else.
func secured(err error, now time.Time) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "The certificate of the server is not trusted on this machine" + issuedBy(unknown.Cert) + ". " + askForTrust()
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return outOfDate(invalid.Cert, now)
	case errors.As(err, &host):
		return "The certificate of the server is for another host (" + fold.Printable(host.Error()) + "). Check --base-url. " + elsewhere
	case errors.As(err, &record):
		return "The server does not speak HTTPS. Check --base-url and HTTPS_PROXY."
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "The certificate of the server cannot be checked (" + fold.Printable(Brief(err)) + "). " + askForTrust()
	}
	return ""
}

// outOfDate says that a certificate is not valid now. Often this machine's clock is
// wrong.
func outOfDate(c *x509.Certificate, now time.Time) string {
	const day = "2006-01-02 15:04 MST"
	what, when := "expired on", c.NotAfter
	if now.Before(c.NotBefore) {
		what, when = "is not valid before", c.NotBefore
	}
	return fmt.Sprintf("The certificate of the server %s %s, and the clock of this machine shows %s. If the clock is wrong, set it and run again. "+
		"If it is right, the people who run the server%s have to renew the certificate.", what, when.UTC().Format(day), now.UTC().Format(day), issuedBy(c))
}

// issuedBy names who issued a certificate. That is the quickest way to see that a
// proxy is in between.
func issuedBy(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	name := cmp.Or(c.Issuer.CommonName, c.Issuer.String())
	if name == "" {
		return ""
	}
	return " (issued by " + fold.Printable(fmt.Sprintf("%q", name)) + ")"
}
