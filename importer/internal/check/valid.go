package check

import (
	"strings"

	"partner-import/importer/internal/address"
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// Valid looks in the cells of a valid row for what is likely wrong all the same. In
// the sandbox, domains that are reserved for examples are fine.
func (w *Warnings) Valid(line int, r *row.Record, plain, sandbox bool) {
	w.Address(line, r.Email, sandbox)
	w.codes(line, "id", r.ID)
	w.codes(line, "key", r.Key)
	if plain && strings.IndexByte(r.Email, '/') < 0 {
		return
	}
	for _, code := range [...]struct{ field, value string }{
		{"email", r.Email}, {"id", r.ID}, {"referring_partner_id", r.ReferrerID}, {"referring_partner_email", r.ReferrerEmail},
	} {
		if code.value != "" && (!cell.IsPlain(code.value) || strings.IndexByte(code.value, '@') >= 0 && !address.IsPlain(code.value)) {
			w.odd(line, code.field, code.value)
		}
	}
}

// odd looks at an id or address that is not plain.
func (w *Warnings) odd(line int, field, value string) {
	switch {
	case strings.IndexByte(value, '@') < 0:
		if cell.HasEscapes(value) {
			w.add(line, cell.Finding{Kind: cell.EscapedText, Field: field, Text: cell.Quote(value)})
		}
	case strings.IndexByte(value, '?') >= 0 && !strings.ContainsAny(value, "/="):
		w.add(line, cell.Finding{Kind: cell.QuestionMark, Field: field, Text: cell.Quote(value)})
	case strings.IndexByte(value, '%') >= 0 && cell.HasEscapes(value), strings.ContainsAny(value, "/=?"):
		w.add(line, cell.Finding{Kind: cell.OddAddress, Field: field, Text: cell.Quote(value)})
	default:
		if odd, found := address.Odd(value); found && odd.Alone {
			w.add(line, cell.Finding{Kind: cell.OtherAlphabet, Field: field, Text: cell.Quote(value)})
		}
	}
}
