package ui

import (
	"net/http"
	"regexp"
	"strconv"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
	"partner-import/importer/row"
)

// A checkPage shows the rows, and what is wrong with them.
type checkPage struct {
	Standing review.Standing
	Groups   []group
	Columns  []gridColumn
	Warnings []string
	Show     string
	Failed   string
	Rows     []rowLine // for a page without script

	Texts, ForScript string // what the script says, and the columns, in JSON
}

// A group is rows with the same kind of problem.
type group struct {
	Code  string `json:"Code"`
	Label string
	Count int
}

// A gridColumn is a column of the table.
type gridColumn struct {
	Name   string `json:"name"`
	Field  string `json:"field"` // for people
	Width  int    `json:"width"` // in pixels
	Secret bool   `json:"secret,omitempty"`
}

// labels name the codes of problems for people.
func labels() map[row.Code]string {
	return map[row.Code]string{
		row.EmailMissing: "No e-mail address", row.EmailInvalid: "E-mail address is wrong", row.DuplicateEmail: "Same e-mail twice",
		row.DuplicateID: "Same id twice", row.DuplicateKey: "Same referral key twice", row.PasswordWeak: "Password is too weak",
		row.TooLong: "Too long", row.SpreadsheetDamage: "Changed by a spreadsheet", row.KeyInvalid: "Key is not one word",
		row.ReferrerAmbiguous: "Two referring partners", row.ReferrerCycle: "Refers to itself", row.NameMissing: "No name",
		row.NotInvitable: "Not part of an invitation", row.ExampleRow: "Example row", row.RowMalformed: "Row is broken",
		row.EmailTaken: "E-mail is taken", row.IDTaken: "Id is taken", row.KeyTaken: "Referral key is taken", row.PartnerArchived: "Partner is archived",
		row.ReferrerNotFound: "Referring partner is not there", row.ReferrerFailed: "Referring partner is not imported", row.Refused: "Refused by Partnero",
		row.ExistsDifferent: "There with other values", row.Conflict: "Conflict in Partnero",
	}
}

func (s *Server) check(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	rv, err := s.review(r, im)
	if err != nil {
		goTo(w, r, "/i/"+im.ID+"/columns")
		return
	}
	if im.State == desk.Draft {
		im.State = desk.Checked
		_ = im.Save() // it is saved again before anything is sent
	}
	st, say := rv.Standing(), s.speaker(r).Say
	page := checkPage{Standing: st, Warnings: st.Warnings, Show: r.FormValue("show")}
	if page.Show == "" {
		page.Show = "all"
		if st.Problems > 0 {
			page.Show = "problems"
		}
	}
	if st.Failed != nil {
		page.Failed = printable(wordsOf(st.Failed))
	}
	page.Groups = named(st.Groups, say)
	for place, c := range rv.Columns() {
		label := labelOf(becomes(c))
		if label != "" {
			label = say(label)
		}
		page.Columns = append(page.Columns, gridColumn{printable(c.Name), label, widthOf(c.Field), rv.IsPassword(place)})
	}
	page.Texts, page.ForScript = inJSON(texts(say)), inJSON(page.Columns)
	rows, _, err := rv.Window(review.Filter{Show: page.Show}, 0, 50)
	if err != nil {
		s.refuse(w, r, im, 3, err)
		return
	}
	page.Rows = lines(rv, rows, s.explainer(r))
	v := view{Title: "Check", Step: 3, Import: im, Page: page}
	if st.Checking {
		v.Refresh = 2
	}
	s.show(w, r, http.StatusOK, "check", v)
}

func named(groups []review.Group, say func(string, ...any) string) []group {
	all := []group{} // which a script can go through, unlike null
	for _, g := range groups {
		label := labels()[g.Code]
		if label == "" {
			label = string(g.Code)
		}
		all = append(all, group{string(g.Code), say(label), g.Count})
	}
	return all
}

// widthOf is how wide the column of a field is at first.
func widthOf(field string) int {
	switch field {
	case "email", "referring_partner_email":
		return 260
	case "key", "id", row.ReferrerColumn:
		return 190
	}
	return 150
}

// A rowLine is a row as a script gets it.
type rowLine struct {
	Row     int            `json:"row"`
	Line    int            `json:"line"`
	Cells   []string       `json:"cells"`
	Problem *problemOfCell `json:"problem,omitempty"`
	Edited  []int          `json:"edited,omitempty"`
	Skipped bool           `json:"skipped,omitempty"`
	Aside   string         `json:"aside,omitempty"` // why it is not meant
}

// A problemOfCell is what is wrong, and in which column.
type problemOfCell struct {
	Column int    `json:"column"` // -1: the whole row
	Code   string `json:"code"`
	explained
	Said bool `json:"said,omitempty"` // by Partnero, when the row was sent
}

// lines are rows for the page. Passwords are not in them.
func lines(rv *review.Review, rows []review.Row, to explainer) []rowLine {
	all := make([]rowLine, 0, len(rows))
	for _, one := range rows {
		line := rowLine{Row: one.Number, Line: one.Line, Cells: one.Cells, Edited: one.Edited, Skipped: one.Skipped, Aside: printable(one.Aside)}
		for place, text := range line.Cells {
			line.Cells[place] = printable(text)
			if text != "" && rv.IsPassword(place) {
				line.Cells[place] = masked
			}
		}
		if p := one.Problem; p != nil {
			line.Problem = &problemOfCell{p.Column, string(p.Code), to.explain(p.Code, p.Text), p.Said}
		}
		all = append(all, line)
	}
	return all
}

// open returns the rows of an import for a script. On an error it has answered.
func (s *Server) rowsOf(w http.ResponseWriter, r *http.Request, im *desk.Import) *review.Review {
	rv, err := s.review(r, im)
	if err != nil {
		answer(w, http.StatusConflict, failure{printable(wordsOf(err))})
		return nil
	}
	return rv
}

// mostWindow is how many rows a script gets at once.
const mostWindow = 500

func filterOf(r *http.Request) review.Filter {
	show := r.FormValue("show")
	if show == "" {
		show = "all"
	}
	return review.Filter{Show: show, Text: r.FormValue("q")}
}

func (s *Server) rows(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	rv := s.rowsOf(w, r, im)
	if rv == nil {
		return
	}
	from, _ := strconv.Atoi(r.FormValue("from"))
	n, _ := strconv.Atoi(r.FormValue("n"))
	rows, count, err := rv.Window(filterOf(r), max(0, from), min(max(1, n), mostWindow))
	if err != nil {
		answer(w, http.StatusInternalServerError, failure{printable(err.Error())})
		return
	}
	answer(w, http.StatusOK, map[string]any{"count": count, "said": s.speaker(r).Say("%d rows", count), "version": rv.Standing().Version, "rows": lines(rv, rows, s.explainer(r))})
}

func (s *Server) nextProblem(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	rv := s.rowsOf(w, r, im)
	if rv == nil {
		return
	}
	from, _ := strconv.Atoi(r.FormValue("from"))
	step := 1
	if r.FormValue("step") == "-1" {
		step = -1
	}
	place, err := rv.NextProblem(filterOf(r), from, step)
	if err != nil {
		answer(w, http.StatusInternalServerError, failure{printable(err.Error())})
		return
	}
	answer(w, http.StatusOK, map[string]int{"index": place})
}

// A standing is how the rows stand, for a script.
type standing struct {
	Version  int       `json:"version"`
	Rows     int       `json:"rows"`
	Ready    int       `json:"ready"`
	Problems int       `json:"problems"`
	Edited   int       `json:"edited"`
	Skipped  int       `json:"skipped"`
	Aside    int       `json:"aside"`
	Undo     int       `json:"undo"`
	Redo     int       `json:"redo"`
	Checking bool      `json:"checking"`
	Failed   string    `json:"failed,omitempty"`
	Groups   []group   `json:"groups"`
	Warnings []warning `json:"warnings"`
	Title    string    `json:"title"`
	Sum      string    `json:"sum"`
}

// A warning is what to know about the file, with the row that it names.
type warning struct {
	Text  string `json:"text"`
	Line  int    `json:"line,omitempty"`
	Index int    `json:"index"` // among all rows
}

// placed finds the rows that warnings name. The header is no row.
func placed(rv *review.Review, texts []string) []warning {
	all := make([]warning, 0, len(texts))
	named := regexp.MustCompile(`\blines? (\d+)`)
	for _, text := range texts {
		one := warning{Text: printable(text)}
		for _, found := range named.FindAllStringSubmatch(text, -1) {
			line, err := strconv.Atoi(found[1])
			if place := rv.Place(line); err == nil && place >= 0 {
				one.Line, one.Index = line, place
				break
			}
		}
		all = append(all, one)
	}
	return all
}

func (s *Server) standing(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if rv := s.rowsOf(w, r, im); rv != nil {
		answer(w, http.StatusOK, s.standingOf(r, rv))
	}
}

func (s *Server) standingOf(r *http.Request, rv *review.Review) standing {
	st, say := rv.Standing(), s.speaker(r).Say
	now := standing{
		Version: st.Version, Rows: st.Rows, Ready: st.Ready, Problems: st.Problems, Edited: st.Edited, Skipped: st.Skipped, Aside: st.Aside, Warnings: placed(rv, st.Warnings),
		Undo: st.Undo, Redo: st.Redo, Checking: st.Checking, Groups: named(st.Groups, say), Title: titleOf(st, say),
		Sum: say("%d rows will be sent.", st.Ready),
	}
	if st.Failed != nil {
		now.Failed = printable(wordsOf(st.Failed))
	}
	return now
}

// titleOf is the headline of the rows.
func titleOf(st review.Standing, say func(string, ...any) string) string {
	switch {
	case st.Checking && st.Problems == 0:
		return say("Checking %d rows", st.Rows)
	case st.Problems == 0:
		return say("All %d rows are ready", st.Ready)
	}
	return say("%d of %d rows need attention", st.Problems, st.Rows)
}
