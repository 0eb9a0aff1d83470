package importer

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/source"
)

// TestEveryFault: ten of twenty rows meet each fault of the sandbox, before and after
// the work, over real connections. Afterwards every partner exists once, and every line
// is true.
func TestEveryFault(t *testing.T) {
	kinds := []string{
		"408", "429", "500", "502-html", "503-empty", "504", "520", "599",
		"reset", "cut", "cut-headers", "truncated", "html200", "huge", "hang", "slow",
	}
	for _, kind := range kinds {
		for _, after := range []bool{false, true} {
			name := kind
			if after {
				name += "-after"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				runIntoFault(t, sandbox.Fault{Kind: kind, After: after, First: 10})
			})
		}
	}
}

func runIntoFault(t *testing.T, fault sandbox.Fault) {
	box := sandbox.New(sandbox.Options{Faults: []sandbox.Fault{fault}})
	server, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	key, _ := client.NewKey("sk_test_12345678")
	c, err := client.New(client.Options{Key: key, BaseURL: server.URL(), Timeout: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	tr := newTrial(t, numbered(20), sandbox.Options{}, Options{Rate: client.LimiterOptions{Rate: 1000}, Settle: 600 * time.Millisecond})
	tr.sandbox = box
	source, err := source.Open(filepath.Join(tr.dir, "partners.csv"), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	tr.summary, tr.err = New(c, tr.options).Run(context.Background(), source)
	if tr.err != nil {
		t.Fatal(tr.err)
	}
	tr.want(map[string]int{"created": 20})
	for _, line := range tr.report() {
		if p, _ := box.Find(line["email"]); line["referral_link"] != fmt.Sprintf("https://partners.example.com?aff=%s", p.Key) {
			t.Errorf("row %s: link %q; want that of key %s", line["row"], line["referral_link"], p.Key)
		}
	}
}
