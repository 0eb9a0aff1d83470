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

// A Key is an API key. It prints as "[redacted]" through every verb of fmt, as
// JSON, as text and in logs, so that no output can hold it by accident. The
// zero Key is empty and is refused by [New].
type Key struct {
	// Subtle: fmt asks no method of a value in an unexported field, nor for
	// %p, and shows what is in there. Behind a pointer it finds an address.
	secret *string
}

// NewKey makes a Key from text as it stands in a file or an environment
// variable: white space around it is dropped, and the byte order mark that
// Windows' editors put in front. It refuses an empty key and one
// that cannot stand in an HTTP header (RFC 9110, section 5.5).
func NewKey(text string) (Key, error) {
	secret := strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if secret == "" {
		return Key{}, errors.New("the API key is empty")
	}
	for _, r := range secret {
		if r <= ' ' || r > '~' {
			return Key{}, errors.New("the API key holds a character that no key has (a space, a line end, or a letter beyond ASCII)")
		}
	}
	return Key{&secret}, nil
}

// text is the key itself.
func (k Key) text() string {
	if k.secret == nil {
		return ""
	}
	return *k.secret
}

// Last4 returns the last four characters, to tell keys apart in front of a
// person, or nothing for a key too short to show a part of.
func (k Key) Last4() string {
	secret := k.text()
	if len(secret) < 12 {
		return ""
	}
	return secret[len(secret)-4:]
}

// Fingerprint returns 16 hexadecimal digits that stand for the key in the
// journal: an HMAC-SHA-256 under a fixed label, cut to 64 bits, from which the
// key cannot be told.
func (k Key) Fingerprint() string {
	mac := hmac.New(sha256.New, []byte("partner-import key fingerprint v1"))
	mac.Write([]byte(k.text()))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Scrub replaces the key in text by "[redacted]": for answers that echo what
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
