package plan

import (
	"strings"

	"partner-import/importer/internal/identity"
)

// Find returns the row with an e-mail, the first of those that share it, and 0 if
// there is none. The e-mail is folded, as [identity.Email] does. It is not certain
// for one with an international domain, which has two forms: row is 0 then, and
// certain is false. Do not call it after [Plan.Release].
func (p *Plan) Find(email string) (row int, certain bool) {
	if !identity.IsASCII(email) || strings.Contains(email, "xn--") {
		return 0, false
	}
	return int(p.index.tables[byEmail].Row(p.index.Digest(email))), true
}

// Release gives up the memory that [Plan.Find] needs.
func (p *Plan) Release() { p.index = nil }
