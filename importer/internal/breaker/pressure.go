package breaker

import (
	"net/http"
	"time"

	"partner-import/client"
)

// A pressure finds a limit that only says 503, as nginx's does by default. Unlike an
// outage, it lets some requests through: answers and refusals take turns.
type pressure struct {
	busy, fine int               // answers of 503, and others, of late
	turned     rows              // the rows whose 503 was followed by another answer to the same kind of request
	behind     [Change + 1][]int // the rows with a 503 since the last other answer
	state      crowd
	held       map[int]int // how often the limit held up a row that is on its way
	hits       int         // 503s of the limit that came too soon after the one before
	hit        time.Time   // when the last one came
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
	mostHeld    = 3  // 503s to creates of one row, in a row. More are the row's own: the limit takes turns

	// A limit is seldom hit once the pace has come down. What is hit again and again at
	// any pace is something else.
	mostHits  = 12
	hitsApart = 2 * time.Minute // then the pace tries the limit again, which does not count
	together  = time.Second     // 503s closer than this were in flight together
)

// crowded counts an answer. It reports whether it means that the limit is reached. An
// old answer is no news: the row failed before, while others worked.
func (p *pressure) crowded(n Attempt, old bool) bool {
	e := n.Err
	if e == nil || e.Kind != client.Ambiguous || !maySayLimit(e.Status) {
		if e == nil || e.Status != 0 && !e.Ambiguous() {
			p.eased(n.Kind)
		}
		return false
	}
	if old {
		return p.state == dense && !p.sticks(n)
	}
	p.busy++
	if len(p.behind[n.Kind]) < mostBehind {
		p.behind[n.Kind] = append(p.behind[n.Kind], n.Row)
	}
	switch {
	case len(p.behind[n.Kind]) >= mostBehind:
		p.relax()
	case p.state == dense:
		p.strike()
	case len(p.turned) >= mostTurns && 4*p.busy >= p.busy+p.fine:
		p.state = dense
	}
	p.forget()
	return p.state == dense && !p.sticks(n)
}

// sticks reports whether a row is answered 503 again and again, while the pace is that of
// the limit. So it is the row's own. Lookups change nothing, and may wait.
func (p *pressure) sticks(n Attempt) bool {
	if n.Kind == Lookup {
		return false
	}
	if p.held == nil {
		p.held = map[int]int{}
	}
	p.held[n.Row]++
	return p.held[n.Row] > mostHeld
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

// eased counts an answer that got through. A lookup that does says nothing of creates:
// each row may be the one that a create cannot have.
func (p *pressure) eased(k Kind) {
	p.fine++
	if p.turned == nil {
		p.turned = rows{}
	}
	for _, row := range p.behind[k][:min(len(p.behind[k]), mostTurns)] {
		p.turned[row] = true
	}
	p.behind[k] = p.behind[k][:0]
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
