package source

// This file holds what this package says to people about fields that are made from the
// values of columns.

// partneroParameter is the parameter of Partnero's own links.
const partneroParameter = "aff"

const (
	sayKeyless     = "%d rows (first: line %d) have no value in %s. Each of these partners gets a new key."
	sayKeylessOnce = "1 row (line %d) has no value in %s. Its partner gets a new key."
	sayLinks       = "The old links have the key in %s. To keep them working, your site must accept that parameter, or redirect it to ?%s=."
	sayPaths       = "The old links end with the key. To keep them working, redirect them to your site with ?%s= and the key."
	sayLinksBoth   = "The old links have the key in %s, or at their end. To keep them working, redirect them to your site with ?%s= and the key."
	sayCompany     = "line %d: %s in %s looks like a company%s. Its last word is read as the surname."
	sayUncertain   = "line %d: %s in %s cannot be split for certain%s. The whole is the name."
)
