package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file proposes fields for columns that have no known name. A wrong proposal is
// worse than none: who follows it sends postcodes as referral keys.

// Misspelt returns the field whose name was probably meant, "" if the name of the
// column is another word. It is stricter than Nearest: the first letter is right, and
// a short name has one error at most.
func Misspelt(folded string, known map[string]string) string {
	if slices.Contains([]string{"main", "mall", "maid", "tabs", "taken", "patent", "parents", "parental", "referred"}, folded) {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(folded)
	alike := map[string]string{}
	for alias, field := range known {
		begins, _ := utf8.DecodeRuneInString(alias)
		far, longer := distance(folded, alias), len(folded)-len(alias)
		switch {
		case begins != first && !isSwap(folded, alias), longer < -1 || longer > 1:
		case len(alias) < 4 && !isSwap(folded, alias):
		case far > 1:
		default:
			alike[alias] = field
		}
	}
	return Nearest(folded, alike)
}

// isSwap reports whether the names have the same letters in another order.
func isSwap(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// IsAboutAddress reports whether a column says something about an e-mail address beside
// it, by the end of its folded name: "E-mail 1 - Type".
func IsAboutAddress(folded string) bool {
	return slices.ContainsFunc(strings.Fields("type label status verified confirmed subscribed optin optout consent domain marketing count date"),
		func(end string) bool { return strings.HasSuffix(folded, end) })
}

// Coded returns the field that a column of ids or codes may be, by the end of its
// name: "affiliate_id" is an id, "Gutscheincode" a key, and "parent_user_id" the id
// of the referring partner. The values must decide. The ids and codes of other things
// than people are none: "order_id", "zip code".
func Coded(column string) string {
	all := words(column)
	if len(all) == 0 || slices.ContainsFunc(all, isOfThing) {
		return ""
	}
	folded, last, kind := Fold(column), all[len(all)-1], ""
	switch {
	case slices.Contains([]string{"id", "ids", "uuid", "guid", "uid"}, last), isOwned(last, "ids", "id"):
		kind = "id"
	case len(all) > 1 && slices.Contains([]string{"number", "nr", "no", "nummer"}, last), isOwned(last, "nummer", "nr"):
		kind = "id"
	case slices.Contains([]string{"slug", "handle", "token", "key"}, last), strings.HasSuffix(last, "code"):
		kind = "key"
	default:
		return ""
	}
	for _, above := range []string{"parent", "refer", "sponsor", "upline", "recruit", "invitedby"} {
		if strings.Contains(folded, above) {
			return "referring_partner_" + kind
		}
	}
	return kind
}

// words are the words of a name in small letters: of "user_id", "user id" and
// "userId".
func words(name string) (all []string) {
	begin, last := 0, ' '
	for i, r := range name {
		switch isWord := unicode.IsLetter(r) || unicode.IsDigit(r); {
		case !isWord:
			all, begin = appendWord(all, name[begin:i]), i+utf8.RuneLen(r)
		case unicode.IsUpper(r) && unicode.IsLower(last):
			all, begin = appendWord(all, name[begin:i]), i
		}
		last = r
	}
	return appendWord(all, name[min(begin, len(name)):])
}

func appendWord(all []string, word string) []string {
	if word = Fold(word); word != "" {
		all = append(all, word)
	}
	return all
}

// isOwned recognises a word like "userid" and "kundennr".
func isOwned(word string, ends ...string) bool {
	for _, end := range ends {
		if owner, ok := strings.CutSuffix(word, end); ok && slices.ContainsFunc(strings.Fields(
			"affiliate affiliates partner user customer client member contact account vendor person external referrer sponsor parent upline record "+
				"kunden mitglieds benutzer nutzer wp u"), func(known string) bool { return strings.HasSuffix(owner, known) && (len(known) > 2 || owner == known) }) {
			return true
		}
	}
	return false
}

// isOfThing recognises a word that names something else than a person, or a secret.
func isOfThing(word string) bool {
	const things = " phone mobile cell tel telephone fax zip post postal plz country land area dial dialling city state region language lang locale currency " +
		"status error http response exit source color colour bar qr sort bank swift bic iban routing branch order orders invoice transaction payment payout receipt product item sku " +
		"campaign session device browser message mail list plan program programme subscription vat tax ein gst ust national passport license licence social security " +
		"house room floor apartment flat street seat flight page serial access api secret auth refresh reset password client_secret pin " +
		"twitter instagram tiktok youtube facebook discord telegram linkedin github apple google skype x ip visitor group team organization organisation company " +
		"firm business department ticket thread parcel shipment registration policy contract card confirmation booking reservation row line position page " +
		"reference preference time date event form lead deal pipeline stage category type industry sector file image photo media " +
		"bestell rechnungs haus telefon konto steuer "
	if strings.Contains(things, " "+word+" ") {
		return true
	}
	if code, ok := strings.CutSuffix(word, "code"); ok {
		return slices.Contains([]string{"zip", "post", "bar", "qr", "country", "language", "lang", "area", "status", "error", "sort", "en", "de", "uni", "pass", "pin", "shading", "vs", "source", "transcode"}, code)
	}
	return false
}
