package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// TestCertificates: Go reads every certificate of the file, and none is left out but those
// that only hold until a day.
func TestCertificates(t *testing.T) {
	body, err := Certificates()
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			want++
		} else if bytes.Contains(body, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})) {
			t.Error("a certificate that only holds until a day is in the file")
		}
	}
	got := 0
	for rest := body; ; got++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			t.Error(err)
		}
	}
	if got != want || got < 80 || !x509.NewCertPool().AppendCertsFromPEM(body) {
		t.Errorf("the file has %d certificates; want %d", got, want)
	}
}
