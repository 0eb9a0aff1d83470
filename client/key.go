package client

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const redacted = "[redacted]"

// A Key is an API key. It prints as "[redacted]" with every verb of fmt, as JSON,
// as text and in logs. So no output can hold it by accident. [New] refuses the
// zero Key, which is empty.
type Key struct {
	// Subtle: fmt calls no method of a value in an unexported field, nor for %p.
	// It shows what is inside. Behind a pointer it only finds an address.
	secret *string
}

// NewKey makes a Key from the text of a file or an environment variable. It drops
// white space around it, and the byte order mark that editors on Windows put in
// front. It refuses an empty key and one that an HTTP header cannot hold
// (RFC 9110, section 5.5).
func NewKey(text string) (Key, error) {
	secret := strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if secret == "" {
		return Key{}, errors.New("the API key is empty")
	}
	if what := notOfKey(secret); what != "" {
		return Key{}, errors.New("the API key " + what)
	}
	return Key{&secret}, nil
}

// notOfKey says what in the text is not a part of the key, "" for nothing. People copy
// more than the key. The text itself is never shown.
func notOfKey(text string) string {
	const quotes = "\"'`“”„‘’«»"
	first, last := []rune(text)[0], []rune(text)[len([]rune(text))-1]
	word, _, spaced := strings.Cut(text, " ")
	name, _, given := strings.Cut(strings.TrimPrefix(text, "export "), "=")
	switch {
	case strings.ContainsAny(text, "\r\n"):
		return "has a line end in it"
	case strings.ContainsRune(quotes, first):
		return "begins with a quote"
	case strings.ContainsRune(quotes, last):
		return "ends with a quote"
	case spaced && strings.EqualFold(strings.TrimSuffix(word, ":"), "authorization"):
		return `begins with "Authorization"`
	case spaced && strings.EqualFold(word, "bearer"):
		return `begins with "Bearer"`
	case given && strings.ToUpper(name) == name && strings.Contains(name, "_"):
		return "begins with the name of a variable"
	case strings.ContainsRune("<{[(", first) && strings.ContainsRune(">}])", last):
		return "is in brackets, as in an example"
	case first == '$':
		return `begins with "$", as the name of a variable does`
	case last == ',' || last == ';':
		return "ends with a comma or a semicolon"
	case strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://"):
		return "is the address of a page"
	case strings.Contains(text, "***") || strings.ContainsAny(text, "•●…"):
		return "is not shown in full where it was copied from"
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "holds a character that no key has (a space, or a letter beyond ASCII)"
	}
	return ""
}

// text is the key itself.
func (k Key) text() string {
	if k.secret == nil {
		return ""
	}
	return *k.secret
}

// Last4 returns the last four characters, so people can tell keys apart. It
// returns nothing for a key that is too short to show a part of it.
func (k Key) Last4() string {
	secret := k.text()
	if len(secret) < 12 {
		return ""
	}
	return secret[len(secret)-4:]
}

// Fingerprint returns 16 hexadecimal digits that identify the key in the journal:
// an HMAC-SHA-256 under a fixed label, cut to 64 bits. No one can derive the key
// from it.
func (k Key) Fingerprint() string {
	mac := hmac.New(sha256.New, []byte("partner-import key fingerprint v1"))
	mac.Write([]byte(k.text()))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Scrub replaces the key in text with "[redacted]", for answers that repeat what
// was sent.
func (k Key) Scrub(text string) string {
	if !k.in(text) {
		return text
	}
	return strings.ReplaceAll(text, k.text(), redacted)
}

// in reports whether text holds the key.
func (k Key) in(text string) bool { return k.secret != nil && strings.Contains(text, *k.secret) }

// String returns "[redacted]".
func (k Key) String() string { return redacted }

// GoString returns "[redacted]".
func (k Key) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText returns "[redacted]".
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
