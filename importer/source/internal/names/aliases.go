// Package names knows the names of columns: which field a name means, in six
// languages, and which field a misspelt name probably means.
package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"partner-import/importer/row"
)

// Aliases maps each name of a column, folded, to its field. Only whole names count:
// "secondary email" is not the e-mail.
func Aliases() map[string]string {
	known := English()
	addAliases(known, map[string]string{
		// German, French, Spanish, Portuguese, Lithuanian. A name with two
		// meanings in one of them ("clave": key or password) is left out.
		"email": "e-mail-adresse, mailadresse, adresse e-mail, adresse mail, adresse électronique, courriel, " +
			"correo, correo electrónico, dirección de correo electrónico, correio eletrônico, endereço de e-mail, " +
			"el. paštas, el. pašto adresas, elektroninis paštas, elektroninio pašto adresas",
		"name":     "vorname, prénom, nombre, nombre de pila, nome, primeiro nome, nome próprio, vardas",
		"surname":  "nachname, familienname, zuname, nom, nom de famille, apellido, apellidos, sobrenome, apelido, último nome, pavardė",
		"password": "passwort, kennwort, mot de passe, contraseña, senha, palavra-passe, slaptažodis",
		"id":       "identificador, identifikatorius",
		"tags": "schlagwort, schlagwörter, schlagworte, étiquette, étiquettes, etiqueta, etiquetas, žyma, žymos, " +
			"gruppe, gruppen, groupe, groupes, grupo, grupos, grupė, grupės",
		row.ReferrerColumn: "geworben von, empfohlen von, parrain, parrainé par, referido por, indicado por",
	})
	return known
}

// English are the names that misspelt ones are compared with. With six languages,
// every short word would be near to one of them. "identifier" and "token" are from
// the dashboard's own export.
func English() map[string]string {
	known := map[string]string{}
	for _, field := range row.Mappable() {
		known[Fold(field)] = field
	}
	addAliases(known, map[string]string{
		"email":            "e-mail, email address, e-mail address, mail, email id, e-mail id, mail id",
		"name":             "first name, given name, forename",
		"surname":          "last name, family name",
		"password":         "passwd, pwd",
		"id":               "identifier, partner id, partner identifier, external id, custom id",
		"key":              "token, referral key, referral code, referral token, partner key, partner token, partner code, ref",
		"tags":             "tag, labels, label, groups, group",
		row.ReferrerColumn: "referred by, referrer, parent, parent partner",
	})
	for _, referrer := range []string{"referring partner", "referring", "referred by", "referrer", "parent partner", "parent"} {
		addAliases(known, map[string]string{
			"referring_partner_id":    referrer + "id," + referrer + "identifier",
			"referring_partner_key":   referrer + "key," + referrer + "token," + referrer + "code",
			"referring_partner_email": referrer + "email," + referrer + "e-mail address," + referrer + "mail",
		})
	}
	return known
}

func addAliases(known, byField map[string]string) {
	for field, names := range byField {
		for name := range strings.SplitSeq(names, ",") {
			known[Fold(name)] = field
		}
	}
}

// IsJoiningDate recognises a column that the dashboard exports, but that cannot be
// imported.
func IsJoiningDate(folded string) bool {
	return slices.Contains([]string{"joiningdate", "joindate", "datejoined", "joinedat", "joined"}, folded)
}

// IsFullName recognises a column with name and surname together.
func IsFullName(folded string) bool {
	return slices.Contains([]string{
		"fullname", "completename", "displayname", "contactname", "vollstandigername", "nomcomplet", "nombrecompleto", "nomecompleto",
	}, folded) || namesBoth(folded)
}

// namesBoth recognises "Last name, First name" and "Name (first and last)".
func namesBoth(folded string) bool {
	if strings.Contains(folded, "first") && strings.Contains(folded, "last") {
		return true
	}
	parts := strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(",;/&+", r) })
	known := Aliases()
	return len(parts) == 2 && strings.HasSuffix(known[parts[0]], "name") && strings.HasSuffix(known[parts[1]], "name") && known[parts[0]] != known[parts[1]]
}

// Fold makes names equal that differ in case, accents, width, white space, dashes,
// "_", ".", invisible characters, quotes around them, or in how a form marks
// required fields.
func Fold(name string) string {
	name = trimMarks(norm.NFKD.String(strings.ToLower(name)))
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '.' || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Mn, unicode.Cf) {
			return -1
		}
		return r
	}, name)
}

// trimMarks removes "*", "(required)" and quotes from the ends of a name.
func trimMarks(name string) string {
	for {
		before := name
		name = strings.TrimFunc(name, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`*:"'`+"`“”„‘’«»", r)
		})
		name = strings.TrimLeft(name, "@!") // of programs that mark their own columns so
		for _, mark := range []string{"(required)", "(optional)", "(pflichtfeld)", "[required]", "[optional]"} {
			name = strings.TrimSuffix(name, mark)
		}
		if name == before {
			return name
		}
	}
}
