package row

import "time"

// Status is how a row ended.
type Status string

// The statuses of a report line.
const (
	Created Status = "created" // created by this import, or invited by it
	Exists  Status = "exists"  // was there already
	Updated Status = "updated" // was there and was changed by this import
	Valid   Status = "valid"   // dry run: would be sent
	Invalid Status = "invalid" // is wrong and was never sent
	Failed  Status = "failed"  // refused by the API, or never processed in all attempts
	Blocked Status = "blocked" // not sent: its referring partner's row is not created
	Unknown Status = "unknown" // may or may not exist: the API could not be asked
	Unsent  Status = "unsent"  // the run ended first
)

// Statuses returns every status of an import in the order in which counts are
// shown.
func Statuses() []Status {
	return []Status{Created, Exists, Updated, Valid, Failed, Invalid, Blocked, Unknown, Unsent}
}

// Good reports whether a row with this status needs nobody's attention: its
// partner exists, or would be created.
func (s Status) Good() bool {
	return s == Created || s == Exists || s == Updated || s == Valid
}

// NeedsPerson reports whether somebody must look at a row with this status. One
// that was not sent needs another run only.
func (s Status) NeedsPerson() bool { return !s.Good() && s != Unsent }

// Code names why a row did not become a partner. Codes are stable: scripts
// may rely on them.
type Code string

// The codes of a report line.
const (
	EmailMissing      Code = "email_missing"
	EmailInvalid      Code = "email_invalid"
	EmailTaken        Code = "email_taken"
	IDTaken           Code = "id_taken"
	KeyTaken          Code = "key_taken"
	DuplicateEmail    Code = "duplicate_email"
	DuplicateID       Code = "duplicate_id"
	DuplicateKey      Code = "duplicate_key"
	PasswordWeak      Code = "password_weak"
	TooLong           Code = "too_long"
	SpreadsheetDamage Code = "spreadsheet_damage"
	ReferrerAmbiguous Code = "referrer_ambiguous"
	ReferrerNotFound  Code = "referrer_not_found"
	ReferrerCycle     Code = "referrer_cycle"
	ReferrerFailed    Code = "referrer_failed"
	NameMissing       Code = "name_missing"  // of an invitation
	NotInvitable      Code = "not_invitable" // a field that an invitation has no place for
	ExampleRow        Code = "example_row"   // of the template
	ExistsDifferent   Code = "exists_different"
	Conflict          Code = "conflict"
	RowMalformed      Code = "row_malformed"
	Refused           Code = "refused"
	Unreachable       Code = "unreachable"
	OutcomeUnknown    Code = "outcome_unknown"
	NotSent           Code = "not_sent"
)

// A Problem is what is wrong with a row: a code for programs, the column's
// name as it stands in the file ("" if it is no single column), and a sentence
// for a person that ends in what to do.
type Problem struct {
	Code    Code
	Column  string
	Message string
}

// A Result is the end of one row: one line of the report.
type Result struct {
	Row     int // data rows count from 1
	Line    int // the physical line where the row starts
	Status  Status
	Email   string
	ID      string // of the partner
	Key     string // in the referral link
	Link    string
	Problem Problem // the zero Problem for a row that needs nothing

	// Earlier says that an earlier run ended the row so. This run made no request for it.
	Earlier bool

	Attempts  int       // POSTs made for it
	CreatedAt time.Time // by the API's clock, zero if not known
}
