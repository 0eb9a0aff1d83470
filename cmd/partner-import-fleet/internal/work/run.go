package work

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/activity"
	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/secret"
	"partner-import/importer"
	"partner-import/importer/source"
)

// waitForKey is how long an attempt waits for the journal itself, where it is next in
// line, before it leaves the waiting to the engine.
const waitForKey = time.Minute

// An attempt is one try of one turn, on this worker. It is used once.
type attempt struct {
	*Worker
	job    job.Job
	staged job.Staged
	turn   job.Turn
	number int32
	beat   *beat
	log    *zap.Logger
	dir    string // on this machine

	soft, hard context.Context           // end with the wish to stop, and with that to cut
	because    atomic.Pointer[ends.Kind] // who stopped it from outside, nil: nobody
	settings   *settings.Run
	summary    *importer.Summary // nil: it did not begin
	err        error             // what ended it
}

// Run imports the copy of a file. If it returns an outcome, the run is over or gives way
// to another one. Otherwise the error says when to try again, or that a person must do
// something first.
func (w *Worker) Run(ctx context.Context, j job.Job, s job.Staged, turn job.Turn) (job.Outcome, error) {
	b := w.beat(ctx, j, "starting")
	defer b.stop()
	soft, quit := soft(ctx)
	defer quit(nil)
	hard, cut := w.hard(ctx)
	defer cut()
	a := &attempt{
		Worker: w, job: j, staged: s, turn: turn, number: activity.GetInfo(ctx).Attempt,
		beat: b, log: w.logger(ctx, j), soft: soft, hard: hard,
	}
	kind := a.work()
	defer os.RemoveAll(a.dir)
	return a.end(kind)
}

// work does all that can end an attempt.
func (a *attempt) work() ends.Kind {
	if err := a.prepare(); err != nil {
		return a.failed(ends.Disk, err)
	}
	var err error
	if a.settings, err = settings.Named(a.job.Settings).Import(); err != nil {
		return a.failed(ends.Settings, err)
	}
	if a.late() {
		return a.writeReport(ends.Time)
	}
	if a.turn.ReportOnly {
		return a.writeReport(ends.Cancelled)
	}
	key, err := a.key()
	if err != nil {
		return a.failed(ends.Secret, err)
	}
	file, kind := a.open()
	if file == nil {
		return kind
	}
	defer file.Close()
	return a.importFile(key, file)
}

// late reports whether the deadline is over.
func (a *attempt) late() bool { return a.isLate(a.staged.Deadline, 0) }

// failed notes what went wrong, unless the attempt was stopped meanwhile.
func (a *attempt) failed(kind ends.Kind, err error) ends.Kind {
	a.err = err
	if a.soft.Err() != nil {
		return a.stoppedBy()
	}
	return kind
}

// prepare makes a private folder.
func (a *attempt) prepare() (err error) {
	a.dir, err = os.MkdirTemp(a.Scratch, "partner-import-")
	return err
}

// key reads the key of the customer.
func (a *attempt) key() (client.Key, error) {
	if secret.IsExposed(a.Secrets, a.job.Secret) {
		a.log.Warn("every user of this machine can read the key: run chmod 600 on its file", zap.String("key", a.job.Secret))
	}
	return secret.Key(a.Secrets, a.job.Secret)
}

// importFile sends the rows.
func (a *attempt) importFile(key client.Key, file *source.Source) ends.Kind {
	how := a.settings.ClientOptions()
	how.Key, how.Agent = key, "partner-import-fleet/"+a.Version
	api, err := client.New(how)
	if err != nil {
		return a.failed(ends.Address, err)
	}
	defer api.Close()
	o := a.options()
	o.Fingerprint, o.Target = key.Fingerprint(), importer.TargetSummary{Host: api.Host(), Key: key.Last4()}
	a.summary, a.err = a.obey(importer.New(api, o), file)
	return a.kind()
}

// options are those of the importer, without the account.
func (a *attempt) options() importer.Options {
	o := a.settings.Options()
	o.Dir, o.HTML = a.dir, path.Join(a.dir, a.stem()+".html")
	o.Journal, o.Wait = a.job.Journal, cmp.Or(a.WaitForKey, waitForKey)
	if importer.IsInDatabase(o.Journal) {
		o.Slice = a.job.Slice
	}
	o.Version, o.ExitStatus, o.Log = a.Version, a.settings.ExitStatus, a.log
	o.OnProgress = a.beat.see
	return o
}

// stem is the name of the file without its ending, for the page.
func (a *attempt) stem() string {
	name := path.Base(a.staged.Object)
	return name[:len(name)-len(path.Ext(name))]
}

// folder is where the outputs of this attempt go, in the store.
func (a *attempt) folder() string {
	return path.Join(a.staged.Folder, fmt.Sprintf("turn-%d-attempt-%d", a.turn.Number, a.number))
}
