package journal

import "time"

// Claimed is the status of an entry whose outcome is not known.
const Claimed = ""

// An Entry is what the journal knows of one e-mail.
type Entry struct {
	ID      int64
	Email   string   // the identity: folded; an invitation has a word and a space before it
	Content [16]byte // a hash of what was asked for, without the password
	Run     int64    // that claimed or ended it
	Resumed bool     // that was one of the same input as this run
	Since   time.Time
	Status  string // Claimed, or how it ended
	Ours    bool   // one of the journal's runs created the partner, whatever the status is
	Policy  string // what the run that ended it did with partners who existed

	// InDoubt says that a later run could not find out whether the partner is as
	// the row asks: a change may be under way. Doubt is what that run said about
	// it, or about a claim that it left. It is "" if the run was killed before.
	InDoubt bool
	Doubt   string
	Asked   [16]byte // the content in doubt; zero if a change may be under way, whatever the row asks for

	Maker int64    // of an entry that ended: the run that created the partner, 0 if none did or it is not known
	Mine  bool     // that was one of the same input as this run
	Made  [16]byte // what that create asked for, until its own input is imported again to find out; else zero

	// Undone is what an undo did to the partner, or was about to do.
	Undone Undone

	Attempts  int
	PartnerID string
	Key       string
	Link      string
	Created   time.Time
	Updated   time.Time // what our last change of the partner answered, zero if there was none or it did not say
	Code      string
	Field     string
	Message   string
}

// ThisRun is the present run as a Maker.
const ThisRun = -1

// A Group is what is written together: it becomes durable as a whole or not at all.
type Group struct {
	// Claims are new (then ID is 0, and is set) or of entries that were found.
	// Email, Content and Since are read.
	Claims []*Entry
	// Outcomes are of entries that are claimed, or that ended before and have
	// ended again. The second kind needs no claim, because nothing was sent that
	// must not be sent twice. All is read but Email, Run, Resumed, Since, Mine and
	// the doubt, which is over. What an undo did is over too, unless the entry failed.
	Outcomes []*Entry
	// Doubts are of entries that stay claimed or ended, as they are. The doubt,
	// Attempts and the partner are read.
	Doubts []*Entry
	// Marks are what an undo does to partners. They change nothing else.
	Marks []Mark
	// Releases are the ids of entries that are not needed: their rows created no
	// partner, for certain, or that partner is gone.
	Releases []int64
}

// A Brief is the part of an entry that says whether its row is done.
type Brief struct {
	Email  string // the identity
	Status string // Claimed, or how it ended
	Ours   bool   // one of the journal's runs created the partner
	Open   bool   // what it means for a row depends on what the row asks for
}

// A Run is one import with this journal.
type Run struct {
	ID      int64
	Input   string // the SHA-256 of the file
	Name    string // of the file, as it was given
	Started time.Time
	Failed  string // the digest of the file of failed rows that it wrote, "" for none
}
