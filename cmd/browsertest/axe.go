//go:build unix

package browsertest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// axeSum has the digest and the version of axe-core, which ".ci/browser" puts into the
// cache of the user.
//
//go:embed axe.sum
var axeSum string

// Axe is the source of axe-core (https://github.com/dequelabs/axe-core). Where it is not
// to be had, the test is skipped.
func Axe(t *testing.T) string {
	t.Helper()
	want, version, _ := strings.Cut(strings.TrimSpace(axeSum), "  ")
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no place for %s: %v", version, err)
	}
	source, err := os.ReadFile(filepath.Join(cache, "partner-import", "axe.min.js"))
	if err != nil {
		t.Skipf("%s is not here: the pages are not searched for barriers (make browser): %v", version, err)
	}
	if sum := sha256.Sum256(source); hex.EncodeToString(sum[:]) != want {
		t.Skipf("the axe.min.js in %s is not %s: the pages are not searched for barriers (make browser)", cache, version)
	}
	return string(source)
}

// Barriers are what axe-core finds in the page that is open, one line for each element:
// the rule, what is wrong, and the element. It runs in a world of its own, beside the
// page, so that the page keeps its policy.
func (b *Browser) Barriers(axe string) []string {
	b.t.Helper()
	var tree struct {
		FrameTree struct{ Frame struct{ ID string } }
	}
	b.Do("Page.getFrameTree", nil, &tree)
	var world struct{ ExecutionContextID int }
	b.Do("Page.createIsolatedWorld", Params{"frameId": tree.FrameTree.Frame.ID, "worldName": "axe"}, &world)
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.Do("Runtime.evaluate", Params{"expression": axe + axeRun, "contextId": world.ExecutionContextID, "awaitPromise": true, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("axe-core: %s", answer.ExceptionDetails)
	}
	var found []string
	if err := json.Unmarshal(answer.Result.Value, &found); err != nil {
		b.t.Fatalf("axe-core says %s: %v", answer.Result.Value, err)
	}
	return found
}

// axeRun applies all rules of WCAG 2.2 AA, and what is good practice beyond it.
const axeRun = `;
axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }).then((result) =>
	result.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.failureSummary.replace(/\s+/g, " ") + ": " + n.html.slice(0, 160))))`
