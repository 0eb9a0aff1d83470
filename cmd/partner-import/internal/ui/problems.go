package ui

import (
	"errors"
	"net/http"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/retell"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
	"partner-import/importer/row"
)

// A kind explains a code to people: what is wrong, and what to do.
type kind struct{ label, cure string }

// kinds explain the codes of the check, and those of what Partnero answers. Each is a
// sentence of the catalogue. The engine has a sentence for each row as well, with its
// details.
func kinds() map[row.Code]kind {
	const again = "Continue the import."
	return map[row.Code]kind{
		row.EmailMissing:      {"No e-mail address", "Fill it in, or skip the row."},
		row.EmailInvalid:      {"E-mail address is wrong", "Correct it, or skip the row."},
		row.DuplicateEmail:    {"Same e-mail twice", "The first row is taken. Correct or skip the other one."},
		row.DuplicateID:       {"Same id twice", "The first row is taken. Correct or skip the other one."},
		row.DuplicateKey:      {"Same referral key twice", "The first row is taken. Correct or skip the other one."},
		row.PasswordWeak:      {"Password is too weak", "Choose another one. If you leave it empty, Partnero makes one."},
		row.TooLong:           {"Too long", "Shorten the cell. Perhaps a quote in the file is never closed."},
		row.SpreadsheetDamage: {"Changed by a spreadsheet", "Type the original value. In your spreadsheet, format the column as text."},
		row.KeyInvalid:        {"Key is not one word", "Use only letters, digits, hyphens, underscores and dots, without spaces."},
		row.ReferrerAmbiguous: {"Two referring partners", "Keep one of them."},
		row.ReferrerCycle:     {"Refers to itself", "Empty the reference, or name another partner."},
		row.NameMissing:       {"No name", "Fill in the first name. An invitation needs it."},
		row.NotInvitable:      {"Not part of an invitation", "Empty the cell, or do not import the column."},
		row.ExampleRow:        {"Example row", "Skip it. It comes from the template."},
		row.RowMalformed:      {"Row is broken", "Compare it with the rows around it. Perhaps a comma or a quote is missing or too many."},
		row.EmailTaken:        {"E-mail exists already", "Skip the row, or use another address."},
		row.PartnerArchived:   {"Partner is archived", "Restore the partner in Partnero, or use another address."},
		row.IDTaken:           {"Id belongs to another partner", "Choose another one, or leave it empty."},
		row.KeyTaken:          {"Key belongs to another partner", "Choose another one, or leave it empty."},
		row.ReferrerNotFound:  {"Referring partner not found", "Correct the reference, or import that partner too."},
		row.ReferrerFailed:    {"Referring partner not created", "Correct the row of that partner first, and continue."},
		row.ExistsDifferent:   {"Exists with other data", "Compare both. You can update partners who are there already."},
		row.StoredDifferently: {"Created, and stored in another form", "Use the new e-mail, id or key from now on."},
		row.Conflict:          {"E-mail and id belong to different partners", "Correct the row: it names two partners who exist."},
		row.Refused:           {"Rejected by Partnero", "Correct what Partnero objects to, and continue."},
		row.Unreachable:       {"No answer from Partnero", again},
		row.OutcomeUnknown:    {"Not known yet whether it was created", "Continue the import. It asks Partnero about these rows before it sends anything."},
		row.NotSent:           {"Not sent yet", again},
	}
}

// labelOfCode is the name of a kind of problem, the code itself for one that is new.
func labelOfCode(code row.Code, say func(string, ...any) string) string {
	if k, ok := kinds()[code]; ok {
		return say(k.label)
	}
	return string(code)
}

// An explained problem is a sentence in the language of the page, and what the engine
// says in English if that could not be retold.
type explained struct {
	Text string `json:"text"`
	Said string `json:"said,omitempty"`
}

// An explainer explains problems in the language of the page.
type explainer struct {
	*words.Speaker
	teller *retell.Teller
}

func (s *Server) explainer(r *http.Request) explainer { return explainer{s.speaker(r), s.teller} }

// explain says what is wrong, and what to do. Message is what the engine says of it.
func (e explainer) explain(code row.Code, message string) explained {
	message = printable(message)
	if e.Tag == language.English {
		return explained{Text: message}
	}
	if told, ok := e.teller.Tell(message, e.Say); ok {
		return explained{Text: told}
	}
	if k, ok := kinds()[code]; ok {
		return explained{e.Say(k.label) + ". " + e.Say(k.cure), message}
	}
	return explained{Said: message}
}

// noteSaid is what the engine or Partnero says about a note, in English.
func noteSaid(n runs.Note, v runs.View) string {
	if n.Kind == runs.Finished && v.Err != nil && !errors.As(v.Err, new(errNoKey)) {
		return printable(wordsOf(v.Err))
	}
	return printable(n.Text)
}
