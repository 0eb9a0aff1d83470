// Package standing knows the columns that say whether somebody is an approved partner:
// a status, a flag such as "banned", or the date on which a partner was blocked. It
// counts their values, and says what they mean for an import.
package standing

import (
	"slices"
	"strings"
	"unicode"

	"partner-import/importer/source/internal/names"
)

// A kind says how a column tells who was refused.
type kind uint8

const (
	nothing   kind = iota
	status         // words such as "active" and "rejected"
	state          // likewise, but it may be a part of an address
	refusal        // "banned": yes, or a reason
	refusedAt      // "blocked at": any date
	approval       // "approved": no means refused
	activity       // "active": no means not now
)

// kindOf recognises a column by its name.
func kindOf(column string) kind {
	if strings.HasPrefix(strings.TrimSpace(column), "_") {
		return nothing // how a row of an earlier import ended
	}
	name := strings.TrimLeftFunc(names.Fold(column), func(r rune) bool { return !unicode.IsLetter(r) })
	dated := false
	for {
		before := name
		name = cutPrefixes(name, &dated)
		if base, cut := cutSuffixes(name); cut && isRefusal(base) {
			return refusedAt
		}
		if name == before {
			break
		}
	}
	switch {
	case isRefusal(name) && dated:
		return refusedAt
	case isRefusal(name):
		return refusal
	case dated:
		return nothing
	case is(name, "approved accepted enabled freigegeben aprobado approuve aprovado"):
		return approval
	case is(name, "active aktiv actif activo ativo attivo aktyvus"):
		return activity
	case is(name, "status statut stato situacao busena statusas approval"):
		return status
	case is(name, "state estado"):
		return state
	}
	return nothing
}

// cutPrefixes removes words that say only about which thing a status is.
func cutPrefixes(name string, dated *bool) string {
	for _, prefix := range strings.Fields(`is has was been user member membership account affiliate
		partner promoter ambassador influencer creator publisher referrer advocate reseller profile application approval review
		vetting moderation dashboard login program programme enrolment enrollment registration participation relationship current date time`) {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			*dated = *dated || prefix == "date" || prefix == "time"
			return rest
		}
	}
	return name
}

func cutSuffixes(name string) (base string, cut bool) {
	for _, suffix := range strings.Fields("reason timestamp date time at on by until") {
		if base, ok := strings.CutSuffix(name, suffix); ok {
			return base, true
		}
	}
	return name, false
}

func isRefusal(name string) bool {
	return is(name, `deleted disabled banned blocked suspended archived rejected declined denied deactivated blacklisted
		blocklisted terminated removed disapproved unapproved refused fraud fraudulent spam ban block rejection suspension
		termination deletion decline gesperrt geloscht blockiert deaktiviert abgelehnt bloque supprime refuse bloqueado
		eliminado rechazado bloccato rifiutato uzblokuotas istrintas atmestas`)
}

func is(name, words string) bool { return slices.Contains(strings.Fields(words), name) }
