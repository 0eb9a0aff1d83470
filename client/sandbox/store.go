package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// errTaken is the database's error for the loser of a race.
var errTaken = errors.New("duplicate entry for a unique index")

// errGone says that the partner was deleted meanwhile.
var errGone = errors.New("no such row any more")

// row is a partner in its place. A row in the store never changes, it is only
// replaced. So it can be read without the lock.
type row struct {
	Partner
	n int // position in creation order
}

// store keeps the partners. All methods are safe for concurrent use.
type store struct {
	mu   sync.RWMutex
	rows []*row
	by   map[string]*index // "email", "id", "key"
	gone int               // of rows, those that are nil: their partners were deleted
	next uint32            // counter behind generated ids and keys
}

func newStore() *store {
	return &store{by: map[string]*index{"email": newIndex(), "id": newIndex(), "key": newIndex()}}
}

// fold returns the form in which e-mails are compared: without regard to case and
// to space around them.
func fold(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// folded returns the form in which a value of the attribute is indexed.
func folded(attribute, value string) string {
	if attribute == "email" {
		return fold(value)
	}
	return value
}

// find returns the oldest partner with that value, or nil.
func (s *store) find(attribute, value string) *row {
	if value == "" {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.lookup(attribute, value)
}

func (s *store) lookup(attribute, value string) *row {
	n, ok := s.by[attribute].first[folded(attribute, value)]
	if !ok {
		return nil
	}
	return s.rows[n]
}

// insert adds a partner. It generates an id and a key if they are missing. With
// unique set it acts like the database index: errTaken, and nothing is added.
func (s *store) insert(p Partner, unique bool) (*row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if unique && s.clash(p) {
		return nil, errTaken
	}
	if p.ID == "" {
		p.ID = s.unused("id", "partner_", 0x9e3779b1)
	}
	if p.Key == "" {
		p.Key = s.unused("key", "ref_", 0x85ebca6b)
	}
	r := &row{Partner: p, n: len(s.rows)}
	s.rows = append(s.rows, r)
	s.index(r)
	return r, nil
}

func (s *store) clash(p Partner) bool {
	return s.lookup("email", p.Email) != nil ||
		p.ID != "" && s.lookup("id", p.ID) != nil ||
		p.Key != "" && s.lookup("key", p.Key) != nil
}

// unused makes a value that no partner has. An odd factor permutes the 32-bit
// numbers. So the loop only repeats for values that a partner chose.
func (s *store) unused(attribute, prefix string, factor uint32) string {
	for {
		s.next++
		v := fmt.Sprintf("%s%08x", prefix, s.next*factor)
		if s.lookup(attribute, v) == nil {
			return v
		}
	}
}

// update replaces the partner at position n with its change. With unique set, a new
// e-mail or key that belongs to another partner gives errTaken.
func (s *store) update(n int, change func(Partner) Partner, unique bool) (*row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.rows[n]
	if old == nil {
		return nil, errGone
	}
	r := &row{Partner: change(old.Partner.clone()), n: n}
	for attribute := range s.by {
		if other := s.lookup(attribute, r.value(attribute)); unique && other != nil && other.n != n {
			return nil, errTaken
		}
	}
	s.unindex(old)
	s.rows[n] = r
	s.index(r)
	return r, nil
}

// setStatus replaces the status of the partner at position n, if it is one of those
// that may change.
func (s *store) setStatus(n int, status string, now time.Time, may func(string) bool) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.rows[n]
	if old == nil || !may(old.Status) {
		return false
	}
	p := old.Partner.clone()
	p.Status, p.UpdatedAt = status, now
	s.rows[n] = &row{Partner: p, n: n} // its e-mail, id and key stay where the index has them
	return true
}

// remove deletes the partner at position n, and frees its e-mail, id and key. The
// position stays empty.
func (s *store) remove(n int) (removed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.rows[n]
	if old == nil {
		return false
	}
	s.unindex(old)
	s.rows[n] = nil
	s.gone++
	return true
}

func (s *store) index(r *row) {
	for attribute, x := range s.by {
		x.add(folded(attribute, r.value(attribute)), r.n)
	}
}

func (s *store) unindex(r *row) {
	for attribute, x := range s.by {
		x.remove(folded(attribute, r.value(attribute)), r.n)
	}
}

// value returns the attribute "email", "id" or "key".
func (r *row) value(attribute string) string {
	switch attribute {
	case "email":
		return r.Email
	case "id":
		return r.ID
	}
	return r.Key
}

// page returns the rows of a page (from 1) and whether more follow.
func (s *store) page(page, limit int) (rows []*row, more bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	there := s.there()
	if page-1 > len(there)/limit {
		return nil, false
	}
	from := min((page-1)*limit, len(there))
	to := min(from+limit, len(there))
	return slices.Clone(there[from:to]), to < len(there)
}

// there are the rows that were not deleted.
func (s *store) there() []*row {
	if s.gone == 0 {
		return s.rows
	}
	return slices.DeleteFunc(slices.Clone(s.rows), func(r *row) bool { return r == nil })
}

// search returns up to limit rows with part in the attribute. It is the only call
// that looks at every row, like a LIKE '%part%'.
func (s *store) search(attribute, part string, limit int) []*row {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var hits []*row
	for _, r := range s.there() {
		if len(hits) == limit {
			break
		}
		if strings.Contains(strings.ToLower(r.value(attribute)), strings.ToLower(part)) {
			hits = append(hits, r)
		}
	}
	return hits
}

// all copies every partner, in order of creation.
func (s *store) all() []Partner {
	s.mu.RLock()
	defer s.mu.RUnlock()
	there := s.there()
	out := make([]Partner, len(there))
	for i, r := range there {
		out[i] = r.Partner.clone()
	}
	return out
}

// seed adds the partners who exist already, without a check for uniqueness.
func (s *store) seed(partners []Partner, now time.Time) {
	for _, p := range partners {
		_, _ = s.insert(p.seeded(now), false) // cannot fail: not unique
	}
}
