package lifecycle

// A Phase is the one request that a row needs next, and why it needs it.
type Phase uint8

// The phases of a row. The zero value is Create.
const (
	// Create sends the POST: to /partners, or to /partners:invite.
	Create Phase = iota
	// Verify asks for the e-mail, since a create of ours may have had its effect.
	Verify
	// Collide asks for the e-mail, since the API calls something taken.
	Collide
	// Refresh asks for the e-mail of a partner that the journal knows.
	Refresh
	// Hinted asks for the e-mail, since a listing had it. Nothing was sent yet.
	Hinted
	// Whose asks for the id or the key, to name the partner that has it.
	Whose
	// Announce waits for the journal to say that a change may be under way.
	Announce
	// Change sends the PUT.
	Change
	// Resolve asks for the referring partner, once by id and once by key.
	Resolve
)

// String returns the phase's name as the log and docs/durability.md have it.
func (p Phase) String() string {
	return [...]string{"create", "verify", "collide", "refresh", "hinted", "whose", "announce", "change", "resolve"}[p]
}

// Writes reports whether the phase's request changes something.
func (p Phase) Writes() bool { return p == Create || p == Change }
