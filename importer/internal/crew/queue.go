package crew

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"time"
)

// A Queue has the jobs that are not with a worker: those that may make their
// request, and those that wait for their time. They hold no worker.
type Queue[J any] struct {
	Ready  []J
	Parked Parked[J]
}

// Push puts a job behind the others.
func (q *Queue[J]) Push(j J) { q.Ready = append(q.Ready, j) }

// PushFirst puts a job before the others.
func (q *Queue[J]) PushFirst(j J) { q.Ready = slices.Insert(q.Ready, 0, j) }

// Pop takes the first job that may make its request. It is false if there is none.
func (q *Queue[J]) Pop() (j J, ok bool) {
	if len(q.Ready) == 0 {
		return j, false
	}
	var none J
	j, q.Ready[0] = q.Ready[0], none
	q.Ready = q.Ready[1:]
	return j, true
}

// PopWhere takes the first of those that are wanted. It is false if there is none.
func (q *Queue[J]) PopWhere(wanted func(J) bool) (j J, ok bool) {
	i := slices.IndexFunc(q.Ready, wanted)
	if i < 0 {
		return j, false
	}
	j = q.Ready[i]
	q.Ready = slices.Delete(q.Ready, i, i+1)
	return j, true
}

// Park puts a job aside for a while.
func (q *Queue[J]) Park(j J, wait time.Duration) {
	heap.Push(&q.Parked, ParkedJob[J]{j, time.Now().Add(wait)})
}

// Wake takes the parked jobs whose time has come.
func (q *Queue[J]) Wake() {
	now := time.Now()
	for len(q.Parked) > 0 && !q.Parked[0].Due.After(now) {
		q.Push(heap.Pop(&q.Parked).(ParkedJob[J]).Job)
	}
}

// Len is how many jobs there are.
func (q *Queue[J]) Len() int { return len(q.Ready) + len(q.Parked) }

// TakeAll empties the queue.
func (q *Queue[J]) TakeAll() []J {
	jobs := q.Ready
	for _, p := range q.Parked {
		jobs = append(jobs, p.Job)
	}
	*q = Queue[J]{}
	return jobs
}

// Parked is a heap of jobs that wait, the earliest first.
type Parked[J any] []ParkedJob[J]

// A ParkedJob waits until it is due.
type ParkedJob[J any] struct {
	Job J
	Due time.Time
}

// Len is for container/heap.
func (p Parked[J]) Len() int { return len(p) }

// Less is for container/heap.
func (p Parked[J]) Less(i, k int) bool { return p[i].Due.Before(p[k].Due) }

// Swap is for container/heap.
func (p Parked[J]) Swap(i, k int) { p[i], p[k] = p[k], p[i] }

// Push is for container/heap.
func (p *Parked[J]) Push(x any) { *p = append(*p, x.(ParkedJob[J])) }

// Pop is for container/heap.
func (p *Parked[J]) Pop() any {
	last := len(*p) - 1
	j := (*p)[last]
	(*p)[last] = ParkedJob[J]{}
	*p = (*p)[:last]
	return j
}

// Backoff is the wait after so many failures in a row, with full jitter: anything up to 0.5 s, 1 s, 2 s … 30 s
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func Backoff(failures int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(failures, 10))
	return rand.N(most)
}
