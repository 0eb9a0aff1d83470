package ui

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
	"partner-import/importer/source"
	"partner-import/importer/source/profile"
)

// takeColumns takes over what a person chose, and reads the file anew if that changes
// anything.
func (s *Server) takeColumns(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		goTo(w, r, s.step(im))
		return
	}
	if reading := s.chosen(r, im); !reading.Equal(im.Reading) {
		im.Reading = reading
		s.forget(im)
	}
	if im.State == desk.Draft {
		im.State = desk.Checked
	}
	_, err := s.review(r, im)
	if err != nil {
		im.State = desk.Draft
	}
	if failed := im.Save(); failed != nil {
		s.refuse(w, r, im, 2, failed)
		return
	}
	if to := r.PostFormValue("to"); err == nil && to == "check" {
		goTo(w, r, "/i/"+im.ID+"/check")
		return
	}
	goTo(w, r, "/i/"+im.ID+"/columns")
}

// chosen is what a form says about the reading. A column whose choice is that of the
// file is not mapped by hand.
func (s *Server) chosen(r *http.Request, im *desk.Import) desk.Reading {
	_ = r.ParseForm()
	form := r.PostForm
	reading := desk.Reading{
		Sheet: strings.TrimSpace(form.Get("sheet")), Encoding: strings.TrimSpace(form.Get("encoding")), Delimiter: form.Get("delimiter"),
		Repair: form.Get("repair") != "", From: platform(form), Columns: map[string]string{}, Set: map[string]string{},
	}
	reading.SkipRows, _ = strconv.Atoi(form.Get("skip"))
	reading.SkipRows = max(0, reading.SkipRows)
	for tag := range strings.SplitSeq(form.Get("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			reading.Tags = append(reading.Tags, tag)
		}
	}
	if reading.Delimiter == `\t` {
		reading.Delimiter = "\t"
	}
	for _, name := range constants() {
		if value := strings.TrimSpace(form.Get("set-" + name)); value != "" {
			reading.Set[name] = value
		}
	}
	if name := strings.TrimSpace(form.Get("email_column")); name != "" {
		reading.Columns[name] = "email"
	}
	s.mu.Lock()
	rv := s.reviews[im.ID]
	s.mu.Unlock()
	switch {
	case rv == nil: // what was said about columns may be why
		reading.Tags, reading.Set = im.Reading.Tags, im.Reading.Set
		return reading
	case isOther(&reading, &im.Reading):
		return reading
	}
	for place, column := range rv.Columns() {
		name := strconv.Itoa(place)
		choice, param := cmp.Or(form.Get("column-"+name), becomes(column)), column.Param
		if form.Has("param-" + name) {
			param = strings.TrimSpace(form.Get("param-" + name))
		}
		mapped(&reading, &im.Reading, column, choice, param)
		if form.Get("carry-"+name) != "" && !rv.IsPassword(place) {
			reading.Carry = append(reading.Carry, column.Name)
		}
	}
	reading.Chosen = meant(form, rv.About().Statuses, im.Reading.Chosen)
	return reading
}

// isOther reports whether the file has other columns when it is read so.
func isOther(now, old *desk.Reading) bool {
	return now.Sheet != old.Sheet || now.Encoding != old.Encoding || now.Delimiter != old.Delimiter || now.SkipRows != old.SkipRows
}

// platform is the one whose export the file is. The button of the proposal comes before
// the list.
func platform(form url.Values) string {
	name := form.Get("from")
	if form.Get("like") != "" {
		name = form.Get("like")
	}
	if p := profile.Find(name); p != nil {
		return p.Name
	}
	return ""
}

// mapped takes over what becomes of a column.
func mapped(reading, old *desk.Reading, c review.Column, choice, param string) {
	before, byHand := old.Columns[c.Name]
	same := choice == becomes(c)
	switch {
	case same && byHand:
		reading.Columns[c.Name] = before
	case choice == asNames && (!same || old.SplitName != ""):
		reading.SplitName = c.Name
	case choice == asKey && (!same || old.KeyFrom != "" || param != c.Param):
		reading.KeyFrom = strings.TrimSuffix(c.Name+":"+strings.Trim(param, " ?&=:"), ":")
	case !same:
		reading.Columns[c.Name] = choice
	}
}

// meant is which rows are meant. Without any word of a column, nothing was chosen. A
// form without words leaves what was chosen.
func meant(form url.Values, statuses []source.Status, old map[string]desk.Choice) map[string]desk.Choice {
	if form.Get("meant") == "" {
		return old
	}
	chosen := map[string]desk.Choice{}
	for place, status := range statuses {
		name := "meant-" + strconv.Itoa(place)
		taken, rest := form[name], form.Get(name+"-rest") != ""
		var only, skip []string
		for _, word := range status.Words {
			if slices.Contains(taken, word.Value) {
				only = append(only, word.Value)
			} else {
				skip = append(skip, word.Value)
			}
		}
		switch {
		case rest && len(skip) == 0: // all of them
			chosen[status.Name] = desk.Choice{Only: []string{"*", ""}}
		case rest:
			chosen[status.Name] = desk.Choice{Skip: skip}
		case len(only) > 0:
			chosen[status.Name] = desk.Choice{Only: only}
		}
	}
	return chosen
}
