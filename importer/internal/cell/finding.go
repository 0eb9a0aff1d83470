package cell

// A Kind is something that is said once for a whole file.
type Kind int

// The kinds, in the order in which they are said.
const (
	InvisibleRemoved Kind = iota // an invisible character was removed
	QuotesRemoved                // quotes around a value were removed
	AddressTaken                 // everything around an address was removed
	FormulaText                  // a text starts like a formula
	FormulaErrorText             // a text is the error of a formula
	EncodedTwice                 // UTF-8 was read as another encoding
	CharactersLost               // letters became replacement characters
	QuoteAlone                   // a quote has no counterpart
	BrokenLine                   // a line break is in the middle of a value
	DecimalNumber                // 1001 became 1001.0
	PasswordAsIs                 // a password has a space or an invisible character
	Kinds                        // how many there are
)
