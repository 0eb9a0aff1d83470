package cell

// A Kind is something that is said once for a whole file.
type Kind int

// The kinds, in the order in which they are said.
const (
	InvisibleRemoved Kind = iota // an invisible character was removed
	QuotesRemoved                // quotes around a value were removed
	AddressTaken                 // everything around an address was removed
	AddressSpelt                 // another spelling of an address was read
	AddressWidened               // full-width characters were read as the usual ones
	EntitiesRead                 // HTML entities were read as the characters that they mean
	EscapesRead                  // escapes of programs were read as the characters that they mean
	TagInQuotes                  // a tag in quotes keeps its comma
	TagsUnread                   // tags are written in a way that nobody can read for certain
	FormulaText                  // a text starts like a formula
	FormulaErrorText             // a text is the error of a formula
	EncodedTwice                 // UTF-8 was read as another encoding
	CharactersLost               // letters became replacement characters
	QuoteAlone                   // a quote has no counterpart
	BrokenLine                   // a line break is in the middle of a value
	DecimalNumber                // 1001 became 1001.0
	EscapedText                  // a text holds escapes that nobody can read for certain
	CodeIsDate                   // an id or key looks like a date
	CodeIsNumber                 // an id or key looks like an amount: 1,234 or 12 %
	CodeIsLogical                // an id or key is TRUE or FALSE
	NameIsDate                   // a name looks like a date or a rounded number
	OddAddress                   // a valid address that looks damaged
	KeyOdd                       // a key has characters that a link may change
	QuestionMark                 // a letter became a question mark
	OtherAlphabet                // a word of an address looks Latin and is not
	PasswordAsIs                 // a password has a space or an invisible character
	DateFormat                   // a cell of a workbook is a date, as its number format says
	Kinds                        // how many of these there are

	// These are said once for each word.
	NothingEmptied // a word for "nothing" was read as empty
	NothingKept    // a word for "nothing" may be a name
)
