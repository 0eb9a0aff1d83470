package journal

import "strings"

// databasePrefix begins the place of a journal in a database.
const databasePrefix = "postgres:"

// Database returns the name of a journal in a database, and whether the place is one.
// Any other place is a file.
func Database(place string) (name string, ok bool) {
	if name, ok = strings.CutPrefix(place, databasePrefix); ok {
		return name, true
	}
	return "", strings.HasPrefix(place, "postgresql:")
}

// mostName is how long the name of a journal may be.
const mostName = 63

// IsName reports whether a journal in a database may be called so: letters, digits and
// . _ - only. An address with a password is none.
func IsName(name string) bool {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)) {
			return false
		}
	}
	return name != "" && len(name) <= mostName
}
