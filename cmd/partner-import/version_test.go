package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

// TestVersionOf: a build without a release says which commit it is from, and
// never only "(devel)".
func TestVersionOf(t *testing.T) {
	for _, tt := range []struct{ module, revision, at, modified, want string }{
		{"v1.2.3", "0123456789abcdef", "2026-11-23T10:00:00Z", "false", "v1.2.3"},
		{"(devel)", "0123456789abcdef", "2026-11-23T10:00:00Z", "false", "devel-2026-11-23-0123456789ab"},
		{"", "0123456789abcdef", "2026-11-23T10:00:00Z", "true", "devel-2026-11-23-0123456789ab-modified"},
		{"(devel)", "0123456789abcdef", "", "false", "devel-0123456789ab"},
		{"(devel)", "", "", "", "devel-unknown"},
		{"", "", "", "", "devel-unknown"},
	} {
		info := &debug.BuildInfo{Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: tt.revision}, {Key: "vcs.time", Value: tt.at}, {Key: "vcs.modified", Value: tt.modified},
		}}
		info.Main.Version = tt.module
		if got := versionOf(info); got != tt.want {
			t.Errorf("versionOf(%+v) = %q; want %q", tt, got, tt.want)
		}
	}
	if v := version(); v == "" || strings.ContainsAny(v, " ()\n") {
		t.Errorf("version() = %q; want one word for logs and headers", v)
	}
}
