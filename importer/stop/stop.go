// Package stop names why a run ends before all rows do.
package stop

import "fmt"

// A Reason says why a run ended before all rows did.
type Reason string

// The reasons of an [Error].
const (
	Cancelled     Reason = "cancelled"           // by the caller
	Key           Reason = "key refused"         // answers of 401 or 403, for some seconds if the key worked before
	Account       Reason = "account exhausted"   // it takes no more partners: 402, or a sentence about the plan
	Outage        Reason = "outage"              // Partnero was down for too long
	Failures      Reason = "too many failures"   // rejected rows
	Time          Reason = "time is over"        // the run had a time limit
	Misconfigured Reason = "wrong configuration" // no request can succeed
	Input         Reason = "cannot read"         // the input, to its end
	Disk          Reason = "cannot write"        // an output
	Journal       Reason = "journal"             // it cannot be read or written
	Lost          Reason = "journal taken over"  // another run may have the journal
	Yield         Reason = "another run's turn"  // it waited for the journal
)

// Reasons returns every reason.
func Reasons() []Reason {
	return []Reason{Cancelled, Key, Account, Outage, Failures, Time, Misconfigured, Input, Disk, Journal, Lost, Yield}
}

// An Error says that a run ended early. The report has a line for every row, also
// for rows that were not sent. A report that is not complete is in the Missing of
// the summary. Run the same import again to continue.
type Error struct {
	Reason Reason
	Err    error // the cause, may be nil
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
