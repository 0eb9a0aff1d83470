package standing

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"partner-import/importer/internal/cell"
)

// A class is what a value says of a partner.
type class uint8

const (
	unknown class = iota // a word that is not known
	blank
	fine
	waiting // pending or inactive
	refused
	paying // of a subscription or of somebody who reads a newsletter
)

// classOf says what a value means in a column of this kind.
func classOf(k kind, text string, partners bool) class {
	word := fold(text)
	switch k {
	case refusal, refusedAt:
		if isNo(word) || cell.IsNothing(strings.TrimSpace(text)) {
			return fine
		}
		return refused
	case approval, activity:
		switch {
		case isYes(word):
			return fine
		case !isNo(word):
			return unknown
		case k == approval:
			return refused
		}
		return waiting
	}
	if word == "" {
		return blank
	}
	if c := classOfWord(word, partners); c != unknown {
		return c
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if len(words) > 1 && len(text) < 40 { // "Rejected - duplicate"
		return classOfWord(fold(words[0]), partners)
	}
	return unknown
}

func classOfWord(word string, partners bool) class {
	switch {
	case is(word, refusals()):
		return refused
	case partners && is(word, "closed locked ended left"):
		return refused
	case is(word, "cancelled canceled cancelado annule gekundigt"):
		if partners {
			return refused
		}
		return paying
	case is(word, `active approved accepted enabled confirmed verified live joined enrolled registered current published aktiv
		aktiviert genehmigt freigegeben angenommen bestatigt actif active approuve approuvee accepte acceptee activo activa
		aprobado aprobada aceptado aceptada ativo ativa aprovado aprovada attivo attiva approvato approvata actief goedgekeurd
		aktyvus patvirtintas aktywny zatwierdzony`):
		return fine
	case is(word, `pending applied waiting awaiting awaitingapproval pendingapproval inreview underreview review reviewing new
		invited inactive notactive paused onhold hold draft unverified requested submitted dormant expired imported ausstehend
		wartend inaktiv eingeladen enattente inactif inactive pendiente inactivo inactiva pendente inativo inativa inattesa
		inattivo inattiva inafwachting inactief laukia neaktyvus oczekujacy nieaktywny`):
		return waiting
	case is(word, `trialing trial pastdue unpaid incomplete incompleteexpired subscribed unsubscribed nonsubscribed cleaned
		bounced complained unconfirmed transactional optedout optedin abonniert desabonne`):
		return paying
	}
	return unknown
}

// refusals are the words of a platform that does not want a partner.
func refusals() string {
	return `rejected banned blocked declined denied disabled suspended deleted archived deactivated terminated unapproved
		disapproved notapproved refused removed blacklisted blocklisted fraud fraudulent spam spammer revoked kicked expelled
		dismissed ineligible disqualified withdrawn
		abgelehnt gesperrt blockiert geloscht deaktiviert archiviert suspendiert verbannt
		rechazado rechazada bloqueado bloqueada denegado denegada eliminado eliminada suspendido suspendida desactivado
		desactivada archivado archivada refuse refusee rejete rejetee bloque bloquee supprime supprimee suspendu suspendue
		desactive desactivee banni bannie archive archivee rejeitado rejeitada recusado recusada excluido excluida suspenso
		suspensa desativado desativada banido banida arquivado rifiutato rifiutata respinto respinta bloccato bloccata sospeso
		sospesa eliminato eliminata disattivato disattivata afgewezen geweigerd geblokkeerd verwijderd geschorst gedeactiveerd
		atmestas uzblokuotas istrintas sustabdytas odrzucony zablokowany usuniety zawieszony`
}

// fold makes words equal that differ in case, accents, or what is between their parts.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Mn, r) || r == '_' || r == '-' {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(strings.TrimSpace(text))))
}

func isYes(word string) bool {
	return is(word, "yes y true t 1 x on ja si oui sim wahr vrai checked tak taip")
}

// isNo also recognises the dates of databases that mean "never".
func isNo(word string) bool {
	return word == "" || is(word, "no n false f 0 off nein non nao falsch faux unchecked never nie ne") ||
		strings.Trim(word, "0:/. ") == ""
}
