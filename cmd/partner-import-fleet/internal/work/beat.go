package work

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"

	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/importer"
)

// beatEvery is how often the engine hears of an attempt. The SDK sends fewer.
const beatEvery = time.Second

// A beat tells the engine that an attempt lives, and how far it is.
type beat struct {
	mutex    sync.Mutex
	progress job.Progress
	over     chan struct{}
	ended    sync.WaitGroup
}

// beat begins to tell. The caller stops it.
func (w *Worker) beat(ctx context.Context, j job.Job, doing string) *beat {
	b := &beat{progress: job.Progress{Doing: doing, Worker: w.Name}, over: make(chan struct{})}
	b.ended.Go(func() {
		clock := time.NewTicker(beatEvery)
		defer clock.Stop()
		for {
			p := b.now()
			activity.RecordHeartbeat(ctx, p)
			w.tell(j, p, false)
			select {
			case <-clock.C:
			case <-b.over:
				w.tell(j, b.now(), true)
				return
			}
		}
	})
	return b
}

func (w *Worker) tell(j job.Job, p job.Progress, over bool) {
	if w.Tell != nil {
		w.Tell(j, p, over)
	}
}

func (b *beat) stop() {
	close(b.over)
	b.ended.Wait()
}

func (b *beat) now() job.Progress {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.progress
}

func (b *beat) doing(what string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.progress.Doing = what
}

// see takes the numbers of an import.
func (b *beat) see(p importer.Progress) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.progress = job.Progress{
		Doing: doing(p), Rows: p.Rows, Done: p.Done, Counts: counts(p.Counts), Requests: p.Requests,
		PerSec: p.Rate, Down: p.Down, Worker: b.progress.Worker,
	}
}

// doing says in a word what an import does.
func doing(p importer.Progress) string {
	switch {
	case p.Down > 0:
		return "waiting for Partnero"
	case p.Reading:
		return "reading"
	case p.Listing:
		return "listing"
	}
	return "sending"
}

// counts copies the counts that are not 0, by the words for the status.
func counts[S ~string](all map[S]int) map[string]int {
	some := map[string]int{}
	for status, n := range all {
		if n > 0 {
			some[string(status)] = n
		}
	}
	return some
}
