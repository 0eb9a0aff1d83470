package importer

import (
	"errors"
	"testing"
	"testing/synctest"

	"partner-import/client/sandbox"
	"partner-import/importer/internal/fault"
	"partner-import/importer/stop"
)

// TestStopsAreOfOneRun: what ends one run of an Importer does not keep the next
// one from its end; Importer.Stop ends all of them.
func TestStopsAreOfOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(30), sandbox.Options{Faults: []sandbox.Fault{{Kind: "401", Share: 1}}}, slowly())
		im := tr.importer()
		tr.runImporter(im)
		tr.wantStop(stop.Key)
		tr.sandbox.SetFaults(nil)
		tr.runImporter(im)
		tr.want(map[string]int{"created": 30})

		cause := errors.New("enough")
		im.Stop(stop.Time, cause)
		if _, err := im.Run(t.Context(), openText(t, numbered(1))); !errors.Is(err, cause) {
			t.Errorf("a run after Stop = %v; want %v", err, cause)
		}
	})
}

// TestTheFirstReasonStands: the first reason for an end is the one that is told.
func TestTheFirstReasonStands(t *testing.T) {
	soft, halt := fault.Stoppable(t.Context(), nil)
	if fault.StoppedBy(soft) != nil {
		t.Error("a new run is stopped")
	}
	halt(stop.Time, nil)
	halt(stop.Outage, errors.New("connection refused"))
	if early := fault.StoppedBy(soft); early == nil || early.Reason != stop.Time || soft.Err() == nil {
		t.Errorf("reason = %v; want the first", early)
	}
}
