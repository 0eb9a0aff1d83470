package send

import (
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/lifecycle"
)

// kindOf is what an attempt in this phase does.
func kindOf(p lifecycle.Phase) breaker.Kind {
	switch p {
	case lifecycle.Create:
		return breaker.Create
	case lifecycle.Change:
		return breaker.Change
	}
	return breaker.Lookup
}
