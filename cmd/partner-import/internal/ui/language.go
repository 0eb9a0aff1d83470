package ui

import (
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
	"partner-import/importer/option"
)

// A tongue is a language that a person can choose, by its own name.
type tongue struct{ Tag, Name string }

// tongues are all languages of the page.
func tongues() (all []tongue) {
	for _, tag := range words.Languages() {
		all = append(all, tongue{tag.String(), words.NameOf(tag)})
	}
	return all
}

// speaker speaks the language that the person chose. Before a choice it is what the
// browser asks for.
func (s *Server) speaker(r *http.Request) *words.Speaker {
	s.mu.Lock()
	chosen := s.language
	s.mu.Unlock()
	speaker := s.book.Speaker(r.Header.Get("Accept-Language"))
	if chosen != language.Und {
		speaker = s.book.In(chosen)
	}
	s.spoken.Store(speaker)
	return speaker
}

// call is how messages call options here: by the labels of the page, in the language
// that the person saw last.
func (s *Server) call(name option.Name, value string) string {
	speaker := s.spoken.Load()
	if speaker == nil {
		speaker = s.book.In(language.English)
	}
	return pageCall(speaker.Say)(name, value)
}

// chosenLanguage is the language that was chosen on this desk, und before a choice.
func chosenLanguage(d *desk.Desk) language.Tag {
	tag, err := language.Parse(d.Settings().Language)
	if err != nil || words.NameOf(tag) == "" {
		return language.Und
	}
	return tag
}

// chooseLanguage changes the language of all pages. It is kept on the desk, because a
// cookie would be sent to every other program of this computer that serves pages.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	tag, err := language.Parse(r.PostFormValue("language"))
	if err == nil && words.NameOf(tag) != "" {
		s.mu.Lock()
		s.language = tag
		s.mu.Unlock()
		settings := s.desk.Settings()
		settings.Language = tag.String()
		_ = s.desk.SaveSettings(settings) // until the program ends, it is known without the disk
	}
	goTo(w, r, samePage(r.PostFormValue("next")))
}

// here is the page that a request shows, for a way back to it.
func here(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return r.URL.Path
	}
	return r.URL.Path + "?" + r.URL.RawQuery
}

// samePage is a page of ours with its query, whatever was asked for.
func samePage(next string) string {
	to, err := url.Parse(next)
	if err != nil {
		return "/"
	}
	path := ownPath(to.Path)
	if to.Path == "/key" {
		path = to.Path
	}
	if path == "/" || to.RawQuery == "" {
		return path
	}
	return path + "?" + to.Query().Encode()
}

// Moment is a date with its time of day, in the words of the page.
func (v view) Moment(e earlier) string { return v.speaker.Moment(e.When.Local()) }

// Tongues are the languages of the page.
func (view) Tongues() []tongue { return tongues() }

// Tongue is the name of the language of the page.
func (v view) Tongue() string { return words.NameOf(v.speaker.Tag) }
