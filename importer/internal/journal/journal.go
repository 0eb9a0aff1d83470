package journal

import "iter"

// A Journal remembers what the imports of one account have sent. One run has it at a
// time. Find, Expect and Each are for one goroutine. Another one may call Write meanwhile.
// Whoever opened it closes it.
//
// Those who use a journal ask for the few methods that they need. This is all of them,
// for those who open it and pass it on.
type Journal interface {
	// Begin begins a run of the input with the given SHA-256. Entries that are claimed
	// from now on belong to this run.
	Begin(input, name string) error
	// Resume finds the runs of the input with the given SHA-256, for [Entry.Resumed].
	Resume(input string) error

	// Find returns the entry of an e-mail, from before this run wrote to it. Call it
	// once for each row, before the claim.
	Find(email string) (e Entry, ok bool, err error)
	// Expect says which entries are asked for next, so that they can be read together.
	Expect(emails []string)
	// Each calls see with every entry, in the order of claims, until see returns false.
	// Call it before the first Find.
	Each(see func(Brief) bool) error
	// Runs returns all runs, the oldest first.
	Runs() ([]Run, error)
	// After returns up to so many entries behind the one with that id, in the order of
	// claims. 0 is before the first one.
	After(id int64, most int) ([]Entry, error)
	// Before returns up to so many entries before the one with that id, the last one
	// first.
	Before(id int64, most int) ([]Entry, error)

	// Write writes a group and returns when it is durable. Write nothing more after an
	// error: nothing tells whether the group is durable. A [*LostError] says that another
	// run may have the journal.
	Write(Group) error
	// Wrote notes the digest of the file of failed rows that the present run writes.
	Wrote(digest string) error
	// HasWritten reports whether a run noted that digest.
	HasWritten(digest string) (bool, error)
	// HasCreated reports whether a run with this journal has created a partner, or sent
	// an invitation: then the address and the key were right for that. No journal that
	// cannot be read has.
	HasCreated(invited bool) bool

	// Account is what the journal belongs to.
	Account() Account
	// Restore puts in runs and entries of another journal, as they are: all of them or
	// nothing. This one must have none. An entry is what that journal has of it.
	Restore(runs []Run, entries iter.Seq2[Entry, error]) error

	// Rate is the pace that a run learned last, in requests a second; 0: none is known.
	Rate() float64
	// KeepRate keeps a pace for the next run. It is a hint, so it has no error.
	KeepRate(perSecond float64)

	// IsEmpty reports whether the journal had no entry when it was opened.
	IsEmpty() bool
	// IsGone reports whether the journal was deleted or replaced while it was open.
	// Then what is written to it is lost.
	IsGone() bool
	// Lease is for how long this run has the journal; nil: as long as its process lives.
	Lease() *Lease
	// Warnings are what a person should know about this journal before it is used.
	Warnings() []string
	// Close gives the journal back.
	Close() error
}
