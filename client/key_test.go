package client

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func mustKey(t testing.TB, text string) Key {
	t.Helper()
	k, err := NewKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKeyIsNotPrinted: no way of printing a key, or anything that holds one,
// shows a part of it.
func TestKeyIsNotPrinted(t *testing.T) {
	k := mustKey(t, secret)
	type open struct{ Key Key }
	type hidden struct{ key Key }
	holders := map[string]any{
		"key": k, "pointer": &k, "struct": open{k}, "pointer to struct": &open{k},
		"unexported field": hidden{k}, "pointer to unexported field": &hidden{k},
		"list": []Key{k}, "map": map[string]Key{"k": k}, "map key": map[Key]int{k: 1},
		"options": Options{Key: k}, "client": dial(t, "https://api.example.com/v1"), "error": fmt.Errorf("key %v", k),
	}
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T", "%08.3f", "%!"}
	for name, holder := range holders {
		for _, verb := range verbs {
			held(t, name+" as "+verb, fmt.Sprintf(verb, holder))
		}
		for form, marshal := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "XML": xml.Marshal} {
			if text, err := marshal(holder); err == nil {
				held(t, name+" as "+form, string(text))
			}
		}
		held(t, name+" in zap", zapped(zap.Any("k", holder), zap.Reflect("r", holder)))
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "k", holder)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "k", holder)
		held(t, name+" in slog", b.String())
	}
	held(t, "zap.Stringer", zapped(zap.Stringer("k", k)))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for name, holder := range map[string]any{"key": k, "pointer": &k, "zero key": Key{}} {
			if got := fmt.Sprintf(verb, holder); got != redacted {
				t.Errorf("%s as %s = %q; want %q", name, verb, got, redacted)
			}
		}
	}
	if got, err := k.MarshalText(); string(got) != redacted || err != nil {
		t.Errorf("MarshalText() = %q, %v; want %q", got, err, redacted)
	}
	if got, err := json.Marshal(open{k}); string(got) != `{"Key":"[redacted]"}` || err != nil {
		t.Errorf("json.Marshal = %s, %v", got, err)
	}
}

// held fails if out holds a part of the secret, as text or in hexadecimal.
func held(t *testing.T, what, out string) {
	t.Helper()
	low := strings.ToLower(out)
	if strings.Contains(out, secret[3:9]) || strings.Contains(low, fmt.Sprintf("%x", secret[3:9])) {
		t.Errorf("%s shows the key: %s", what, out)
	}
}

// zapped is what zap writes, as JSON and for people.
func zapped(fields ...zap.Field) string {
	var b bytes.Buffer
	c := zap.NewProductionEncoderConfig()
	for _, e := range []zapcore.Encoder{zapcore.NewJSONEncoder(c), zapcore.NewConsoleEncoder(c)} {
		zap.New(zapcore.NewCore(e, zapcore.AddSync(&b), zap.InfoLevel)).Info("x", fields...)
	}
	return b.String()
}

// TestNewKey: white space around a key and a byte order mark in front of it are
// dropped. A key that no header can hold is refused, and not shown.
func TestNewKey(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		ok         bool
	}{
		{"plain", secret, true},
		{"all of ASCII", "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", true},
		{"line end behind", secret + "\r\n", true},
		{"white space around", " \t" + secret + " \n", true},
		{"empty", "", false},
		{"white space only", " \r\n\t", false},
		{"line feed inside", "sk_canary\nX-Evil:1", false},
		{"CR LF inside", "sk_canary\r\nX-Evil:1", false},
		{"space inside", "sk_canary 2", false},
		{"tab inside", "sk_canary\t2", false},
		{"NUL inside", "sk_canary\x002", false},
		{"DEL inside", "sk_canary\x7f", false},
		{"not ASCII", "sk_canaryé", false},
		{"not UTF-8", "sk_canary\xff", false},
		{"quotes around", `"sk_canary"`, false},
		{"curly quote behind", "sk_canary”", false},
		{"name of the header", "Authorization: Bearer sk_canary", false},
		{"name of the scheme", "bearer sk_canary", false},
		{"line of a settings file", "export PARTNERO_API_KEY=sk_canary", false},
		{"in brackets", "<sk_canary>", false},
		{"in braces", "{{sk_canary}}", false},
		{"a variable that was not filled in", "$CANARY_canary", false},
		{"a comma behind", "sk_canary,", false},
		{"a semicolon behind", "sk_canary;", false},
		{"an address", "https://app.example.com/canary", false},
		{"padding", "sk_live_canary==", true},
		{"masked", "sk_****canary", false},
		{"byte order mark in front", "\ufeff" + secret + "\r\n", true},
		{"byte order mark inside", "sk_\ufeffcanary", false},
		{"byte order mark only", "\ufeff", false},
		{"zero width space", "sk_canary\u200b", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, err := NewKey(tt.text)
			if (err == nil) != tt.ok {
				t.Fatalf("NewKey(%q) = %v; want ok %v", tt.text, err, tt.ok)
			}
			if err != nil {
				if strings.Contains(err.Error(), "canary") {
					t.Errorf("NewKey(%q) = %v; want an error without the key", tt.text, err)
				}
				return
			}
			if got, want := k.text(), strings.TrimSpace(strings.TrimPrefix(tt.text, "\ufeff")); got != want {
				t.Errorf("NewKey(%q) holds %q; want %q", tt.text, got, want)
			}
		})
	}
	if _, err := New(Options{}); err == nil {
		t.Error("New(no key) = nil; want an error")
	}
}

// TestFingerprint: the same key has the same fingerprint, another key another one.
func TestFingerprint(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{16}$`)
	seen := map[string]string{}
	for i := range 1000 {
		text := fmt.Sprintf("sk_%d", i)
		got := mustKey(t, text).Fingerprint()
		if !form.MatchString(got) {
			t.Fatalf("Fingerprint(%s) = %q; want 16 hexadecimal digits", text, got)
		}
		if other, ok := seen[got]; ok {
			t.Errorf("Fingerprint(%s) = Fingerprint(%s)", text, other)
		}
		seen[got] = text
	}
	// Journals hold it: it must not change from version to version.
	if got, want := mustKey(t, secret).Fingerprint(), "1fba5790b1e16af8"; got != want {
		t.Errorf("Fingerprint = %s; want %s", got, want)
	}
}

// TestLast4: of a long key only.
func TestLast4(t *testing.T) {
	for text, want := range map[string]string{secret: "6789", "123456789012": "9012", "12345678901": "", "x": ""} {
		if got := mustKey(t, text).Last4(); got != want {
			t.Errorf("Last4(%s) = %q; want %q", text, got, want)
		}
	}
	if got := (Key{}).Last4() + (Key{}).Scrub("x"); got != "x" {
		t.Errorf("zero key: %q; want x", got)
	}
}

// TestScrub: every occurrence is removed.
func TestScrub(t *testing.T) {
	if got, want := mustKey(t, "abc").Scrub("abc, xabcx, ab"), "[redacted], x[redacted]x, ab"; got != want {
		t.Errorf("Scrub = %q; want %q", got, want)
	}
	c := dial(t, "https://api.example.com")
	err := errors.New("malformed: " + secret)
	held(t, "error", c.scrubbed(&Error{Op: "x", Message: secret, Fields: map[string][]string{"a": {secret}}, Err: err}).Error())
}
