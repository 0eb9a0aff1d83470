package ui

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
)

// Handler serves the page. The guard is in front of it, and has removed the secret
// from the path.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.start)
	mux.HandleFunc("GET /key", s.askKey)
	mux.HandleFunc("POST /key", s.takeKey)
	mux.HandleFunc("POST /practise", s.practise)
	mux.HandleFunc("POST /language", s.chooseLanguage)
	mux.HandleFunc("POST /imports", s.upload)
	mux.HandleFunc("POST /example", s.example)
	mux.HandleFunc("POST /quit", s.quitNow)
	mux.Handle("GET /assets/{hash}/{name}", s.assets)
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request, *desk.Import){
		"GET /i/{id}/columns": s.columns, "POST /i/{id}/columns": s.takeColumns,
		"GET /i/{id}/check": s.check, "GET /i/{id}/rows": s.rows, "GET /i/{id}/next": s.nextProblem, "GET /i/{id}/standing": s.standing,
		"POST /i/{id}/cells": s.setCells, "POST /i/{id}/skip": s.skip, "POST /i/{id}/undo": s.undo, "POST /i/{id}/redo": s.redo,
		"POST /i/{id}/replace": s.replace, "POST /i/{id}/skip-all": s.skipAll,
		"GET /i/{id}/plan": s.showPlan, "POST /i/{id}/plan": s.changePlan, "POST /i/{id}/run": s.begin, "GET /i/{id}/run": s.running,
		"POST /i/{id}/pause": s.pause, "GET /i/{id}/result": s.result, "GET /i/{id}/events": s.events,
		"GET /i/{id}/files/{name}": s.download, "POST /i/{id}/delete": s.remove,
		"GET /i/{id}/takeback": s.showTake, "POST /i/{id}/takeback": s.doTake, "POST /i/{id}/takeback/stop": s.stopTake,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			im := s.desk.Import(r.PathValue("id"))
			if im == nil {
				s.lost(w, r)
				return
			}
			handle(w, r, im)
		})
	}
	mux.HandleFunc("/", s.lost)
	return s.counted(mux)
}

// IsUpload reports whether a request may have a long body.
func IsUpload(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == "/imports" }

// counted notes when the page was used last.
func (s *Server) counted(next http.Handler) http.Handler {
	count := func(n int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open += n
		s.seen = time.Now()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count(1)
		defer count(-1)
		next.ServeHTTP(w, r)
	})
}

// idleFor is how long nobody has looked, 0 while a page is open or something is sent.
func (s *Server) idleFor() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open > 0 || !s.queue.IsIdle() || s.isTaking() {
		return 0
	}
	return time.Since(s.seen)
}

// lost is the page of an address that leads nowhere.
func (s *Server) lost(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusNotFound, "trouble", view{Title: "There is nothing here", Page: trouble{Text: "This import is not on your desk any more, or the address is incomplete."}})
}

// A trouble is a page that says why another one cannot be shown.
type trouble struct {
	Text string // a sentence of ours
	Said string // what the system or Partnero says
	Back string // where to continue
}

// refuse says why a step cannot be shown.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, im *desk.Import, step int, err error) {
	v := view{Title: "This does not work", Step: step, Import: im, Page: trouble{Said: explain(err, s.speaker(r).Say), Back: backFrom(step)}}
	s.show(w, r, http.StatusUnprocessableEntity, "trouble", v)
}

// backFrom is where to continue from a step that cannot be shown.
func backFrom(step int) string {
	if step == 5 {
		return "result"
	}
	return "columns"
}

// step is the address of the step where an import continues.
func (s *Server) step(im *desk.Import) string {
	to := map[desk.State]string{desk.Draft: "columns", desk.Checked: "check", desk.Running: "plan", desk.Paused: "plan", desk.Done: "result"}[im.State]
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		to = "run"
	}
	return "/i/" + im.ID + "/" + to
}

// goTo sends the browser to a step, by GET.
func goTo(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, rootOf(r)+path, http.StatusSeeOther)
}

// answer sends a value as JSON.
func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

// asked reads the JSON that a script sent. On an error it has answered.
func asked(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		answer(w, http.StatusUnsupportedMediaType, failure{"This request needs a script of the page."})
		return false
	}
	err := json.NewDecoder(r.Body).Decode(into)
	if err == nil {
		return true
	}
	status := http.StatusBadRequest
	if errors.As(err, new(*http.MaxBytesError)) {
		status = http.StatusRequestEntityTooLarge
	}
	answer(w, status, failure{err.Error()})
	return false
}

// A failure is what a script is told.
type failure struct {
	Error string `json:"error"`
}
