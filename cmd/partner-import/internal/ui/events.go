package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
)

// keepAlive is how often a silent stream says that it is alive.
const keepAlive = 15 * time.Second

// events tells a page what changes, as server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html). It begins with the
// present state, so a page that comes back misses nothing.
func (s *Server) events(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{})
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	s.mu.Lock()
	beats := s.pulse(im.ID)
	s.mu.Unlock()
	told := -1
	for {
		beat, changed := beats.wait(), (<-chan struct{})(nil)
		if run := s.queue.Run(im.ID); run != nil {
			var v runs.View
			if v, changed = run.Watch(); v.Version != told {
				told = v.Version
				if s.tellRun(w, r, v) != nil || stream.Flush() != nil {
					return
				}
			}
		}
		if stream.Flush() != nil {
			return
		}
		select {
		case <-beat:
			if tell(w, "checked", struct{}{}) != nil {
				return
			}
		case <-changed:
		case <-alive.C:
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

// tellRun tells how a run stands.
func (s *Server) tellRun(w http.ResponseWriter, r *http.Request, v runs.View) error {
	if !v.State.IsActive() {
		return tell(w, "ended", struct{}{})
	}
	say := s.speaker(r).Say
	return tell(w, "state", map[string]any{"state": stateOf(v, say), "latest": latestOf(v), "notes": notesOf(v, say)})
}

// tell writes an event.
func tell(w http.ResponseWriter, name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data)
	return err
}
