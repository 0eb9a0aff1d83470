package version

import (
	"testing"
	"time"
)

func TestOf(t *testing.T) {
	at := time.Date(2027, 3, 1, 23, 30, 0, 0, time.FixedZone("", -3600))
	for name, want := range map[string]string{
		"v1.2.3":              "1.2.3",
		"v10.0.0":             "10.0.0",
		"v1.2.3-rc.1":         "1.2.3-rc1",
		"v1.2.3-beta2":        "1.2.3-beta2",
		"v1.2.3-4-g0a1b2c3":   "0.0.0-git20270302", // commits after a release
		"v1.2.3-dirty":        "0.0.0-git20270302",
		"v1.2":                "0.0.0-git20270302",
		"f068f08":             "0.0.0-git20270302", // a hash; as a version it would begin with a letter
		"9068f08":             "0.0.0-git20270302", // or be newer than all releases
		"devel":               "0.0.0-git20270302",
		"":                    "0.0.0-git20270302",
		"v1.2.3-rc.1\nv1.2.3": "0.0.0-git20270302",
		"v1.2.3-nightly.1":    "0.0.0-git20270302", // Alpine knows no such word
		"v1.2.3+build.5":      "0.0.0-git20270302",
	} {
		if got := Of(name, at).String(); got != want {
			t.Errorf("Of(%q) = %s; want %s", name, got, want)
		}
	}
}
