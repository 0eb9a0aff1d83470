package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/importer/row"
)

// A startPage is the first page: a place for a file, and the earlier imports.
type startPage struct {
	Earlier []earlier
	Broken  []string
	Folder  string
}

// An earlier import, as a line of the list.
type earlier struct {
	Name    string
	When    time.Time
	Rows    int
	Good    int // percent of the rows
	Bad     int // percent
	State   string
	Tone    string // of the state
	To      string // where it continues
	Action  string
	ID      string
	Sandbox bool
}

func (s *Server) start(w http.ResponseWriter, r *http.Request) {
	page := startPage{Folder: s.desk.Folder()}
	say := s.speaker(r).Say
	for _, im := range s.desk.Imports() {
		page.Earlier = append(page.Earlier, s.earlier(im, say))
	}
	for _, err := range s.desk.Broken() {
		page.Broken = append(page.Broken, printable(err.Error()))
	}
	s.show(w, r, http.StatusOK, "start", view{Title: "Start", Page: page})
}

func (s *Server) earlier(im *desk.Import, say func(string, ...any) string) earlier {
	good, bad := tally(im.Counts)
	line := earlier{
		Name: printable(im.Name), When: im.Begun, Rows: im.Rows, To: s.step(im), ID: im.ID, Sandbox: im.Sandbox,
		Good: percent(good, im.Rows), Bad: percent(bad, im.Rows),
	}
	if !im.Ended.IsZero() {
		line.When = im.Ended
	}
	run := s.queue.Run(im.ID)
	switch left := im.Rows - good - bad; {
	case run != nil && run.View().State.IsActive():
		line.State, line.Tone, line.Action = say("Running"), "accent", say("Look")
	case im.State == desk.Running:
		line.State, line.Tone, line.Action = say("Interrupted"), "warn", say("Continue")
	case im.State == desk.Paused:
		line.State, line.Tone, line.Action = say("Stopped: %d rows to go", left), "warn", say("Continue")
	case im.State == desk.Done && bad > 0:
		line.State, line.Tone, line.Action = say("%d rows need attention", bad), "bad", say("Look")
	case im.State == desk.Done && left > 0:
		line.State, line.Tone, line.Action = say("%d rows to go", left), "warn", say("Continue")
	case im.State == desk.Done:
		line.State, line.Tone, line.Action = say("All imported"), "good", say("Open")
	default:
		line.State, line.Action = say("Not sent yet"), say("Continue")
	}
	return line
}

// tally counts the rows that are in Partnero, and those that need a person.
func tally(counts map[row.Status]int) (good, bad int) {
	for status, n := range counts {
		switch {
		case status.Good():
			good += n
		case status.NeedsPerson():
			bad += n
		}
	}
	return good, bad
}

func percent(n, of int) int {
	if of == 0 {
		return 0
	}
	return n * 100 / of
}

// upload takes a file. The name comes with it, percent-encoded since a header has no
// other letters.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	name, err := url.PathUnescape(r.Header.Get("X-File-Name"))
	if err != nil || name == "" {
		answer(w, http.StatusBadRequest, failure{s.speaker(r).Say("The file has no name.")})
		return
	}
	im, err := s.desk.Receive(name, r.Body)
	var large *desk.TooLargeError
	switch {
	case errors.As(err, &large):
		answer(w, http.StatusRequestEntityTooLarge, failure{s.speaker(r).Say("This file is too large. Split it into several files.")})
	case err != nil:
		answer(w, http.StatusInsufficientStorage, failure{s.speaker(r).Say("The file cannot be kept: %s", printable(err.Error()))})
	default:
		answer(w, http.StatusCreated, map[string]string{"to": rootOf(r) + s.step(im)})
	}
}

// madeUp is a file to practise with: a small one with typical mistakes.
const madeUp = "E-mail,First name,Last name,Referral key,Tags,Referred by\n" +
	"anna.schmidt@practice.example,Anna,Schmidt,anna,gold,\n" +
	"bernd@practice.example,Bernd,Müller,bernd,silver,anna.schmidt@practice.example\n" +
	",Carla,Rossi,carla,gold,\n" +
	"dmitri@practice,Dmitri,Petrov,dmitri,,anna\n" +
	"anna.schmidt@practice.example,Anna,Schmidt-Weber,anna2,,\n" +
	"eve.jones@practice.example,Eve,Jones,summer sale,bronze,\n"

// example begins an import of made-up partners. They never leave this computer.
func (s *Server) example(w http.ResponseWriter, r *http.Request) {
	im, err := s.desk.Receive("practice.csv", strings.NewReader(madeUp))
	if err != nil {
		http.Error(w, printable(err.Error()), http.StatusInsufficientStorage)
		return
	}
	s.mu.Lock()
	s.practising = true
	s.mu.Unlock()
	goTo(w, r, s.step(im))
}

// remove deletes an import from the desk.
func (s *Server) remove(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run == nil || !run.View().State.IsActive() {
		s.forget(im)
		if err := s.desk.Remove(im); err != nil {
			http.Error(w, printable(err.Error()), http.StatusInternalServerError)
			return
		}
	}
	goTo(w, r, "/")
}

// quitNow ends the program, once the page has said so.
func (s *Server) quitNow(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "trouble", view{Title: "partner-import has ended", Page: trouble{Text: "You can close this page. Start partner-import again to continue."}})
	s.quit()
}
