package breaker

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// firstRefused is how many rows rejected from the start mean that the file is bad.
const firstRefused = 20

// A guard finds out that the file is wrong. It learns from what is new: rows that an
// earlier run sent in vain do not count.
type guard struct {
	tooMany func(refused int) bool // whether so many rejected rows end the run

	ended   int // rows whose requests ended
	refused int // of them, rejected by Partnero
	there   int // of those, because the partner exists, if that is an error

	rejected *client.Error // the last answer that rejected a row
}

// Result counts the end of a row that was sent. Known says that an earlier run sent it
// in vain. It returns an alarm if the run must stop.
func (h *Breaker) Result(r row.Result, known bool) *Alarm {
	delete(h.failed, r.Row)
	delete(h.held, r.Row)
	if known {
		return nil
	}
	return h.guard.result(r)
}

func (g *guard) result(r row.Result) *Alarm {
	g.ended++
	if r.Status == row.Failed && r.Problem.Code != row.Unreachable && r.Problem.Code != row.PartnerArchived {
		g.refused++ // an archived partner was found, and nothing was rejected
	}
	if r.Problem.Code == row.EmailTaken && r.ID != "" {
		g.there++
	}
	switch {
	case g.ended == firstRefused && g.refused-g.there == g.ended:
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Failures, fmt.Errorf("Partnero rejected all of the first rows%s; look at the report: a column may be mapped to the wrong field", answered(g.rejected))}
	case r.Status == row.Failed && g.tooMany(g.refused):
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Failures, fmt.Errorf("Partnero rejected %d rows; look at the report", g.refused)}
	}
	return nil
}
