package header

import (
	"strings"

	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// Join reads two rows as one header, if the upper one has names of groups: "Name" over
// "First name" and "Last name". The lower row must have only names of fields, and more
// of them than the upper one. Otherwise it returns nil.
func Join(upper, lower []string, known map[string]string) []string {
	if len(lower) != len(upper) || raw.HoldsAddress(lower) {
		return nil
	}
	joined, group, count := make([]string, len(upper)), "", FieldsNamed(known)
	for i, name := range lower {
		if strings.TrimSpace(upper[i]) != "" {
			group = strings.TrimSpace(upper[i])
		}
		name = strings.TrimSpace(name)
		if joined[i] = upper[i]; name == "" {
			continue
		}
		if known[names.Fold(upper[i])] == "email" {
			return nil // the names of fields have no name in the column of addresses
		}
		if joined[i] = inGroup(group, name, known); joined[i] == "" {
			return nil
		}
	}
	if count(joined) <= count(upper) {
		return nil
	}
	return joined
}

// inGroup is the name of a field below the name of a group, "" without one. What is
// below a referring partner is never the partner's own.
func inGroup(group, name string, known map[string]string) string {
	together := group + " " + name
	if known[names.Fold(together)] != "" {
		return together
	}
	if strings.HasPrefix(known[names.Fold(group)], "referring") {
		return ""
	}
	for _, other := range []string{name, name + " " + group} {
		if known[names.Fold(other)] != "" {
			return other
		}
	}
	return ""
}
