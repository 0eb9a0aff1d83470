package send

import "partner-import/importer/row"

// This file holds what this package says to people about rows that are left out on
// purpose.
const (
	sayAbsent = " The row of that partner (line %d) is left out."
	sayOpen   = "An earlier run sent it and got no answer, so the partner may exist."
)

// sayEarlier says what an earlier run did with a row.
func sayEarlier(s row.Status) string {
	switch s {
	case row.Created:
		return "An earlier run created this partner."
	case row.Updated:
		return "An earlier run changed this partner."
	}
	return "An earlier run found this partner in Partnero."
}
