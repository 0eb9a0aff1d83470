package ui

import (
	"errors"
	"net/http"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
)

// A change is what a script asks for. Version is what the person saw.
type change struct {
	Version int    `json:"version"`
	Cells   []edit `json:"cells"`
	Row     int    `json:"row"`
	Skip    bool   `json:"skip"`
	Column  int    `json:"column"`
	Find    string `json:"find"`
	With    string `json:"with"`
	Preview bool   `json:"preview"`
	Show    string `json:"show"`
	Text    string `json:"q"`
}

type edit struct {
	Row    int    `json:"row"`
	Column int    `json:"column"`
	Value  string `json:"value"`
}

// change does what a script asks for, and answers with the rows as they are then.
func (s *Server) change(w http.ResponseWriter, r *http.Request, im *desk.Import, do func(*review.Review, change) (rows []review.Row, n int, err error)) {
	var c change
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		answer(w, http.StatusConflict, failure{s.speaker(r).Say("These rows are being imported now. Pause the import to change them.")})
		return
	}
	rv := s.rowsOf(w, r, im)
	if rv == nil || !asked(w, r, &c) {
		return
	}
	rows, n, err := do(rv, c)
	var stale *edits.StaleError
	var nothing *edits.NothingError
	switch {
	case errors.As(err, &stale):
		one, _, _ := rv.Window(review.Filter{Show: "all"}, stale.Row, 1)
		answer(w, http.StatusConflict, map[string]any{
			"error": s.speaker(r).Say("This row was changed meanwhile, perhaps in another tab."), "rows": lines(rv, one, s.explainer(r)), "standing": s.standingOf(r, rv),
		})
	case errors.As(err, &nothing):
		answer(w, http.StatusOK, map[string]any{"rows": []rowLine{}, "n": 0, "said": s.speaker(r).Say("%d cells would change.", 0), "standing": s.standingOf(r, rv)})
	case err != nil:
		answer(w, http.StatusInternalServerError, failure{s.speaker(r).Say("The change cannot be saved: %s", printable(err.Error()))})
	default:
		s.stalePlan(im)
		answer(w, http.StatusOK, map[string]any{"rows": lines(rv, rows, s.explainer(r)), "n": n, "said": s.speaker(r).Say("%d cells would change.", n), "standing": s.standingOf(r, rv)})
	}
}

func (s *Server) setCells(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, c change) ([]review.Row, int, error) {
		cells := make([]edits.Cell, 0, len(c.Cells))
		for _, e := range c.Cells {
			cells = append(cells, edits.Cell{Row: e.Row, Column: e.Column, Now: e.Value})
		}
		rows, err := rv.Set(cells, c.Version)
		return rows, len(rows), err
	})
}

func (s *Server) skip(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, c change) ([]review.Row, int, error) {
		rows, err := rv.Skip(c.Row, c.Skip, c.Version)
		return rows, len(rows), err
	})
}

func (s *Server) skipAll(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, c change) ([]review.Row, int, error) {
		n, err := rv.SkipAll(review.Filter{Show: c.Show, Text: c.Text}, c.Version)
		return nil, n, err
	})
}

func (s *Server) undo(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, _ change) ([]review.Row, int, error) {
		rows, err := rv.Move(edits.Undo)
		return rows, len(rows), err
	})
}

func (s *Server) redo(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, _ change) ([]review.Row, int, error) {
		rows, err := rv.Move(edits.Redo)
		return rows, len(rows), err
	})
}

func (s *Server) replace(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	s.change(w, r, im, func(rv *review.Review, c change) ([]review.Row, int, error) {
		n, err := rv.Replace(c.Column, c.Find, c.With, c.Preview, c.Version)
		return nil, n, err
	})
}
