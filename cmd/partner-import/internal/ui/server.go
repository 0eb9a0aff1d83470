package ui

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/retell"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
	"partner-import/cmd/partner-import/internal/ui/internal/takeback"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
	"partner-import/importer"
)

// Options say what the page works on.
type Options struct {
	Folder  string // where imports are kept
	Version string // of the tool

	// Key is the API key if it is known already. Without one the page asks for it
	// before anything is sent.
	Key string
	// Connect opens the account of a key, or the sandbox for "". The caller of the
	// result closes it. An error is a sentence for people.
	Connect func(key string) (Connection, error)
	Sandbox bool // nothing but the sandbox is used

	ImporterOptions importer.Options // what every run has in common
}

// An Account is where partners are created.
type Account = runs.Account

// A Connection is an account that is open.
type Connection struct {
	Account
	Close func()
}

// A Server serves the page. It is safe for concurrent use. The caller of [New]
// closes it.
type Server struct {
	options Options
	desk    *desk.Desk
	queue   runs.Queue
	book    *words.Book
	teller  *retell.Teller
	pages   map[string]*template.Template
	assets  assets
	quit    func()
	spoken  atomic.Pointer[words.Speaker] // who spoke last

	mu         sync.Mutex
	account    *Connection // nil before there is a key
	sandbox    *Connection // nil before it is used
	practising bool        // imports go into the sandbox
	reviews    map[string]*review.Review
	plans      map[string]*plan
	pulses     map[string]*pulse
	takes      map[string]*takeback.Take
	language   language.Tag // that the person chose, und before
	seen       time.Time    // the last request
	open       int          // requests under way
}

// New makes a server. It reads the desk, and sends nothing.
func New(o Options) (*Server, error) {
	d, err := desk.Open(o.Folder)
	if err != nil {
		return nil, fmt.Errorf("the folder for imports cannot be used: %w", err)
	}
	book, err := words.Open()
	if err != nil {
		return nil, err
	}
	s := &Server{
		options: o, desk: d, book: book, teller: retell.New(), language: chosenLanguage(d), practising: o.Sandbox, seen: time.Now(), quit: func() {},
		reviews: map[string]*review.Review{}, plans: map[string]*plan{}, pulses: map[string]*pulse{}, takes: map[string]*takeback.Take{},
	}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(); err != nil {
		return nil, err
	}
	return s, nil
}

// Take puts a file on the desk that stays where it is, and returns the address of its
// first step.
func (s *Server) Take(path string) (string, error) {
	im, err := s.desk.Take(path)
	if err != nil {
		return "", err
	}
	return s.step(im), nil
}

// Close stops what runs, softly, and closes everything. With an ended ctx, requests
// in flight are given up.
func (s *Server) Close(ctx context.Context) {
	defer context.AfterFunc(ctx, s.queue.Cancel)()
	s.queue.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.plans {
		p.end()
	}
	for _, t := range s.takes {
		t.Stop()
		t.Wait()
	}
	for _, r := range s.reviews {
		r.Close()
	}
	for _, c := range []*Connection{s.account, s.sandbox} {
		if c != nil {
			c.Close()
		}
	}
	if s.sandbox != nil {
		s.desk.RemoveJournal("sandbox", s.sandbox.Fingerprint) // nobody can use it any more
	}
}

// connect opens an account if it is not open.
func (s *Server) connect() (Connection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, key := &s.account, s.options.Key
	if s.practising {
		at, key = &s.sandbox, ""
	}
	if *at == nil {
		if !s.practising && key == "" {
			return Connection{}, errNoKey{}
		}
		c, err := s.options.Connect(key)
		if err != nil {
			return Connection{}, err
		}
		*at = &c
	}
	return **at, nil
}

// An errNoKey is the error of a step that needs a key.
type errNoKey struct{}

func (errNoKey) Error() string { return "there is no key yet" }

// review returns the rows of an import. They are read when they are needed first.
func (s *Server) review(r *http.Request, im *desk.Import) (*review.Review, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if open := s.reviews[im.ID]; open != nil {
		return open, nil
	}
	open, err := review.Open(r.Context(), im, s.call, s.pulse(im.ID).beat)
	if err != nil {
		return nil, err
	}
	im.Rows = open.Standing().Rows
	s.reviews[im.ID] = open
	return open, nil
}

// forget closes the rows of an import, since they are read otherwise from now on.
func (s *Server) forget(im *desk.Import) {
	s.mu.Lock()
	open := s.reviews[im.ID]
	delete(s.reviews, im.ID)
	if p := s.plans[im.ID]; p != nil {
		p.end()
		delete(s.plans, im.ID)
	}
	s.mu.Unlock()
	if open != nil {
		open.Close()
	}
}
