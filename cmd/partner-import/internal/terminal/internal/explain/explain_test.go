package explain

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestStopped: why a run ended early, and what to do about it.
func TestStopped(t *testing.T) {
	for _, tt := range []struct {
		reason    stop.Reason
		err       error
		interrupt string
		want      Stop
	}{
		{stop.Disk, &importer.OutputError{Path: "p.report.csv", Message: "cannot be written", Err: errors.New("no space left on device")}, "",
			Stop{"stopped: p.report.csv: cannot be written: no space left on device.", "Free some disk space, and check that you may write there. Then run the same command again to continue."}},
		{stop.Disk, &importer.OutputError{Path: "p.failed.csv", Message: "cannot be written",
			Err: &source.Error{Name: "p.csv", Code: source.CodeChanged, Message: "The file was changed while it was being read. Run the same command again."}}, "",
			Stop{"stopped: p.csv: The file was changed while it was being read.", "Run the same command again to continue."}},
		{stop.Input, &source.Error{Name: "p.csv", Message: "Its last line was not complete. Run the same command again when it is."}, "",
			Stop{"stopped: p.csv: Its last line was not complete.", "Run the same command again when it is."}},
		{stop.Input, &source.Error{Name: "p.csv", Message: "cannot be read", Err: syscall.EIO}, "",
			Stop{"stopped: p.csv: cannot be read: input/output error.", "Then run the same command again to continue."}},
		{stop.Outage, errors.New("Partnero did not answer for 30m0s"), "",
			Stop{"stopped: Partnero did not answer for 30m0s.", "When it answers again, run the same command again to continue."}},
		{stop.Failures, errors.New("Partnero rejected 5 rows. Look at the report."), "",
			Stop{"stopped: Partnero rejected 5 rows. Look at the report.", "Then run the same command again to continue."}},
		{stop.Key, &client.Error{Kind: client.Unauthorized, Status: 401}, "",
			Stop{"stopped: Partnero rejected the API key (401). Check PARTNERO_API_KEY or --api-key-file; you can create a new key under Integration → API.", "Then run the same command again to continue."}},
		{stop.Failures, importer.ErrStrict, "",
			Stop{"nothing was sent, because rows have problems and --strict was given.", "Fix the rows, or leave out --strict, and run the same command again."}},
		{stop.Time, errors.New("it is 06:00, as --until says"), "it is 06:00, as --until says",
			Stop{"stopped (it is 06:00, as --until says). The report is complete.", "Run the same command again to continue."}},
		{stop.Cancelled, nil, "", Stop{"stopped: cancelled.", "Run the same command again to continue."}},
	} {
		if got := Stopped(&stop.Error{Reason: tt.reason, Err: tt.err}, tt.interrupt); got != tt.want {
			t.Errorf("Stopped(%s: %v) = %q; want %q", tt.reason, tt.err, got, tt.want)
		}
	}
	if got := Stopped(nil, ""); got != (Stop{}) {
		t.Errorf("a run that did not end early: %q", got)
	}
}

// TestError: an error of the API is a sentence that says what to do.
func TestError(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{importer.ErrDeclined, "Nothing was sent."},
		{&client.Error{Kind: client.Unauthorized}, "Partnero rejected the API key (401). Check PARTNERO_API_KEY or --api-key-file; you can create a new key under Integration → API."},
		{&client.Error{Kind: client.Forbidden}, "Partnero does not allow this key to do that (403). Check that the key belongs to the right program."},
		{&client.Error{Kind: client.Unauthorized, Message: "The key has expired."}, `Partnero rejected the API key (401: "The key has expired"). Check PARTNERO_API_KEY or --api-key-file; you can create a new key under Integration → API.`},
		{&client.Error{Kind: client.Forbidden, Message: "Your IP address 203.0.113.7 is not on the allow list of this key."},
			`Partnero does not allow this key to do that (403: "Your IP address 203.0.113.7 is not on the allow list of this key"). Fix what it says, or check that the key belongs to the right program.`},
		{&client.Error{Kind: client.Forbidden, Page: "Blocked\x1b[2J"}, `Partnero does not allow this key to do that (403: "Blocked\x1b[2J"). Check that the key belongs to the right program.`},
		{&client.Error{Kind: client.Exhausted, Status: 422, Message: "You have already reached the maximum number of partners of your plan"},
			`The account takes no more partners (422: "You have already reached the maximum number of partners of your plan"). Check the plan in the dashboard.`},
		{&client.Error{Kind: client.Misconfigured, Status: 404, Page: "default backend - 404"}, `The address does not answer like Partnero (404: "default backend - 404"). Check --base-url, which usually ends in /v1.`},
		{&client.Error{Kind: client.Ambiguous, Status: 200, Page: "Sign in to the network", Err: errors.New("x")}, `Partnero did not answer as expected (200: "Sign in to the network"). Run again later.`},
		{&client.Error{Kind: client.Unsent, Err: errors.New("no route\x1b")}, `Partnero cannot be reached (no route\x1b). Check the network and --base-url.`},
		{&client.Error{Kind: client.Throttled, Status: 429}, "Partnero's limit is reached (429). Wait a few minutes and run again."},
		{&client.Error{Kind: client.Throttled, Status: 403, Message: "Daily quota exceeded.", RetryAfter: 10 * time.Hour, HasRetryAfter: true},
			`Partnero's limit is reached (403: "Daily quota exceeded"). It asks to wait for 10h0m0s: run again then.`},
		{&client.Error{Kind: client.Misconfigured, Status: 404}, "The address does not answer like Partnero (404 Not Found). Check --base-url, which usually ends in /v1."},
		{&client.Error{Kind: client.Misconfigured, Status: 404, Op: client.OpInvite}, "Partnero cannot send invitations for this program (404 Not Found). Only affiliate programs have them: use the key of such a program."},
		{&client.Error{Kind: client.Ambiguous, Status: 500}, "Partnero did not answer as expected (500 Internal Server Error). Run again later."},
	} {
		if got := Error(tt.err); got != tt.want {
			t.Errorf("Error(%v) = %q; want %q", tt.err, got, tt.want)
		}
	}
}

// TestBrief: the cause of an outage in a few words.
func TestBrief(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&client.Error{Kind: client.Unsent, Err: fmt.Errorf("dial tcp 127.0.0.1:18181: %w", syscall.ECONNREFUSED)}, "connection refused"},
		{&client.Error{Status: 503}, "503 Service Unavailable"},
		{&client.Error{Err: fmt.Errorf("get: %w", context.DeadlineExceeded)}, "timed out"},
		{fmt.Errorf("read: %w", syscall.ECONNRESET), "connection reset by peer"},
	} {
		if got := Brief(tt.err); got != tt.want {
			t.Errorf("Brief(%v) = %q; want %q", tt.err, got, tt.want)
		}
	}
}

// TestContinued: Windows ends what it says with a full stop, and our sentence continues.
func TestContinued(t *testing.T) {
	const file = "open x.yaml: The system cannot find the file specified.; name a file"
	const network = "cannot be reached (dial tcp: No such host is known.). Check the network."
	for _, tt := range []struct{ system, text, want string }{
		{"windows", file, "open x.yaml: The system cannot find the file specified; name a file"},
		{"windows", network, "cannot be reached (dial tcp: No such host is known). Check the network."},
		{"windows", "x.csv: The system cannot find the file specified. Check the name.", "x.csv: The system cannot find the file specified. Check the name."},
		{"linux", file, file},
	} {
		if got := continued(tt.text, tt.system); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.system, got, tt.want)
		}
	}
}

// TestRejectsKey: only an answer about the key is one.
func TestRejectsKey(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{&client.Error{Kind: client.Unauthorized, Status: 401, Message: "Unauthenticated."}, true},
		{&client.Error{Kind: client.Unauthorized, Status: 401, Page: "Sign in"}, false},
		{&client.Error{Kind: client.Ambiguous, Status: 503}, false},
		{errors.New("no"), false},
		{nil, false},
	} {
		if got := RejectsKey(tt.err); got != tt.want {
			t.Errorf("RejectsKey(%v) = %v", tt.err, got)
		}
	}
}
