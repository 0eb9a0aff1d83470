package breaker

import (
	"fmt"
	"testing"

	"partner-import/client"
)

// TestHearsay: a refusal that names no field is asked about once, and only after creates
// worked. So is each of a few others.
func TestHearsay(t *testing.T) {
	refuse := func(h *Breaker, words string, probe *client.Error) (probes int, blame Blame) {
		for row := range 10 {
			blame = creates(h, failing(client.Refused, 400, words), row).Blame
			for h.ProbeNow() {
				probes++
				h.Probed(probe)
			}
		}
		return probes, blame
	}
	h := New(none, true)
	if probes, blame := refuse(&h, "Locked.", nil); probes != 1 || blame != OnRow {
		t.Errorf("%d probes, and blame %d; want one probe, and the rows blamed", probes, blame)
	}
	all := 0
	for n := range 20 {
		probes, _ := refuse(&h, fmt.Sprint("Locked: ", n), nil)
		all += probes
	}
	if all >= mostHeard {
		t.Errorf("%d probes for 20 sentences; want less than %d", all, mostHeard)
	}
	h = New(none, true)
	if _, blame := refuse(&h, "Locked.", failing(client.Refused, 400, "Locked.")); blame != OnService || !h.IsDown() {
		t.Errorf("the probe is answered the same: blame %d; want an outage", blame)
	}
	h = New(none, false)
	if probes, blame := refuse(&h, "Locked.", nil); probes != 0 || blame != OnRow {
		t.Errorf("nothing worked before: %d probes, and blame %d; want none, and the rows blamed", probes, blame)
	}
	h = New(none, true)
	if probes, _ := refuse(&h, "Referring partner not found", nil); probes != 0 {
		t.Errorf("%d probes about a sentence that is Partnero's own", probes)
	}
	e := &client.Error{Kind: client.Refused, Status: 422, Message: "x", Fields: map[string][]string{"email": {"x"}}}
	if v := creates(&h, e, 77); v.Blame != OnRow || h.IsDown() {
		t.Error("a refusal that names a field is asked about")
	}
}
