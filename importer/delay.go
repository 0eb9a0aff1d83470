package importer

import (
	"container/heap"
	rand "math/rand/v2"
	"time"

	"partner-import/importer/internal/lifecycle"
)

// backoff is full jitter: anything up to 0.5 s, 1 s, 2 s … 30 s
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func backoff(failures int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(failures, 10))
	return rand.N(most)
}

// parkedJobs wait for their time, the earliest first. They hold no worker.
type parkedJobs []parkedJob

type parkedJob struct {
	job *lifecycle.Job
	due time.Time
}

func (p parkedJobs) Len() int           { return len(p) }
func (p parkedJobs) Less(i, k int) bool { return p[i].due.Before(p[k].due) }
func (p parkedJobs) Swap(i, k int)      { p[i], p[k] = p[k], p[i] }

// Push is for container/heap.
func (p *parkedJobs) Push(x any) { *p = append(*p, x.(parkedJob)) }

// Pop is for container/heap.
func (p *parkedJobs) Pop() any {
	last := len(*p) - 1
	j := (*p)[last]
	(*p)[last] = parkedJob{}
	*p = (*p)[:last]
	return j
}

func (p *parkedJobs) park(j *lifecycle.Job, due time.Time) { heap.Push(p, parkedJob{j, due}) }

// take returns a job whose time has come, or nil.
func (p *parkedJobs) take(now time.Time) *lifecycle.Job {
	if len(*p) == 0 || (*p)[0].due.After(now) {
		return nil
	}
	return heap.Pop(p).(parkedJob).job
}
