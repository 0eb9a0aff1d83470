package importer

import (
	"cmp"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// What a column like "referred by" holds may be an id or a key. Where a row of
// the file has it, that row tells, see referrer.go. Else the account is asked for
// both, before the row is sent: it is about who earns the commission.
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

// maxNamesakes is how many answers are kept for other rows. Then all are
// forgotten, which costs two lookups for each name that comes again.
const maxNamesakes = 4096

// namesakes are the partners whose id or key is what a row names.
type namesakes struct {
	asked int // lookups that were answered: by id, then by key
	byID  namesake
	byKey namesake
}

// A namesake is what messages say of such a partner.
type namesake struct{ id, email string }

// String is for messages.
func (n namesake) String() string { return describe(client.Partner{ID: n.id, Email: n.email}) }

// ask takes what the record asks for. As long as it is not known whether it names
// the referring partner by id or by key, it is taken for an id, and not sent.
func (j *job) ask(r *row.Record) {
	j.request, j.named = r.Request(), strings.Clone(r.Referrer)
	if j.named != "" {
		j.request.Referrer, j.namesakes = &client.Referrer{ID: j.named}, &namesakes{}
	}
}

// takeAs takes what a row names for what an earlier run took it for, so that both
// ask for the same. That does not settle what is sent.
func (j *job) takeAs(e journal.Entry) {
	if j.named != "" && (e.Content == j.other || e.Made == j.other) {
		j.take(j.otherReading())
	}
}

// otherReading is the referring partner by key, if he is taken to be named by id.
func (j *job) otherReading() client.Referrer {
	if j.request.Referrer.ID != "" {
		return client.Referrer{Key: j.named}
	}
	return client.Referrer{ID: j.named}
}

func (j *job) take(r client.Referrer) {
	if r != *j.request.Referrer {
		j.request.Referrer = &r
		j.whole, j.other = j.other, j.whole
	}
}

// beforeCreate is the step to a create: who is named must be known.
func (j *job) beforeCreate() step {
	if j.named != "" {
		return findReferrer
	}
	return create
}

// afterReferrer: the account was asked whose id, or whose key, it is.
func (l life) afterReferrer(j *job, o outcome) turn {
	switch {
	case o.err != nil && o.err.Kind == client.Throttled:
		return turn{step: findReferrer}
	case o.err != nil && o.err.Kind != client.NotFound, o.err == nil && !j.isNamed(o.partner):
		if j.misses++; j.misses >= maxLookups {
			return end(j.unreached())
		}
		return turn{step: findReferrer, after: backoff(j.misses)}
	case j.namesakes.asked == 0:
		j.namesakes.byID = namesake{o.partner.ID, o.partner.Email}
	default:
		j.namesakes.byKey = namesake{o.partner.ID, o.partner.Email}
	}
	j.misses = 0
	if j.namesakes.asked++; j.namesakes.asked < 2 {
		return turn{step: findReferrer}
	}
	return j.settleNamed()
}

// settleNamed decides whom the row names, when the account was asked for both.
func (j *job) settleNamed() turn {
	id, key := j.namesakes.byID, j.namesakes.byKey
	switch {
	case id.id == "" && key.id == "":
		return end(j.ended(row.Failed, row.ReferrerNotFound, row.ReferrerColumn,
			"%s is neither the id nor the key of a partner; create that partner first, or correct the cell", cell.Quote(j.named)))
	case id.id != "" && key.id != "" && id.id != key.id:
		return end(j.ended(row.Failed, row.ReferrerAmbiguous, row.ReferrerColumn,
			"%s is the id of partner %s and the key of partner %s; %s", cell.Quote(j.named), id, key, nameTheColumn))
	case id.id == "":
		j.take(client.Referrer{Key: j.named})
	default:
		j.take(client.Referrer{ID: j.named})
	}
	j.named = ""
	return turn{step: create}
}

// isNamed reports whether an answer is about the partner who was asked for.
func (j *job) isNamed(p client.Partner) bool {
	has := p.ID
	if j.namesakes.asked > 0 {
		has = cmp.Or(keyOf(p), j.named) // some answers have none
	}
	return strings.EqualFold(identity.Composed(has), identity.Composed(j.named))
}

// remember keeps the answers about what a row names, for others that name the
// same.
func (s *sender) remember(named string, n *namesakes) {
	if named == "" || n.asked < 2 {
		return
	}
	if s.namesakes == nil || len(s.namesakes) == maxNamesakes {
		s.namesakes = map[string]*namesakes{}
	}
	s.namesakes[named] = n
}

// knows settles whom a row names, if another one has asked.
func (s *sender) knows(j *job) (t turn, known bool) {
	n, known := s.namesakes[j.named]
	if j.step != findReferrer || !known {
		return turn{}, false
	}
	j.namesakes = n
	return j.settleNamed(), true
}
