package importer

import (
	"net/http"
	"time"

	"partner-import/client"
)

// longestLag is the longest wait before a referring partner is asked for again.
const longestLag = 15 * time.Second

// missesReferrer reports whether the API refuses the row since it knows no such
// referring partner.
func (j *job) missesReferrer(e *client.Error) bool {
	return e.Status == http.StatusBadRequest && len(e.Fields) == 0 && j.request.Referrer != nil && !j.orphan
}

// afterNoReferrer: the API knows no such referring partner. If that is a row of
// this file, which was created a moment ago, the API may have looked at a copy
// that lags behind: it is asked again until the settle time is over.
func (l life) afterNoReferrer(j *job, o outcome) turn {
	if !o.fresh {
		return end(j.refused(o.err))
	}
	if j.lags++; j.lags == 1 {
		j.lag = o.at
	}
	left := l.settle - o.at.Sub(j.lag)
	if left <= 0 {
		return end(j.refused(o.err))
	}
	return turn{step: create, after: min(left, longestLag, time.Second<<min(j.lags-1, 4))}
}
