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
type Key struct{ secret string }

// NewKey makes a Key from text as it stands in a file or an environment
// variable: white space around it is dropped. It refuses an empty key and one
// that cannot stand in an HTTP header (RFC 9110, section 5.5).
func NewKey(text string) (Key, error) {
	secret := strings.TrimSpace(text)
	if secret == "" {
		return Key{}, errors.New("the API key is empty")
	}
	for _, r := range secret {
		if r <= ' ' || r > '~' {
			return Key{}, errors.New("the API key holds a character that no key has (a space, a line end, or a letter beyond ASCII)")
		}
	}
	return Key{secret}, nil
}

// Last4 returns the last four characters, to tell keys apart in front of a
// person, or nothing for a key too short to show a part of.
func (k Key) Last4() string {
	if len(k.secret) < 12 {
		return ""
	}
	return k.secret[len(k.secret)-4:]
}

// Fingerprint returns 16 hexadecimal digits that stand for the key in the
// journal: an HMAC-SHA-256 under a fixed label, cut to 64 bits, from which the
// key cannot be told.
func (k Key) Fingerprint() string {
	mac := hmac.New(sha256.New, []byte("partner-import key fingerprint v1"))
	mac.Write([]byte(k.secret))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Scrub replaces the key in text by "[redacted]": for answers that echo what
// was sent.
func (k Key) Scrub(text string) string {
	if k.secret == "" {
		return text
	}
	return strings.ReplaceAll(text, k.secret, redacted)
}

// String returns "[redacted]".
func (k Key) String() string { return redacted }

// GoString returns "[redacted]".
func (k Key) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText returns "[redacted]".
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
