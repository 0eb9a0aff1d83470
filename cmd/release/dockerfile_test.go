package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"partner-import/cmd/release/internal/layout"
)

// TestDockerfile: no container engine is at hand in tests, so the Dockerfile is compared
// with the image that is made without one, and with how the Makefile builds.
func TestDockerfile(t *testing.T) {
	read := func(path string) string {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	text := read("../../Dockerfile")
	wanted := []string{
		"\nUSER " + layout.User + "\n", "\nWORKDIR /data\n", "\nENV PATH=/usr/bin HOME=/data\n", "\nENTRYPOINT [\"/usr/bin/partner-import\"]\n",
		"--chown=" + layout.User + " ", "\nFROM scratch\n",
		"-trimpath -buildvcs=false", "-s -w -buildid= -X main.release=", "CGO_ENABLED=0",
		"FROM --platform=$BUILDPLATFORM golang:" + regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read("../../go.mod"))[1] + " ",
	}
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("the Dockerfile has no %q", want)
		}
	}
	for _, file := range layout.Image(standIn(), buildStandIn("linux", "amd64"), nil, nil) {
		if body := strings.TrimSpace(string(file.Body)); strings.HasPrefix(file.Path, "etc/") && strings.Contains(body, ":x:") {
			if quoted := strings.ReplaceAll(body, "\n", `\n`); !strings.Contains(text, quoted) {
				t.Errorf("%s of the Dockerfile is not %s", file.Path, quoted)
			}
		}
	}
	for _, line := range []string{"-trimpath -buildvcs=false", "-s -w -buildid= -X main.release="} {
		if !strings.Contains(read("../../Makefile"), line) {
			t.Errorf("the Makefile builds without %q, the Dockerfile with it", line)
		}
	}
}
