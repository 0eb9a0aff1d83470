package export

// This file holds what this package says to people.
const (
	sayNotExport      = "This is not an export of %s: it has no column %s."
	sayLooksLikeOther = " It looks like an export of %s. Use %s."
	sayWithoutProfile = " Check the file, or leave out %s."
	sayTellUs         = " The names of the columns of %s are not public, so this profile is untested. Please report the first line of your file: it has only the names of the columns."
	sayLooksLike      = "This looks like an export of %s. Read it with %s."
	sayLooksRefused   = "This looks like a file of %s. %s"

	sayFooter   = "%s is a line that %s adds below the rows. It is not a partner."
	sayShortRow = "Put empty cells where values are missing."

	sayNoParent      = "%s in %s is the %s of no row in this file. Empty it, or add the row."
	sayTwoParents    = "%s in %s is the id of two rows, line %d and line %d. Correct one of them."
	sayParentWithout = "%s in %s is the id of line %d, which has no address. Fill in the address, or empty the cell."
	sayRepeats       = "The same partner as in line %d, with the same values. The rows are merged."

	sayKeyChoice = "Links of %s have the value of %s as their key: the settings of your site decide. Choose with %s. Otherwise each partner gets a new key, and old links stop working."
	sayKeysLost  = "Exports of %s have no keys, so each partner gets a new key. Old links will not lead to these partners."
	sayUntested  = "The profile of %s is untested on a real file: the names of its columns are from an API. Check the mapping first. Please report the first line of your file: it has only the names of the columns."
	saySlug      = "line %d: The key %s in %s has spaces. It becomes %s, and other keys with spaces likewise. Redirect links with the old key."
	sayDoubt     = "Rows with %s in %s are left out (first: line %d). To create them too, use %s."
	sayNoneMeant = "No row has %s in %s. The values are %s. If one of them means the same, name it with %s."
	sayNotMeant  = "Left out: %s in %s is not a partner to create, as the profile of %s says."
)
