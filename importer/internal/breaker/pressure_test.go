package breaker

import (
	"testing"

	"partner-import/client"
)

// TestAStatusThatMaySayLimit: 503 is not the only one.
func TestAStatusThatMaySayLimit(t *testing.T) {
	for status, want := range map[int]bool{503: true, 509: true, 529: true, 500: false, 502: false} {
		h, busy := New(none, true), failing(client.Ambiguous, status, "")
		for r := range 20 {
			creates(&h, busy, r)
			creates(&h, nil, 100+r)
		}
		if h.IsCrowded() != want {
			t.Errorf("%d is taken for a limit: %v; want %v", status, h.IsCrowded(), want)
		}
	}
}
