package importer

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

const (
	commitEvery = 100 * time.Millisecond
	commitMost  = 1000 // outcomes in a group
)

// An ending is a job with its result, on its way to the journal and then to
// the report.
type ending struct {
	job    *job
	result row.Result
}

// A group is what is written to the journal together: jobs that are about to
// be sent, and endings.
type group struct {
	claims []*job
	ends   []ending
	err    error
}

// A keeper stands between the sender and the journal. Groups are written one
// at a time, in a goroutine of its own, so that sending goes on meanwhile; all
// else belongs to the sender's goroutine.
//
// Without a journal, a group is written by doing nothing.
type keeper struct {
	journal *journal.Journal
	options *Options
	began   time.Time // settle times of inherited claims count from here

	next    group     // gathers what is written next
	last    time.Time // when a group was last handed over
	busy    bool
	groups  chan group
	written chan group
	failed  error // the journal takes nothing any more
	unread  error // the journal could not be read
}

func newKeeper(j *journal.Journal, o *Options) *keeper {
	return &keeper{journal: j, options: o, began: time.Now()}
}

// start begins to write groups.
func (k *keeper) start() {
	k.groups, k.written = make(chan group, 1), make(chan group, 1)
	go func() {
		defer close(k.written)
		for g := range k.groups {
			g.err = k.write(g)
			k.written <- g
		}
	}()
}

// close ends the keeper's goroutine; nothing may be under way.
func (k *keeper) close() {
	close(k.groups)
	for range k.written {
	}
}

func (k *keeper) write(g group) error {
	if k.journal == nil {
		return nil
	}
	var w journal.Group
	for _, j := range g.claims {
		if j.step == change {
			w.Doubts = append(w.Doubts, j.begun())
			continue
		}
		w.Claims = append(w.Claims, &j.entry)
	}
	for _, e := range g.ends {
		k.record(&w, e.job, e.result)
	}
	return k.journal.Write(w)
}

// record adds what is to be written of an ending.
func (k *keeper) record(w *journal.Group, j *job, r row.Result) {
	switch {
	case r.Recalled, r.Status == row.Unknown: // what it was, it stays: the next run looks it up
		j.noteDoubt(r)
		w.Doubts = append(w.Doubts, &j.entry)
	case r.Status == row.Unsent, r.Status == row.Blocked:
		w.Releases = append(w.Releases, j.entry.ID)
	case r.Status != row.Invalid:
		j.note(r, k.options.policy())
		w.Outcomes = append(w.Outcomes, &j.entry)
	}
}

// submit hands the gathered group over, if it is time to. Claims are urgent,
// since workers wait for them; endings wait for company, except those of
// invitations: one that a crash makes unknown stays it.
func (k *keeper) submit(now bool) {
	now = now || k.options.Invite
	due := len(k.next.claims) > 0 || len(k.next.ends) >= commitMost ||
		len(k.next.ends) > 0 && (now || time.Since(k.last) >= commitEvery)
	if k.busy || k.failed != nil || !due {
		return
	}
	k.groups <- k.next
	k.next, k.busy, k.last = group{}, true, time.Now()
}

// idle reports whether nothing is on its way.
func (k *keeper) idle() bool { return !k.busy && len(k.next.claims) == 0 && len(k.next.ends) == 0 }

// identify gives the job its identity in the journal.
func (k *keeper) identify(j *job) error {
	content, err := contentOf(j.request)
	if err != nil {
		return err
	}
	j.whole, j.alone = content, content
	if j.named != "" {
		other, referrer := j.request, j.otherReading()
		other.Referrer = &referrer
		if j.other, err = contentOf(other); err != nil {
			return err
		}
	}
	if j.request.Referrer != nil {
		alone := j.request
		alone.Referrer = nil
		if j.alone, err = contentOf(alone); err != nil {
			return err
		}
	}
	j.entry = journal.Entry{Email: identity.Email(j.request.Email), Content: content}
	if j.invite = k.options.Invite; j.invite {
		j.entry.Email = invitationOf(j.entry.Email)
	}
	return nil
}

// contentOf is what tells whether a row asks for the same as before. The
// password is left out: not even its hash is kept.
func contentOf(p client.NewPartner) (content [16]byte, err error) {
	p.Password = ""
	encoded, err := json.Marshal(p)
	if err != nil {
		return content, err
	}
	sum := sha256.Sum256(encoded)
	copy(content[:], sum[:])
	return content, nil
}

// note puts the result into the job's entry.
func (j *job) note(r row.Result, policy string) {
	e := &j.entry
	e.Status, e.Attempts = string(r.Status), r.Attempts
	e.PartnerID, e.Key, e.Link, e.Created = r.ID, r.Key, r.Link, r.CreatedAt
	e.Code, e.Field, e.Message = string(r.Problem.Code), r.Problem.Column, r.Problem.Message
	e.Ours, e.Policy = j.ours || r.Status == row.Created, policy
	e.Maker, e.Made = j.maker, j.made
	switch {
	case r.Status == row.Created:
		e.Maker, e.Made = journal.ThisRun, [16]byte{}
	case r.Status == row.Updated && j.made != [16]byte{}:
		e.Maker, e.Made = 0, [16]byte{} // there is nothing left to compare
	}
	e.Content = j.whole
	if r.Status.Good() && r.Problem.Code == row.ReferrerFailed {
		e.Content = j.alone
	}
}
