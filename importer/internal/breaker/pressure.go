package breaker

import (
	"net/http"
	"time"

	"partner-import/client"
)

// A pressure finds a limit that only says 503, as nginx's does by default. Unlike an
// outage, it lets some requests through: answers and refusals take turns.
type pressure struct {
	busy, fine int   // answers of 503, and others, of late
	turned     rows  // the rows whose 503 was followed by another answer
	behind     []int // the rows with a 503 since the last other answer
	state      crowd
	hits       int       // 503s of the limit that came too soon after the one before
	hit        time.Time // when the last one came
}

// A crowd says what a 503 means.
type crowd uint8

const (
	calm  crowd = iota // an outage
	dense              // the limit, as others have shown. It is not forgotten soon: each 503 costs its row a minute
)

const (
	mostTurns   = 3  // rows whose 503 was followed by another answer that show a limit
	mostBehind  = 20 // rows in a row with a 503 that show an outage all the same
	mostAnswers = 40 // that are remembered, at least half of them

	// A limit is seldom hit once the pace has come down. What is hit again and again at
	// any pace is something else.
	mostHits  = 12
	hitsApart = 2 * time.Minute // then the pace tries the limit again, which does not count
	together  = time.Second     // 503s closer than this were in flight together
)

// crowded counts an answer. It reports whether it means that the limit is reached.
func (p *pressure) crowded(n Attempt) bool {
	e := n.Err
	if e == nil || e.Kind != client.Ambiguous || !maySayLimit(e.Status) {
		if e == nil || e.Status != 0 && !e.Ambiguous() {
			p.eased()
		}
		return false
	}
	p.busy++
	if len(p.behind) < mostBehind {
		p.behind = append(p.behind, n.Row)
	}
	switch {
	case len(p.behind) >= mostBehind:
		p.relax()
	case p.state == dense:
		p.strike()
	case len(p.turned) >= mostTurns && 4*p.busy >= p.busy+p.fine:
		p.state = dense
	}
	p.forget()
	return p.state == dense
}

// strike counts a 503 of the limit.
func (p *pressure) strike() {
	switch since := time.Since(p.hit); {
	case since > 10*hitsApart:
		p.hits = 0
	case since > together && since < hitsApart:
		p.hits++
	}
	if p.hit = time.Now(); p.hits > mostHits {
		p.relax()
	}
}

// maySayLimit reports whether gateways say with a status that there are too many
// requests: 503 mostly, 509 (bandwidth) and 529 (overloaded) as well.
func maySayLimit(status int) bool {
	return status == http.StatusServiceUnavailable || status == 509 || status == 529
}

// NotCrowded tells that what looked like a limit is something else.
func (p *pressure) NotCrowded() { p.relax() }

// relax forgets the limit.
func (p *pressure) relax() { p.turned, p.state, p.hits = nil, calm, 0 }

// IsCrowded reports whether a limit only says 503.
func (p *pressure) IsCrowded() bool { return p.state == dense }

// eased counts an answer that got through.
func (p *pressure) eased() {
	p.fine++
	if p.turned == nil {
		p.turned = rows{}
	}
	for _, row := range p.behind[:min(len(p.behind), mostTurns)] {
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
		p.turned = nil
	}
}
