package metrics

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
)

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v: %s", answer.Status, err, text)
	}
	return string(text)
}

// TestListen: the numbers of a run are there while it lasts, and those of its end stay.
// The SDK may give one name with different tags.
func TestListen(t *testing.T) {
	g, address := New(), freeAddress(t)
	stop, err := g.Listen(address)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	j := job.Job{Customer: "acme", File: "partners"}
	g.Tell(j, job.Progress{Rows: 20, Counts: map[string]int{"created": 7}}, false)
	sdk := g.Handler()
	sdk.WithTags(map[string]string{"a-b": "1"}).Counter("temporal_request").Inc(2)
	sdk.WithTags(map[string]string{"c": "2"}).Counter("temporal_request").Inc(3)
	sdk.Timer("temporal_latency").Record(time.Second)
	text := get(t, address)
	for _, want := range []string{
		`partner_import_fleet_rows{customer="acme",file="partners"} 20`, `rows_done{customer="acme",file="partners",status="created"} 7`,
		`temporal_request{a_b="1"} 2`, `temporal_request{c="2"} 3`, `temporal_latency_count 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
	g.Tell(j, job.Progress{}, true)
	g.Ended(j, ends.Key)
	text = get(t, address)
	if strings.Contains(text, "partner_import_fleet_rows{") || !strings.Contains(text, `ends_total{customer="acme",file="partners",kind="key refused"} 1`) {
		t.Errorf("after the end:\n%s", text)
	}
}

// TestAddressInUse: the error says what to do.
func TestAddressInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := New().Listen(l.Addr().String()); err == nil || !strings.Contains(err.Error(), "choose another address") {
		t.Error(err)
	}
}

// TestNobodyListens: without an address there is nothing to keep.
func TestNobodyListens(t *testing.T) {
	var g Gauges
	g.Tell(job.Job{}, job.Progress{}, false)
	g.Ended(job.Job{}, ends.Key)
	if g.Handler() != nil {
		t.Error("somebody takes the numbers of the SDK")
	}
}
