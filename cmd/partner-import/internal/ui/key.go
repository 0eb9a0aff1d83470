package ui

import (
	"net/http"
	"strings"
)

// A keyPage asks for the key of the program.
type keyPage struct {
	Next  string // the step that needs it
	Wrong string // what is wrong with the key that was given
	Said  string // the same, by the engine
}

func (s *Server) askKey(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "key", view{Title: "Your key", Page: keyPage{Next: ownPath(r.FormValue("next"))}})
}

// takeKey keeps the key in memory, and opens its account. The key is never shown, nor
// written anywhere.
func (s *Server) takeKey(w http.ResponseWriter, r *http.Request) {
	key, next := strings.TrimSpace(r.PostFormValue("key")), ownPath(r.PostFormValue("next"))
	c, err := s.options.Connect(key)
	if key == "" || err != nil {
		page := keyPage{Next: next, Wrong: s.speaker(r).Say("Paste the key first.")}
		if key != "" {
			page.Wrong, page.Said = "", strings.ReplaceAll(printable(err.Error()), key, "…")
		}
		s.show(w, r, http.StatusUnprocessableEntity, "key", view{Title: "Your key", Page: page})
		return
	}
	s.mu.Lock()
	old := s.account
	if s.queue.IsIdle() {
		s.account, s.practising = &c, false
	} else {
		old = &c // what is sent now keeps its own key
	}
	for id, p := range s.plans {
		p.end()
		delete(s.plans, id)
	}
	s.mu.Unlock()
	if old != nil {
		old.Close()
	}
	goTo(w, r, next)
}

// practise chooses between the sandbox and the account.
func (s *Server) practise(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.queue.IsIdle() {
		s.practising = s.options.Sandbox || r.PostFormValue("on") != ""
		for id, p := range s.plans {
			p.end()
			delete(s.plans, id)
		}
	}
	s.mu.Unlock()
	goTo(w, r, ownPath(r.PostFormValue("next")))
}

// ownPath is a path of the page, whatever was asked for.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/i/") || strings.Contains(path, "..") || strings.ContainsAny(path, "\\?#\r\n") {
		return "/"
	}
	return path
}
