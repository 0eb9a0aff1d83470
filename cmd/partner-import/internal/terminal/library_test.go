package terminal

import (
	"bytes"
	"log"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// TestLibraryLog: what a library says reaches the log without what it quotes.
func TestLibraryLog(t *testing.T) {
	var out bytes.Buffer
	encoder, err := newEncoder("json")
	if err != nil {
		t.Fatal(err)
	}
	var to LibraryLog
	library := log.New(&to, "", 0)
	library.Printf("before there is a log")
	to.To(zap.New(zapcore.NewCore(encoder, zapcore.AddSync(&out), zapcore.DebugLevel)))
	library.Printf("Unsolicited response received on idle HTTP channel starting with %q; err=%v", "Bearer sk_secret", nil)
	library.Printf("http2: invalid header: 'sk_secret'")
	library.Printf("two lines\nsk_secret")
	to.To(nil)
	library.Printf("after the run")
	(*LibraryLog)(nil).To(nil)

	got := out.String()
	for _, want := range []string{`"said":"Unsolicited response received on idle HTTP channel starting with"`, `"said":"http2: invalid header:"`, `"said":"two lines"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the log lacks %s:\n%s", want, got)
		}
	}
	if strings.Contains(got, "secret") || strings.Count(got, "\n") != 3 {
		t.Errorf("the log has a secret, or other lines than these three:\n%s", got)
	}
}
