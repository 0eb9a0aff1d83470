package row

import "time"

// Status is how a row ended.
type Status string

// The statuses of a report line.
const (
	Created Status = "created" // this import created or invited the partner
	Exists  Status = "exists"  // the partner was in Partnero already
	Updated Status = "updated" // the partner was in Partnero, and this import changed it
	Valid   Status = "valid"   // dry run: would be sent
	Invalid Status = "invalid" // the row has a problem and was never sent
	Failed  Status = "failed"  // Partnero rejected it, or processed none of the attempts
	Blocked Status = "blocked" // not sent: the row of its referring partner is not created
	Unknown Status = "unknown" // the partner may or may not exist: Partnero could not be asked
	Unsent  Status = "unsent"  // the run ended first
	Skipped Status = "skipped" // left out on purpose, by a choice of rows
)

// Statuses returns every status of an import in the order in which counts are
// shown.
func Statuses() []Status {
	return []Status{Created, Exists, Updated, Valid, Failed, Invalid, Blocked, Unknown, Unsent, Skipped}
}

// Good reports whether a row with this status needs no attention: its partner
// exists, or would be created.
func (s Status) Good() bool {
	return s == Created || s == Exists || s == Updated || s == Valid
}

// NeedsPerson reports whether a person must look at a row with this status. A
// row that was not sent only needs another run, and one that was left out on purpose
// needs nothing.
func (s Status) NeedsPerson() bool { return !s.Good() && s != Unsent && s != Skipped }

// Code names why a row did not become a partner. Codes are stable: scripts
// may rely on them.
type Code string

// The codes of a report line.
const (
	EmailMissing      Code = "email_missing"
	EmailInvalid      Code = "email_invalid"
	EmailTaken        Code = "email_taken"
	PartnerArchived   Code = "partner_archived" // the e-mail belongs to a partner who is archived
	IDTaken           Code = "id_taken"
	KeyTaken          Code = "key_taken"
	DuplicateEmail    Code = "duplicate_email"
	DuplicateID       Code = "duplicate_id"
	DuplicateKey      Code = "duplicate_key"
	PasswordWeak      Code = "password_weak"
	TooLong           Code = "too_long"
	SpreadsheetDamage Code = "spreadsheet_damage"
	KeyInvalid        Code = "key_invalid" // it does not come back out of a link
	ReferrerAmbiguous Code = "referrer_ambiguous"
	ReferrerNotFound  Code = "referrer_not_found"
	ReferrerCycle     Code = "referrer_cycle"
	ReferrerFailed    Code = "referrer_failed"
	NameMissing       Code = "name_missing"  // of an invitation
	NotInvitable      Code = "not_invitable" // a field that an invitation has no place for
	ExampleRow        Code = "example_row"   // of the template
	ExistsDifferent   Code = "exists_different"
	StoredDifferently Code = "stored_differently" // created, and Partnero has changed the e-mail, id or key
	Conflict          Code = "conflict"
	RowMalformed      Code = "row_malformed"
	Refused           Code = "refused"
	Unreachable       Code = "unreachable"
	OutcomeUnknown    Code = "outcome_unknown"
	NotSent           Code = "not_sent"
)

// A Problem is what is wrong with a row. It has a code for programs, and a
// sentence for a person that says what to do. Column is the name in the file, ""
// if the problem is not in one column.
type Problem struct {
	Code    Code
	Column  string
	Message string
}

// A Result is how one row ended: one line of the report.
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
	CreatedAt time.Time // by Partnero's clock, zero if not known
	UpdatedAt time.Time // likewise, of the last change that an answer showed; no report has it
}
