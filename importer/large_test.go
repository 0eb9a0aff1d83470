package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
)

// TestLargeOutputsAreOurs: outputs of a header that is as large as one may be
// are known as ours, and the next run replaces them.
func TestLargeOutputsAreOurs(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes and reads megabytes in one goroutine")
	}
	var text strings.Builder
	text.WriteString("email")
	for i := range 490 {
		fmt.Fprintf(&text, ",%d%s", i, strings.Repeat(`"`, 2100))
	}
	text.WriteString("\nno" + strings.Repeat(",", 490) + "\n")
	path := writeFile(t, "p.csv", text.String())
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	place := Options{DryRun: true}.Beside(path)
	for run := range 2 {
		if _, err := New(nil, Options{DryRun: true}).Run(t.Context(), s); err != nil {
			t.Fatalf("run %d: %v", run+1, err)
		}
	}
	for _, output := range []string{place.Failed} {
		if info, err := os.Stat(output); err != nil || info.Size() < 1<<20 {
			t.Fatalf("%s: %v, %v; want it to be large", output, info.Size(), err)
		}
	}
	if report.FailedBefore(place.Summary) == "" {
		t.Error("the digest of the failed rows is not found in the summary")
	}
	if kept, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*edited*")); len(kept) > 0 {
		t.Errorf("%v were kept, and no one fixed anything", kept)
	}
	if err := atomicfile.Check(place.Failed, s.Is, report.IsFailed, false); err != nil {
		t.Error(err)
	}
}
