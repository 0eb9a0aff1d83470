package profile

import (
	"slices"
	"strings"

	"partner-import/importer/source/internal/names"
)

func fold(name string) string { return names.Fold(name) }

// Missing returns the columns of the signature that a file with these columns does not
// have. Of a list of names it returns the first.
func (p *Profile) Missing(columns []string) (missing []string) {
	for _, alternatives := range p.Signature {
		if !slices.ContainsFunc(alternatives, func(name string) bool { return has(columns, name) }) {
			missing = append(missing, alternatives[0])
		}
	}
	return missing
}

func has(columns []string, name string) bool {
	return slices.ContainsFunc(columns, func(column string) bool { return SameName(column, name) })
}

// Matching returns the profile whose signature the columns have, nil if there is none.
// Of several it is the one with the longest signature, and nil if that is not clear.
func Matching(columns []string) *Profile {
	best, length, tie := -1, 0, false
	folded := make(map[string]bool, len(columns))
	for _, column := range columns {
		folded[fold(column)] = true
	}
	texts := split(catalog)
	for i, text := range texts {
		signature := signatureOf(text)
		switch n := len(signature); {
		case n == 0 || n < length || !hasAll(columns, folded, signature):
		case n == length:
			tie = true
		default:
			best, length, tie = i, n, false
		}
	}
	if best < 0 || tie {
		return nil
	}
	p, err := Decode("profiles.yaml", texts[best])
	if err != nil {
		panic(err) // a test reads the file
	}
	return p
}

func hasAll(columns []string, folded map[string]bool, signature [][]string) bool {
	for _, alternatives := range signature {
		if !slices.ContainsFunc(alternatives, func(name string) bool {
			return folded[fold(name)] || strings.HasSuffix(name, "*") && has(columns, name)
		}) {
			return false
		}
	}
	return true
}

// Find returns the profile of that name, nil without one.
func Find(name string) *Profile {
	for _, p := range All() {
		if p.Name == strings.ToLower(strings.TrimSpace(name)) {
			return p
		}
	}
	return nil
}

// Nearest is a question with the name that was probably meant, "" if none is near. It
// begins with a space.
func Nearest(name string) string {
	known := map[string]string{}
	for _, p := range All() {
		known[fold(p.Name)], known[fold(p.Title)] = p.Name, p.Name
	}
	return names.DidYouMean(fold(name), known)
}
