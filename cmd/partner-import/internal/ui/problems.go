package ui

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/retell"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
	"partner-import/importer/row"
)

// cures say what to do about a problem, behind its label. Each is a sentence of the
// catalogue. The engine has a sentence for each row as well, with its details.
func cures() map[row.Code]string {
	const again = "Continue the import."
	return map[row.Code]string{
		row.EmailMissing:      "Fill it in, or skip the row.",
		row.EmailInvalid:      "Correct it, or skip the row.",
		row.DuplicateEmail:    "The first row is taken. Correct or skip the other one.",
		row.DuplicateID:       "The first row is taken. Correct or skip the other one.",
		row.DuplicateKey:      "The first row is taken. Correct or skip the other one.",
		row.PasswordWeak:      "Choose another one. If you leave it empty, Partnero makes one.",
		row.TooLong:           "Shorten the cell. Perhaps a quote in the file is never closed.",
		row.SpreadsheetDamage: "Type the original value. In your spreadsheet, format the column as text.",
		row.KeyInvalid:        "Use only letters, digits, hyphens, underscores and dots, without spaces.",
		row.ReferrerAmbiguous: "Keep one of them.",
		row.ReferrerCycle:     "Empty the reference, or name another partner.",
		row.NameMissing:       "Fill in the first name. An invitation needs it.",
		row.NotInvitable:      "Empty the cell, or do not import the column.",
		row.ExampleRow:        "Skip it. It comes from the template.",
		row.RowMalformed:      "Compare it with the rows around it. Perhaps a comma or a quote is missing or too many.",
		row.EmailTaken:        "Skip the row, or use another address.",
		row.PartnerArchived:   "Restore the partner in Partnero, or use another address.",
		row.IDTaken:           "Choose another one, or leave it empty.",
		row.KeyTaken:          "Choose another one, or leave it empty.",
		row.ReferrerNotFound:  "Correct the reference, or import that partner too.",
		row.ReferrerFailed:    "Correct the row of that partner first, and continue.",
		row.ExistsDifferent:   "Compare both. You can update partners who are there already.",
		row.StoredDifferently: "Use the new e-mail, id or key from now on.",
		row.Conflict:          "Correct the row: it names two partners who exist.",
		row.Refused:           "Correct what Partnero objects to, and continue.",
		row.Unreachable:       again,
		row.OutcomeUnknown:    "Continue the import. It asks Partnero about these rows before it sends anything.",
		row.NotSent:           again,
	}
}

// An explained problem is a sentence in the language of the page, and what the engine
// says in English if that could not be retold.
type explained struct {
	Text    string `json:"text"`
	English string `json:"english,omitempty"`
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
	var parts []string
	if label := labels()[code]; label != "" {
		parts = append(parts, e.Say(label)+".")
	}
	if cure := cures()[code]; cure != "" {
		parts = append(parts, e.Say(cure))
	}
	return explained{strings.Join(parts, " "), message}
}

// noteSaid is what Partnero says about a note, in English.
func noteSaid(n runs.Note) string { return printable(n.Text) }
