package lifecycle

import (
	"cmp"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// What a column like "referred by" holds may be an id or a key. Where a row of
// the file has it, that row tells. Else the account is asked for both before the
// row is sent: it is about who earns the commission.
//
//	somebody has it as id   as key   the referring partner is
//	          yes             no     that one, by id
//	          no              yes    that one, by key
//	          yes, one and the same  that one, by id
//	          yes, of two            not known: referrer_ambiguous
//	          no              no     nobody: referrer_not_found
//
// So a file of failed rows can be imported as it is, although the rows of the
// referring partners stand in the file that it came from.

// A resolution is what the account said about a name: an id or a key of one
// partner, or why it is neither.
type resolution struct {
	referrer client.Referrer
	problem  *row.Problem
}

// A namesake is a partner that has a name as its id or its key.
type namesake struct{ id, email string }

func (n namesake) String() string { return describe(client.Partner{ID: n.id, Email: n.email}) }

// afterResolve: the account was asked whose id, or whose key, it is.
func (r Rules) afterResolve(j *Job, e event, a Answer) Decision {
	if e != done && e != absent {
		return r.lookAgain(j, e, j.unreached)
	}
	j.owners, j.budget.misses = append(j.owners, namesake{a.Partner.ID, a.Partner.Email}), 0
	if len(j.owners) < 2 {
		return Decision{}
	}
	return r.resolved(j, resolve(j.ask.named, j.owners[0], j.owners[1]))
}

// resolve decides whom a name means, after the account was asked for both.
func resolve(name string, byID, byKey namesake) resolution {
	switch {
	case byID.id == "" && byKey.id == "":
		return resolution{problem: knownToNobody(name)}
	case byID.id != "" && byKey.id != "" && byID.id != byKey.id:
		return resolution{problem: knownToTwo(name, byID, byKey)}
	case byID.id == "":
		return resolution{referrer: client.Referrer{Key: name}}
	}
	return resolution{referrer: client.Referrer{ID: name}}
}

func (r Rules) resolved(j *Job, s resolution) Decision {
	j.ask.resolution = &s
	if s.problem != nil {
		result := j.result(row.Failed)
		result.Problem = *s.problem
		return j.end(result)
	}
	j.ask.read(s.referrer)
	return r.toCreate(j)
}

// isNamed reports whether an answer is about the partner that was asked for.
func (j *Job) isNamed(p client.Partner) bool {
	has := p.ID
	if len(j.owners) > 0 {
		has = cmp.Or(keyOf(p), j.ask.named) // some answers have none
	}
	return strings.EqualFold(identity.Composed(has), identity.Composed(j.ask.named))
}

// maxNames is how many answers are kept for other rows. Then all are forgotten,
// which costs two lookups for each name that comes again.
const maxNames = 4096

// Names are the answers about names, for the rows that name the same. The zero
// value knows none. They belong to one goroutine.
type Names struct{ known map[string]resolution }

// Learn keeps what the account said about the name in a job's row.
func (n *Names) Learn(j *Job) {
	if j.ask.resolution == nil {
		return
	}
	if _, again := n.known[j.ask.named]; again {
		return
	}
	if n.known == nil || len(n.known) == maxNames {
		n.known = map[string]resolution{}
	}
	n.known[j.ask.named] = *j.ask.resolution
}

// Resolve decides how a row goes on, if what it names is known already.
func (r Rules) Resolve(j *Job, n *Names) (d Decision, known bool) {
	if j.phase != Resolve {
		return d, false
	}
	s, known := n.known[j.ask.named]
	if !known {
		return d, false
	}
	return r.resolved(j, s), true
}

// nameTheColumn is what to do where two partners are meant.
const nameTheColumn = `call the column "referring_partner_id" or "referring_partner_key"`

func knownToNobody(name string) *row.Problem {
	return &row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is neither the id nor the key of a partner; create that partner first, or correct the cell"}
}

func knownToTwo(name string, byID, byKey namesake) *row.Problem {
	return &row.Problem{Code: row.ReferrerAmbiguous, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is the id of partner " + byID.String() + " and the key of partner " + byKey.String() + "; " + nameTheColumn}
}
