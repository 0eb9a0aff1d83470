package importer

import (
	rand "math/rand/v2"
	"time"
)

// backoff is full jitter: anything up to 0.5 s, 1 s, 2 s … 30 s
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func backoff(failures int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(failures, 10))
	return rand.N(most)
}
