package reshape

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
)

// A LinkKind says why a link gives no key.
type LinkKind int

// The kinds of links without a key.
const (
	NoKey          LinkKind = iota // no parameter and no path
	NoParameter                    // the parameter that was asked for is not there
	TwoKeys                        // two parameters, and the values differ
	OtherParameter                 // only parameters that are not known
	NotAWord                       // the value is no word: Parameters has it
	SeveralLinks                   // the cell is more than one link
	Damaged                        // the encoding with "%" is broken
)

// A LinkError says why no key was taken out of a link. Its text says what to do in the
// file. A caller that has an option for the parameter may say so too.
type LinkError struct {
	Kind       LinkKind
	Link       string
	Parameters []string // that the error is about
}

// Error is a sentence for a person.
func (e *LinkError) Error() string {
	link := cell.Quote(e.Link)
	switch e.Kind {
	case NoParameter:
		return fmt.Sprintf("The link %s has no parameter %q. Write the key instead.", link, e.Parameters[0])
	case TwoKeys:
		return fmt.Sprintf("The link %s has two different keys (%s). Keep one.", link, quoted(e.Parameters))
	case OtherParameter:
		return fmt.Sprintf("The link %s has no parameter that is known for keys, only %s. Name the right one, or write the key instead.", link, quoted(e.Parameters))
	case NotAWord:
		return fmt.Sprintf("The link %s gives the key %s, which is not one word. Write the key instead.", link, cell.Quote(e.Parameters[0]))
	case SeveralLinks:
		return fmt.Sprintf("The cell %s is more than one link. Keep one.", link)
	case Damaged:
		return fmt.Sprintf("The link %s is damaged: a \"%%\" is not followed by two digits. Write the key instead.", link)
	}
	return fmt.Sprintf("The link %s has no key. Write the key instead.", link)
}

func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = cell.Quote(name)
	}
	return strings.Join(all, ", ")
}
