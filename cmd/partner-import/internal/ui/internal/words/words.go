// Package words has every sentence that the page shows, in each language that it
// speaks.
//
// The English sentence is the name of a sentence. The files in the folder lang have
// its forms: a text, or one for each plural category of its language
// (https://cldr.unicode.org/index/cldr-spec/plural-rules). Numbers are written as the
// language does.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed lang/*.json
var files embed.FS

// Languages are those that the page speaks. The first one is for everybody else.
func Languages() []language.Tag {
	return []language.Tag{language.English}
}

// A Book has all sentences in all languages. It is safe for concurrent use.
type Book struct {
	catalogue *catalog.Builder
	matcher   language.Matcher
}

// Open reads the sentences.
func Open() (*Book, error) {
	b := &Book{catalogue: catalog.NewBuilder(catalog.Fallback(language.English)), matcher: language.NewMatcher(Languages())}
	for _, tag := range Languages() {
		sentences, err := Sentences(tag)
		if err != nil {
			return nil, err
		}
		for name, forms := range sentences {
			if err := b.set(tag, name, forms); err != nil {
				return nil, fmt.Errorf("%s: %q: %w", tag, name, err)
			}
		}
	}
	return b, nil
}

// Forms are a sentence in one language: one text as "other", or one for each plural
// category of its number.
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

func (b *Book) set(tag language.Tag, name string, forms Forms) error {
	if len(forms) == 1 {
		return b.catalogue.SetString(tag, name, forms["other"])
	}
	var cases []any
	for _, category := range []string{"zero", "one", "two", "few", "many", "other"} {
		if text, ok := forms[category]; ok {
			cases = append(cases, category, text)
		}
	}
	return b.catalogue.Set(tag, name, plural.Selectf(1, "", cases...))
}

// A Speaker says sentences in one language.
type Speaker struct {
	Tag     language.Tag
	printer *message.Printer
}

// Speaker chooses the language by what a browser accepts (RFC 9110, 12.5.4).
func (b *Book) Speaker(accept string) *Speaker {
	tag, _ := language.MatchStrings(b.matcher, accept)
	base, _ := tag.Base()
	own := Languages()
	if i := slices.IndexFunc(own, func(t language.Tag) bool { other, _ := t.Base(); return other == base }); i >= 0 {
		tag = own[i]
	}
	return &Speaker{tag, message.NewPrinter(tag, message.Catalog(b.catalogue))}
}

// Say says a sentence. Its name is the English text, with verbs as in package fmt.
func (s *Speaker) Say(name string, args ...any) string { return s.printer.Sprintf(name, args...) }
