// Package words has every sentence that the page shows, in each language that it
// speaks.
//
// The English sentence is the name of a sentence. The files in the folder lang have
// its forms: a text, or one for each plural category of its language
// (https://cldr.unicode.org/index/cldr-spec/plural-rules). Numbers and times are
// written as the language does. How terms are translated is in
// docs/internals/translations.md.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed lang/*.json
var files embed.FS

// Languages are those that the page speaks. The first one is for everybody else.
func Languages() []language.Tag {
	return []language.Tag{language.English, language.German, language.Spanish, language.French, language.Lithuanian, language.Portuguese}
}

// NameOf is what a language calls itself, "" for one that the page does not speak.
func NameOf(tag language.Tag) string {
	return map[language.Tag]string{
		language.English: "English", language.German: "Deutsch", language.Spanish: "Español", language.French: "Français",
		language.Lithuanian: "Lietuvių", language.Portuguese: "Português",
	}[tag]
}

// A Book has all sentences in all languages. It is safe for concurrent use.
type Book struct {
	sentences map[language.Tag]map[string]Forms
	matcher   language.Matcher
	mark      func(string) string // nil, or changes what is said
}

// Open reads the sentences.
func Open() (*Book, error) {
	b := &Book{sentences: map[language.Tag]map[string]Forms{}, matcher: language.NewMatcher(Languages())}
	for _, tag := range Languages() {
		sentences, err := Sentences(tag)
		if err != nil {
			return nil, fmt.Errorf("the sentences of %q cannot be read: %w", tag, err)
		}
		b.sentences[tag] = sentences
	}
	return b, nil
}

// Marked is a book that changes all that it says. A test sees with it what does not
// come from the book.
func (b *Book) Marked(mark func(string) string) *Book {
	return &Book{b.sentences, b.matcher, mark}
}

// Forms are a sentence in one language: one text as "other", or one for each plural
// category of its first number.
type Forms map[string]string

// UnmarshalJSON takes a text as the form of any number.
func (f *Forms) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*f = Forms{"other": text}
		return nil
	}
	var forms map[string]string
	err := json.Unmarshal(data, &forms)
	*f = forms
	return err
}

// Sentences are those of the file of a language, by their English text.
func Sentences(tag language.Tag) (map[string]Forms, error) {
	text, err := files.ReadFile("lang/" + tag.String() + ".json")
	if err != nil {
		return nil, err
	}
	var sentences map[string]Forms
	err = json.Unmarshal(text, &sentences)
	return sentences, err
}

// A Speaker says sentences in one language. It is safe for concurrent use.
type Speaker struct {
	Tag       language.Tag
	sentences map[string]Forms
	printer   *message.Printer
	mark      func(string) string
}

// Speaker chooses the language by what a browser accepts (RFC 9110, 12.5.4).
func (b *Book) Speaker(accept string) *Speaker {
	_, i := language.MatchStrings(b.matcher, accept)
	return b.In(Languages()[i])
}

// In speaks one of the languages of the page, English for any other one.
func (b *Book) In(tag language.Tag) *Speaker {
	if !slices.Contains(Languages(), tag) {
		tag = language.English
	}
	// A catalogue of x/text is not used, because its plural rules are too old.
	return &Speaker{tag, b.sentences[tag], message.NewPrinter(tag, message.Catalog(catalog.NewBuilder())), b.mark}
}

// Say says a sentence. Its name is the English text, with verbs as in package fmt. The
// first whole number among the arguments chooses the plural form. A name without a
// sentence is said as it is.
func (s *Speaker) Say(name string, args ...any) string {
	text := name
	if forms := s.sentences[name]; forms != nil {
		text = forms["other"]
		if form, ok := forms[category(s.Tag, args)]; ok {
			text = form
		}
	}
	said := s.printer.Sprintf(text, args...)
	if s.mark != nil {
		return s.mark(said)
	}
	return said
}

// Moment is a date with its time of day.
func (s *Speaker) Moment(t time.Time) string {
	layout := "2006-01-02 15:04" // everybody understands it
	switch s.Tag {
	case language.German:
		layout = "02.01.2006, 15:04"
	case language.French, language.Spanish, language.Portuguese:
		layout = "02/01/2006, 15:04"
	}
	return t.Format(layout)
}
