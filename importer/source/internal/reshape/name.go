package reshape

import (
	"slices"
	"strings"
	"unicode"
)

// A Name is a full name in two parts.
type Name struct {
	Given  string // the whole text if there is no Family
	Family string
	Whole  Reason // why it is in one piece or should be, "" for the name of a person
}

// A Reason says why a full name is no first and last name.
type Reason string

// The reasons.
const (
	OneWord   Reason = "one word"
	Company   Reason = "a company" // it is split at its last word like any name
	Uncertain Reason = "uncertain" // two people, brackets, several commas
)

// SplitName splits a full name. The last word is the family name, with particles
// before it (van der, de la) and a suffix behind it (Jr.). With a comma, the family
// name comes first. In Chinese and Korean letters it comes first, too. Single words and
// what is not clear stay in one piece. White space becomes single spaces.
func SplitName(full string) Name {
	words := strings.Fields(full)
	text := strings.Join(words, " ")
	whole := func(why Reason) Name { return Name{Given: text, Whole: why} }
	switch {
	case len(words) < 2:
		return whole(OneWord)
	case isCompany(words):
		last := len(words) - 1
		return Name{Given: strings.TrimRight(strings.Join(words[:last], " "), ","), Family: words[last], Whole: Company}
	case strings.ContainsAny(text, "&+@/()[]{}<>;|0123456789"):
		return whole(Uncertain)
	}
	parts, suffix := cutSuffix(text)
	var n Name
	switch {
	case len(parts) == 1:
		n = splitWords(strings.Fields(parts[0]))
	case len(parts) == 2:
		n = Name{Given: parts[1], Family: parts[0]}
	default:
		return whole(Uncertain)
	}
	if n.Family == "" {
		return whole(OneWord)
	}
	n.Family += suffix
	return n
}

// cutSuffix returns the parts between commas without a suffix, and the suffix with
// what is before it.
func cutSuffix(text string) (parts []string, suffix string) {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case len(parts) > 0 && isSuffix(part):
			suffix += ", " + part
		default:
			parts = append(parts, part)
		}
	}
	for i, part := range parts {
		words := strings.Fields(part)
		if last := len(words) - 1; last > 0 && isSuffix(words[last]) && (last > 1 || len(parts) > 1) {
			parts[i], suffix = strings.Join(words[:last], " "), " "+words[last]+suffix
		}
	}
	return parts, suffix
}

// splitWords splits at the beginning of the family name.
func splitWords(words []string) Name {
	if len(words) < 2 {
		return Name{Given: strings.Join(words, " ")}
	}
	if len(words) == 2 && familyFirst(words) {
		return Name{Given: words[1], Family: words[0]}
	}
	at := len(words) - 1
	if at > 2 && strings.ToLower(words[at-1]) == "y" { // García y López
		at -= 2
	}
	for at > 1 && isParticle(words[at-1]) {
		at--
	}
	return Name{Given: strings.Join(words[:at], " "), Family: strings.Join(words[at:], " ")}
}

// familyFirst recognises names in Chinese and Korean letters.
func familyFirst(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		return strings.ContainsFunc(word, func(r rune) bool { return !unicode.In(r, unicode.Han, unicode.Hangul) })
	})
}

func isSuffix(word string) bool {
	return slices.Contains([]string{"jr", "sr", "ii", "iii", "iv", "phd", "md", "dds", "esq", "mba", "cpa"}, bare(word))
}

// bare is a word in small letters without dots.
func bare(word string) string { return strings.ToLower(strings.ReplaceAll(word, ".", "")) }

// isParticle recognises a word that begins a family name. "Ben" with a capital letter
// is a name of its own.
func isParticle(word string) bool {
	return word == "ben" || slices.Contains(strings.Fields(`van der den de het 't la las los le du des d' di da do dos das del della
		degli von vom zu zum zur ter ten te bin ibn bint binti al el abu af av st san santa mac mc`), bare(strings.ReplaceAll(word, "’", "'")))
}

// isCompany recognises a company by its legal form at the end, or by a word that no
// person has in a name.
func isCompany(words []string) bool {
	last := strings.Trim(words[len(words)-1], ",()")
	if slices.Contains(strings.Fields("SL SA AG AB AS BV NV KG UG OY Oy SE SAS SPA SpA A/S KK OÜ UAB"), strings.ReplaceAll(last, ".", "")) {
		return true
	}
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains(strings.Fields(`inc llc llp ltd limited gmbh corp corporation company plc pty pvt sarl srl aps
			group media agency agentur studio studios shop store marketing solutions consulting partners ventures holding holdings
			technologies software digital services club foundation institute university association verlag team network`),
			bare(strings.Trim(word, ",()")))
	})
}
