package cell

// A Kind is something that is told once for a whole file.
type Kind int

const (
	InvisibleRemoved Kind = iota
	QuotesRemoved
	AddressTaken
	FormulaText
	FormulaErrorText
	EncodedTwice
	CharactersLost
	QuoteAlone
	BrokenLine
	DecimalNumber
	PasswordAsIs
	Kinds // how many there are
)
