package outputs

import (
	"strings"
	"testing"
)

func TestIsSummary(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{`{"tool": "partner-import"}`, true},
		{`{"schema_version": 1, "tool": "partner-import"} and more`, true},
		{`{"tool": "other"}`, false},
		{`{"rows": 1}`, false},
		{`[]`, false},
		{``, false},
		{`partner-import`, false},
	} {
		if got := isSummary(strings.NewReader(tt.text)); got != tt.want {
			t.Errorf("isSummary(%s) = %v; want %v", tt.text, got, tt.want)
		}
	}
}
