package breaker

import (
	"net/http"

	"partner-import/client"
)

// A pressure finds a limit that only says 503, as nginx's does by default. Unlike an
// outage, it lets some requests through: answers and refusals take turns.
type pressure struct {
	busy, fine int   // answers of 503, and others, of late
	turned     rows  // the rows whose 503 was followed by another answer
	behind     []int // the rows with a 503 since the last other answer
	state      crowd
}

// A crowd says what a 503 means.
type crowd uint8

const (
	calm  crowd = iota // an outage
	dense              // the limit, as others have shown
)

const (
	mostTurns   = 3  // rows whose 503 was followed by another answer that show a limit
	mostAnswers = 40 // that are remembered, at least half of them
)

// crowded counts an answer. It reports whether it means that the limit is reached.
func (p *pressure) crowded(n Attempt) bool {
	e := n.Err
	if e == nil || e.Kind != client.Ambiguous || e.Status != http.StatusServiceUnavailable {
		if e == nil || e.Status != 0 && !e.Ambiguous() {
			p.eased()
		}
		return false
	}
	p.busy++
	if len(p.behind) < mostTurns {
		p.behind = append(p.behind, n.Row)
	}
	if len(p.turned) >= mostTurns && 4*p.busy >= p.busy+p.fine {
		p.state = dense
	}
	p.forget()
	return p.state == dense
}

// IsCrowded reports whether a limit only says 503.
func (p *pressure) IsCrowded() bool { return p.state == dense }

// eased counts an answer that got through.
func (p *pressure) eased() {
	p.fine++
	if p.turned == nil {
		p.turned = rows{}
	}
	for _, row := range p.behind {
		p.turned[row] = true
	}
	p.behind = p.behind[:0]
	p.forget()
}

// forget keeps what was of late.
func (p *pressure) forget() {
	if p.busy+p.fine < mostAnswers {
		return
	}
	p.busy, p.fine = p.busy/2, p.fine/2
	if p.busy == 0 {
		p.turned, p.state = nil, calm
	}
}
