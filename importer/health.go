package importer

import (
	"errors"

	"partner-import/client"
)

const (
	forbiddenInARow = 3  // answers of 403 that condemn the key
	firstRefused    = 20 // rows refused from the start that condemn the file
)

// health watches the attempts and the results for what is wrong with all of
// them: the account, the API, the file.
type health struct {
	forbidden int // answers of 403 in a row
	ended     int // rows whose requests ended
	refused   int // of them, refused by the API
}

// note takes an attempt into account, and returns why the run must stop.
func (h *health) note(e *client.Error) (StopReason, error) {
	if e == nil || e.Kind != client.Forbidden {
		h.forbidden = 0
		return "", nil
	}
	if h.forbidden++; h.forbidden >= forbiddenInARow {
		return StopKey, e
	}
	return "", nil
}

var errAllRefused = errors.New("the first rows were all refused by the API; look at the report, most likely a column is mapped wrongly")

// result takes the end of a row into account.
func (h *health) result(r Result, stop *stopper) {
	if r.Attempts == 0 {
		return
	}
	h.ended++
	if r.Status == Failed && r.Problem.Code != Unreachable {
		h.refused++
	}
	if h.ended == firstRefused && h.refused == h.ended {
		stop.stop(StopFailures, errAllRefused)
	}
}

// down reports whether nothing should be sent for now.
func (h *health) down() bool { return false }
