// Package stop names why a run ends before all rows do.
package stop

import "fmt"

// A Reason says why a run ended before all rows did.
type Reason string

// The reasons of an [Error].
const (
	Cancelled     Reason = "cancelled"           // by the caller
	Key           Reason = "key refused"         // 401, or 403 three times in a row
	Outage        Reason = "outage"              // the API was down for too long
	Failures      Reason = "too many failures"   // refused rows
	Time          Reason = "time is over"        // the time that the run was given
	Misconfigured Reason = "wrong configuration" // no request can succeed
	Input         Reason = "cannot read"         // the input, to its end
	Disk          Reason = "cannot write"        // an output or the journal
)

// Reasons returns every reason.
func Reasons() []Reason {
	return []Reason{Cancelled, Key, Outage, Failures, Time, Misconfigured, Input, Disk}
}

// An Error says that a run ended early. The report has a line for every row, and
// rows that were not sent say so. Only the Missing of a summary names a report
// that is not complete. Running the same import again continues.
type Error struct {
	Reason Reason
	Err    error // what led to it, may be nil
}

// Error names the reason and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return "stopped: " + string(e.Reason)
	}
	return fmt.Sprintf("stopped: %s: %v", e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
