package send

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/plan"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// Partners is what sending needs from the API. Several goroutines call it at
// once. It must be an [Updater] or an [Inviter] where rows are updated or
// invited. The errors are [*client.Error].
type Partners interface {
	Create(context.Context, client.NewPartner) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
	Ping(context.Context) error
	ServerTime() time.Time
}

// An Updater changes partners that exist.
type Updater interface {
	Update(ctx context.Context, id string, changes client.Changes) (client.Partner, error)
}

// An Inviter sends invitations.
type Inviter interface {
	Invite(context.Context, client.Invitation) (client.Partner, error)
}

// A Log is told what happens. One goroutine calls it.
type Log interface {
	// Attempted is called for each attempt for a row, with its outcome.
	Attempted(j *lifecycle.Job, err *client.Error)
	crew.Log
}

// A Journal is what sending needs of one.
type Journal interface {
	Write(journal.Group) error
	Expect(emails []string)
	Lease() *journal.Lease
}

// An Input is what the second pass over a file works with.
type Input struct {
	Source  *source.Source
	Plan    *plan.Plan
	Rules   lifecycle.Rules
	Invite  bool
	Journal Journal                                   // nil without one
	Recall  func(*lifecycle.Job) (*row.Result, error) // what earlier runs say of a row; nil: nothing

	Partners  Partners
	Limiter   *client.Limiter
	Workers   int                     // attempts in flight at most
	Timeout   time.Duration           // of one attempt at most
	MaxOutage time.Duration           // how long the API may be down
	Failed    func(refused int) bool  // so many rejected rows end the run
	Proven    bool                    // creates worked in an earlier run with this journal
	Listed    func(email string) bool // the partner was in a listing; nil: there was none
	LeftOut   bool                    // nothing is sent, since other rows are invalid
	Log       Log

	// Emit takes the result of each row, once. Tick is called about ten times a
	// second. Both are called by the goroutine that sends, and must not block.
	Emit func(row.Result) error
	Tick func() error
}

// TickEvery is how often Tick is called.
const TickEvery = 100 * time.Millisecond

// ReasonOf tells trouble with the input from trouble with an output or the journal.
func ReasonOf(err error) stop.Reason {
	var input *source.Error
	if errors.As(err, &input) {
		return stop.Input
	}
	return journal.StopReason(err)
}
