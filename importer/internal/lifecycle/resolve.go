package lifecycle

import (
	"cmp"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/row"
)

// The value of a column like "referred by" may be an id or a key. If a row of the
// file has it, that row tells which. Otherwise Partnero is asked for both before
// the row is sent, because the referring partner earns the commission.
//
//	a partner has it as id   as key   the referring partner is
//	           yes             no     that one, by id
//	           no              yes    that one, by key
//	           yes, the same partner  that one, by id
//	           yes, two partners      not known: referrer_ambiguous
//	           no              no     not there: referrer_not_found
//
// So a file of failed rows can be imported as it is, although the rows of the
// referring partners are in the file that it came from.

// A resolution is what Partnero said about a name: the id or the key of one partner,
// or why it is neither.
type resolution struct {
	referrer client.Referrer
	problem  *row.Problem
}

// afterResolve: Partnero was asked which partner has the name as id, or as key.
func (r Rules) afterResolve(j *Job, e event, a Answer) Decision {
	if e != done && e != absent {
		return r.lookAgain(j, e, a, j.unreached)
	}
	j.owners, j.budget.misses = append(j.owners, a.Partner), 0
	if len(j.owners) < 2 {
		return Decision{}
	}
	return r.resolved(j, resolve(j.ask.named, j.owners[0], j.owners[1]))
}

// resolve decides which partner a name means, after both lookups.
func resolve(name string, byID, byKey client.Partner) resolution {
	switch {
	case byID.ID == "" && byKey.ID == "":
		return resolution{problem: verdict.NobodyHas(name)}
	case byID.ID != "" && byKey.ID != "" && byID.ID != byKey.ID:
		return resolution{problem: verdict.TwoHave(name, byID, byKey)}
	case byID.ID == "":
		return resolution{referrer: client.Referrer{Key: name}}
	}
	return resolution{referrer: client.Referrer{ID: name}}
}

func (r Rules) resolved(j *Job, s resolution) Decision {
	j.ask.resolution = &s
	if s.problem != nil {
		return j.end(j.verdict().End(row.Failed, *s.problem))
	}
	j.ask.read(s.referrer)
	return r.toCreate(j)
}

// isNamed reports whether an answer is about the partner that was asked for.
func (j *Job) isNamed(p client.Partner) bool {
	has := p.ID
	if len(j.owners) > 0 {
		has = cmp.Or(compare.KeyOf(p), j.ask.named) // some answers have none
	}
	return strings.EqualFold(identity.Composed(has), identity.Composed(j.ask.named))
}

// maxNames is how many answers are kept for other rows. Then all are dropped, which
// costs two lookups for each name that comes again.
const maxNames = 4096

// Names are the answers about names, for other rows with the same name. The zero
// value has none. They belong to one goroutine.
type Names struct{ known map[string]resolution }

// Learn keeps what Partnero said about the name in a job's row.
func (n *Names) Learn(j *Job) {
	if _, again := n.known[j.ask.named]; again || j.ask.resolution == nil {
		return
	}
	if n.known == nil || len(n.known) == maxNames {
		n.known = map[string]resolution{}
	}
	n.known[j.ask.named] = *j.ask.resolution
}

// Resolve decides how a row continues if its name is already known.
func (r Rules) Resolve(j *Job, n *Names) (d Decision, known bool) {
	s, known := n.known[j.ask.named]
	if !known || j.phase != Resolve {
		return d, false
	}
	return r.resolved(j, s), true
}
