package terminal

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// TestExplainStop: why a run ended early, and what to do about it.
func TestExplainStop(t *testing.T) {
	for _, tt := range []struct {
		reason    stop.Reason
		err       error
		interrupt string
		want      string
	}{
		{stop.Disk, &importer.OutputError{Path: "p.report.csv", Message: "cannot be written", Err: errors.New("no space left on device")}, "",
			"stopped: p.report.csv: cannot be written: no space left on device; see that the disk has room and may be written to, then run the same command again to continue."},
		{stop.Outage, errors.New("the API did not answer for 30m0s"), "",
			"stopped: the API did not answer for 30m0s; when it does, run the same command again to continue."},
		{stop.Failures, errors.New("5 rows were refused by the API; look at the report"), "",
			"stopped: 5 rows were refused by the API; look at the report; then run the same command again to continue."},
		{stop.Key, &client.Error{Kind: client.Unauthorized, Status: 401}, "",
			"stopped: the API refused the key (401); check PARTNERO_API_KEY or --api-key-file: the key is shown once, at Integration → API in your program. Then run the same command again to continue."},
		{stop.Time, errors.New("it is 06:00, as --until says"), "it is 06:00, as --until says",
			"stopped (it is 06:00, as --until says); the report is complete; run the same command again to continue."},
		{stop.Cancelled, nil, "", "stopped: cancelled; run the same command again to continue."},
	} {
		if got := ExplainStop(&stop.Error{Reason: tt.reason, Err: tt.err}, tt.interrupt); got != tt.want {
			t.Errorf("ExplainStop(%s: %v) = %q; want %q", tt.reason, tt.err, got, tt.want)
		}
	}
}

// TestMissingOutputs: a file that could not be written is not named like one
// that is there.
func TestMissingOutputs(t *testing.T) {
	var out bytes.Buffer
	New(&out, Options{}).Conclude(&importer.Summary{
		Rows: 1, Outputs: []importer.Output{{What: "report", Path: "r.csv"}}, Missing: []importer.Output{{What: "failed rows", Path: "f.csv"}},
	}, "", "")
	if want := "report       r.csv\nfailed rows  f.csv could not be written, or not whole\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("the end = %q; want %q", out.String(), want)
	}
}
