package breaker

import (
	"net/http"
)

// A hearsay has refusals that may not be Partnero's: they name no field, and come after
// creates that worked. What is in front of Partnero says all of its statuses, too. So a
// probe asks before the first row with such an answer is blamed.
type hearsay struct {
	asked map[string]bool // the answers that the next probe is about
	heard map[string]bool // the answers that came although a probe was answered
}

// mostHeard bounds the probes. Answers that vary from row to row are about rows.
const mostHeard = 5

// isHearsay reports whether a probe must ask about a refusal, and notes it.
func (h *Breaker) isHearsay(n Attempt) bool {
	e := n.Err
	if n.Kind != Create || n.Known || e == nil || !h.before && h.works == 0 || !e.NamesNothing() {
		return false
	}
	words := http.StatusText(e.Status) + e.Words()
	if h.heard[words] || len(h.heard) >= mostHeard {
		return false
	}
	if h.asked == nil {
		h.asked = map[string]bool{}
	}
	h.asked[words] = true
	return true
}

// judge takes the answer to a probe. If there was none, the refusals were not Partnero's.
func (y *hearsay) judge(answered bool) {
	if answered && y.heard == nil {
		y.heard = map[string]bool{}
	}
	for words := range y.asked {
		if answered {
			y.heard[words] = true
		}
	}
	y.asked = nil
}
