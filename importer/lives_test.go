package importer_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer"
)

// TestLives: whatever the API answers, and whenever a run ends, a row's life is
// the one in testdata/lives.golden: the requests, the report and the journal.
// It plays one scenario in five, with -short or -race one in sixty, and all of
// them in `make torture`.
// `go test ./importer -run Lives -update` writes the file anew.
//
// A block is a scenario, its runs counted. "++" marks a request that came more
// than 30 s after the last answer. "=" is a line of the report, with the
// attempts, the partner's id and key, the code after "!", the column and the
// message. "j" is an entry of the journal: attempts, the run (r), the run in
// which it was claimed (s), the content (c), the policy (p:), the maker (m) and
// the rest as it is named. Messages are at the end.
func TestLives(t *testing.T) {
	all := slices.Concat(creating(), meeting(), resuming(), rebuilding(), families3(), namesakes(), listed(), breaking(), walks(1500))
	step := 5
	switch {
	case *update || os.Getenv("TORTURE") != "":
		step = 1
	case testing.Short() || importer.Raced:
		step = 60
	}
	blocks, words := playAll(t, all, step)
	got := strings.Join(blocks, "")
	if t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile("testdata/lives.golden", []byte(got+legend(words)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile("testdata/lives.golden")
	if err != nil {
		t.Fatal(err)
	}
	want, wantWords, _ := strings.Cut(string(golden), "# messages\n")
	compareLives(t, want, got, step == 1)
	for line := range strings.Lines(strings.TrimPrefix(legend(words), "# messages\n")) {
		if !strings.Contains(wantWords, line) {
			t.Errorf("a message is new: %s", line)
		}
	}
}

// playAll plays every scenario, or one in step, a few at a time.
func playAll(t *testing.T, all []scenario, step int) (blocks []string, words map[string]string) {
	blocks, words = make([]string, len(all)), map[string]string{}
	root := folder(t)
	const troupes = 4
	var mu sync.Mutex
	t.Run("play", func(t *testing.T) {
		for first := range troupes {
			t.Run(fmt.Sprint(first), func(t *testing.T) {
				t.Parallel()
				own := map[string]string{}
				for i := first * step; i < len(all); i += troupes * step {
					synctest.Test(t, func(t *testing.T) { blocks[i] = perform(t, root, all[i], own) })
				}
				mu.Lock()
				defer mu.Unlock()
				maps.Copy(words, own)
			})
		}
	})
	return blocks, words
}

// folder is in memory, where there is such a place: most of the time would be
// spent on syncing.
func folder(t *testing.T) string {
	t.Helper()
	root, err := os.MkdirTemp("/dev/shm", "lives")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	return root
}

func legend(words map[string]string) string {
	var b strings.Builder
	b.WriteString("# messages\n")
	for _, name := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(&b, "%s %s\n", name, words[name])
	}
	return b.String()
}

// compareLives shows the first scenarios that differ.
func compareLives(t *testing.T, want, got string, whole bool) {
	t.Helper()
	wanted, is := byName(want), byName(got)
	differ := 0
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if is[name] == wanted[name] {
			continue
		}
		if differ++; differ <= 5 {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(strings.Split(wanted[name], "\n"), strings.Split(is[name], "\n")))
		}
	}
	for name := range wanted {
		if _, played := is[name]; !played && whole {
			t.Errorf("%s is left out", name)
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d scenarios differ", differ, len(is))
	}
}

func byName(text string) map[string]string {
	all := map[string]string{}
	for block := range strings.SplitSeq(text, "## ") {
		if name, rest, ok := strings.Cut(block, "\n"); ok {
			all[name] = rest
		}
	}
	return all
}
