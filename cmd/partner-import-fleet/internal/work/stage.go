package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"

	"partner-import/cmd/partner-import-fleet/internal/clock"
	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// Stage copies the file of a job into a folder of the run, where nobody changes it. The
// nominal time is when the run should have begun. A file that is still being written is
// left alone, and tried again later.
func (w *Worker) Stage(ctx context.Context, j job.Job, nominal time.Time) (job.Staged, error) {
	b := w.beat(ctx, j, "copying")
	defer b.stop()
	s, err := w.begin(ctx, j, nominal)
	if err != nil {
		return s, w.refuse(ctx, j, ends.Settings, err)
	}
	if w.isLate(s.Deadline, 0) {
		return s, w.tooLate(ctx, j)
	}
	soft, cancel := soft(ctx)
	defer cancel(nil)
	if err := w.copy(soft, j, &s); err != nil {
		return s, w.notStaged(ctx, soft, j, s, err)
	}
	return s, nil
}

// begin names the folder of the run, and its deadline.
func (w *Worker) begin(ctx context.Context, j job.Job, nominal time.Time) (s job.Staged, err error) {
	id := activity.GetInfo(ctx).WorkflowExecution.RunID
	s.Folder = path.Join("runs", j.Customer, j.File, nominal.UTC().Format("2006-01-02T150405Z")+"-"+id)
	if j.Until == "" {
		return s, nil
	}
	until, err := clock.Parse(j.Until)
	if err != nil {
		return s, err
	}
	zone, err := clock.Zone(j.Zone)
	if err == nil {
		s.Deadline = until.Next(nominal, zone)
	}
	return s, err
}

// copy takes the file when it is whole. Each attempt has a copy of its own, so that one
// that comes late replaces nothing.
func (w *Worker) copy(ctx context.Context, j job.Job, s *job.Staged) error {
	address, name, err := store.Locate(j.Store, j.From)
	if err != nil {
		return err
	}
	from, err := store.Open(ctx, address, w.Store)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := store.Open(ctx, j.Store, w.Store)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := from.Settled(ctx, name); err != nil {
		return err
	}
	attempt := activity.GetInfo(ctx).Attempt
	s.Object = path.Join(s.Folder, fmt.Sprintf("input-%d", attempt), path.Base(name))
	return pour(ctx, from, name, to, s)
}

// pour reads and writes at once, and notes how much it was.
func pour(ctx context.Context, from *store.Store, name string, to *store.Store, s *job.Staged) error {
	out, in := io.Pipe()
	digest := sha256.New()
	count := &counter{w: io.MultiWriter(digest, in)}
	var reading sync.WaitGroup
	reading.Go(func() {
		_, err := from.Read(ctx, name, count)
		in.CloseWithError(err)
	})
	err := to.Write(ctx, s.Object, out)
	out.CloseWithError(io.ErrClosedPipe) // so that the reading ends as well
	reading.Wait()
	s.Bytes, s.SHA256 = count.n, hex.EncodeToString(digest.Sum(nil))
	return err
}

// A counter counts what passes.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
