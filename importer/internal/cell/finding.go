package cell

// A Kind is something that is told once for a whole file.
type Kind int

// The kinds, in the order in which they are told.
const (
	InvisibleRemoved Kind = iota // a character that nobody sees was removed
	QuotesRemoved                // so were quotes around a value
	AddressTaken                 // an address was taken out of what is around it
	FormulaText                  // a text starts like a formula
	FormulaErrorText             // a text is the error of a formula
	EncodedTwice                 // UTF-8 was read as another encoding
	CharactersLost               // letters became replacement characters
	QuoteAlone                   // a quote has no partner
	BrokenLine                   // a line break is in the middle of a value
	DecimalNumber                // 1001 became 1001.0
	PasswordAsIs                 // a password may hold what is not meant
	Kinds                        // how many there are
)
