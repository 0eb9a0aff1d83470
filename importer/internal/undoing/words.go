package undoing

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// This file has the sentences about partners in an undo.

// NotCreated is about a partner that no import of the file created.
func NotCreated() row.Problem {
	return row.Problem{Code: row.NotCreated, Message: "Was in Partnero before the import. It stays."}
}

// OfAnother is about a partner that the import of another file created.
func OfAnother() row.Problem {
	return row.Problem{Code: row.NotCreated, Message: "The import of another file may have created this partner. It stays."}
}

// NotSettled is about a row whose import was not finished.
func NotSettled() row.Problem {
	return row.Problem{Code: row.OutcomeUnknown, Message: "The import did not find out whether it created this partner. Run the import again, and then the undo."}
}

// Changed is about a partner that somebody changed since.
func Changed(call option.Namer) row.Problem {
	return row.Problem{Code: row.PartnerChanged, Message: fmt.Sprintf(
		"Somebody changed this partner after the import. It stays. To take it back as well, add %s.", call.Call(option.EvenChanged, ""))}
}

// Replaced is about an id that another partner has now.
func Replaced() row.Problem {
	return row.Problem{Code: row.PartnerReplaced, Message: "Another partner has this id now. It stays."}
}

// AlreadyArchived is about a partner that somebody else archived.
func AlreadyArchived() row.Problem {
	return row.Problem{Code: row.AlreadyArchived, Message: "Somebody else archived this partner. Nothing was done."}
}

// IsGone is about a partner that somebody deleted.
func IsGone() row.Problem {
	return row.Problem{Code: row.PartnerGone, Message: "Partnero no longer has this partner. Nothing was done."}
}

func rejected(e *client.Error) row.Problem {
	return row.Problem{Code: row.Refused, Message: "Partnero rejected this" + verdict.Said(e) + ". Look at the partner in the dashboard."}
}

func notReached(e *client.Error) row.Problem {
	return row.Problem{Code: row.Unreachable, Message: "Partnero could not be reached, or did nothing" + verdict.Said(e) + ". Run the same command again."}
}

func notKnown(g Goal, e *client.Error) row.Problem {
	what := [...]string{"archived", "restored", "deleted"}[g]
	return row.Problem{Code: row.OutcomeUnknown, Message: fmt.Sprintf(
		"We do not know yet whether this partner was %s%s. Run the same command again; it checks first.", what, verdict.Said(e))}
}

func notDone() row.Problem {
	return row.Problem{Code: row.NotSent, Message: "Not done yet. Run the same command again."}
}
