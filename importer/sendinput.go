package importer

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// sendPartners is what sending needs of the API. Several goroutines call it at
// once. It must be a sendUpdater or a sendInviter where rows are updated or
// invited. The errors are [*client.Error].
type sendPartners interface {
	Create(context.Context, client.NewPartner) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
	Ping(context.Context) error
	ServerTime() time.Time
}

// A sendUpdater changes partners that are there.
type sendUpdater interface {
	Update(ctx context.Context, id string, changes client.Changes) (client.Partner, error)
}

// A sendInviter sends invitations.
type sendInviter interface {
	Invite(context.Context, client.Invitation) (client.Partner, error)
}

// A sendLog is told what happens. One goroutine calls it.
type sendLog interface {
	// Attempted is called for each attempt for a row, with what came of it.
	Attempted(j *lifecycle.Job, err *client.Error)
	// Requested is called for each request that is no attempt for a row.
	Requested()
	// Throttled is called when the API's limit holds everything up for a pause,
	// which is capped if the API asked for an absurd one.
	Throttled(e *client.Error, pause time.Duration, capped bool)
	// Outage is called for each probe in vain, with when the outage began.
	Outage(e *client.Error, since time.Time)
	// Recovered is called when an outage is over.
	Recovered(lasted time.Duration)
}

// A sendInput is what the second pass over a file works with.
type sendInput struct {
	Source  *Source
	Plan    *plan
	Rules   lifecycle.Rules
	Invite  bool
	Journal *journal.Journal                          // nil without one
	Recall  func(*lifecycle.Job) (*row.Result, error) // what earlier runs say of a row; nil: nothing

	Partners  sendPartners
	Limiter   *client.Limiter
	Workers   int                     // attempts in flight at most
	MaxOutage time.Duration           // how long the API may be down
	Failed    func(refused int) bool  // so many refused rows end the run
	Listed    func(email string) bool // the partner was in a listing; nil: there was none
	LeftOut   bool                    // nothing is sent, since other rows are invalid
	Log       sendLog

	// Emit takes the result of each row, once. Tick is called about ten times a
	// second. Both are called by the goroutine that sends, and must not block.
	Emit func(row.Result) error
	Tick func() error
}

// tickEvery is how often Tick is called.
const tickEvery = 100 * time.Millisecond

// writeOrRead tells trouble with the input from trouble with an output.
func writeOrRead(err error) stop.Reason {
	var input *InputError
	if errors.As(err, &input) {
		return stop.Input
	}
	return stop.Disk
}
