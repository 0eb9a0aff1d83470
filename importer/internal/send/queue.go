package send

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"time"

	"partner-import/importer/internal/lifecycle"
)

// maxParked is how many rows may wait for their time. When there are more, no
// new ones are taken.
const maxParked = 4096

// A queue has the jobs that are not with a worker: those that may make their
// request, and those that wait for their time. They hold no worker.
type queue struct {
	ready  []*lifecycle.Job
	parked parkedJobs
}

// push puts a job behind the others.
func (q *queue) push(j *lifecycle.Job) { q.ready = append(q.ready, j) }

// pushFirst puts a job before the others.
func (q *queue) pushFirst(j *lifecycle.Job) { q.ready = slices.Insert(q.ready, 0, j) }

// pop takes the first job that may make its request, nil if there is none.
func (q *queue) pop() *lifecycle.Job {
	if len(q.ready) == 0 {
		return nil
	}
	j := q.ready[0]
	q.ready[0] = nil
	q.ready = q.ready[1:]
	return j
}

// popLookup takes the first job whose request changes nothing, nil if there is none.
func (q *queue) popLookup() *lifecycle.Job {
	i := slices.IndexFunc(q.ready, func(j *lifecycle.Job) bool { return !j.Phase().Writes() })
	if i < 0 {
		return nil
	}
	j := q.ready[i]
	q.ready = slices.Delete(q.ready, i, i+1)
	return j
}

// park puts a job aside for a while.
func (q *queue) park(j *lifecycle.Job, wait time.Duration) {
	heap.Push(&q.parked, parkedJob{j, time.Now().Add(wait)})
}

// wake takes the parked jobs whose time has come.
func (q *queue) wake() {
	now := time.Now()
	for len(q.parked) > 0 && !q.parked[0].due.After(now) {
		q.push(heap.Pop(&q.parked).(parkedJob).job)
	}
}

// len is how many jobs there are.
func (q *queue) len() int { return len(q.ready) + len(q.parked) }

// takeAll empties the queue.
func (q *queue) takeAll() []*lifecycle.Job {
	jobs := q.ready
	for _, p := range q.parked {
		jobs = append(jobs, p.job)
	}
	*q = queue{}
	return jobs
}

// parkedJobs are a heap, the earliest first.
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

// Backoff is the wait after so many failures in a row, with full jitter: anything up to 0.5 s, 1 s, 2 s … 30 s
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func Backoff(failures int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(failures, 10))
	return rand.N(most)
}
