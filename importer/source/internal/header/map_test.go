package header

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
)

// TestForeignAliases: headers of other languages, with and without accents.
func TestForeignAliases(t *testing.T) {
	for _, tt := range []struct{ language, columns, fields string }{
		{"German", "E-Mail-Adresse,Vorname,Nachname,Kennwort,Schlagwörter", "email,name,surname,password,tags"},
		{"German", "Vorname,Name,E-Mail,Passwort,Gruppe,geworben von", "name,surname,email,password,tags,referring_partner"},
		{"German", "Name,Mailadresse", "name,email"},
		{"French", "Prénom,Nom,Adresse e-mail,Mot de passe,Étiquettes,Parrain", "name,surname,email,password,tags,referring_partner"},
		{"French", "PRENOM,NOM DE FAMILLE,COURRIEL", "name,surname,email"},
		{"Spanish", "Nombre,Apellidos,Correo electrónico,Contraseña,Etiquetas", "name,surname,email,password,tags"},
		{"Portuguese", "Nome,Sobrenome,E-mail,Senha,Grupo", "name,surname,email,password,tags"},
		{"Portuguese", "Nome,Apelido,Correio eletrónico,Palavra-passe", "name,surname,email,password"},
		{"Lithuanian", "Vardas,Pavardė,El. paštas,Slaptažodis,Žymos", "name,surname,email,password,tags"},
		{"decomposed", "pre\u0301nom,e\u0301tiquette,email", "name,tags,email"},
		{"full width", "Ｅｍａｉｌ,ｎａｍｅ", "email,name"},
	} {
		h, warnings, err := Map(strings.Split(tt.columns, ","), Options{})
		if got := strings.Join(h.fields, ","); err != nil || len(warnings) > 0 || got != tt.fields {
			t.Errorf("%s: Map(%s) = %s, %q, %v; want %s", tt.language, tt.columns, got, warnings, err, tt.fields)
		}
	}
}

func TestMapHeader(t *testing.T) {
	for _, tt := range []struct {
		name, columns string
		fields        string
		Warnings      []string
	}{
		{"plain", "email,name", "email,name", nil},
		{"dashboard export", "name,last_name,email,identifier,token,joining_date", "name,surname,email,id,key,",
			[]string{`joining_date is not imported: Partnero has no field for the joining date.`}},
		{"full name", "Email,Full Name", "email,",
			[]string{`Full Name is not imported, so partners will have no name. Split the full names with Options.SplitName = "Full Name", or use Options.Map = "Full Name=name".`}},
		{"full name in French", "email,Nom complet", "email,",
			[]string{`Nom complet is not imported, so partners will have no name. Split the full names with Options.SplitName = "Nom complet", or use Options.Map = "Nom complet=name".`}},
		{"never a part of a name", "Secondary Email,Company Name,Email,Ref Date", ",,email,", []string{"Not imported: Secondary Email, Company Name, Ref Date."}},
		{"unknown", "email,phone", "email,", []string{"Not imported: phone."}},
		{"misspelt", "email,pasword", "email,", []string{"Not imported: pasword. pasword is probably password: use Options.Map = pasword=password."}},
		{"swapped", "email,surnmae", "email,", []string{"Not imported: surnmae. surnmae is probably surname: use Options.Map = surnmae=surname."}},
		{"misspelt alias", "email,identifyer", "email,", []string{"Not imported: identifyer. identifyer is probably an id: use Options.Map = identifyer=id."}},
		{"too far", "email,company", "email,", []string{"Not imported: company."}},
		{"underscored are silent", "email,_row,_line,_status,_error_code,_error,_anything", "email,,,,,,", nil},
		{"an underscored field is none", "email,_name", "email,", nil},
		{"nameless", "email,, ", "email,,", nil},
		{"twice unknown", "email,note,note", "email,,",
			[]string{"Not imported: note."}},
		{"full name beside a name", "email,Full Name,Name", "email,,name", []string{"Not imported: Full Name."}},
		{"many unknown", "email,a1,a2,a3,a4,a5,a6,a7,a8,a9,b1", "email,,,,,,,,,,",
			[]string{"Not imported: a1, a2, a3, a4, a5, a6, a7, a8, and 2 more."}},
		{"no harm on a command line", "email,pass$word", "email,", []string{`Not imported: "pass$word". "pass$word" is probably password: use Options.Map = 'pass$word=password'.`}},
		{"escapes are shown as such", "email,a\x1bb\"c", "email,", []string{`Not imported: "a\x1bb\"c".`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, warnings, err := Map(strings.Split(tt.columns, ","), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(h.fields, ","); got != tt.fields {
				t.Errorf("fields = %s; want %s", got, tt.fields)
			}
			if text := h.NotImported(func() [][]string { return nil }); text != "" {
				warnings = append(warnings, text)
			}
			if diff := cmp.Diff(tt.Warnings, warnings); diff != "" {
				t.Errorf("warnings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMapHeaderRefuses(t *testing.T) {
	many := strings.Repeat("c,", 24) + "c"
	for _, tt := range []struct{ name, columns, want string }{
		{"no email", "name", `No e-mail column. The columns are: "name". Rename the right one to "email".`},
		{"nearly", "name,e-mai", `No e-mail column. The columns are: "name", "e-mai". Is "e-mai" the right one? Rename it to "email", or use --map e-mai=email.`},
		{"two for one field", "email,id,Partner ID", `Two columns mean id: "id" (column 2) and "Partner ID" (column 3). Delete or rename one.`},
		{"Vorname, Name and Nachname", "email,Vorname,Name,Nachname", `Two columns mean surname: "Name" (column 3) and "Nachname" (column 4). Delete or rename one.`},
		{"a type beside the address", "name,E-mail 1 - Label,E-mail 1 - Value", `No e-mail column. The columns are: "name", "E-mail 1 - Label", "E-mail 1 - Value". Is "E-mail 1 - Value" the right one? Rename it to "email", or use --map "E-mail 1 - Value=email".`},
		{"many columns", many, "No e-mail column. The columns are: " + strings.Repeat(`"c", `, 20) + "and 5 more. Rename the right one to \"email\"."},
		{"an underscored email is none", "_email", `No e-mail column. The columns are: "_email". Is "_email" the right one? Rename it to "email", or use --map _email=email.`},
	} {
		_, _, err := Map(strings.Split(tt.columns, ","), Options{Call: flags})
		if err == nil || !strings.HasSuffix(err.Error(), tt.want) {
			t.Errorf("%s: Map(%q) = %v; want %s", tt.name, tt.columns, err, tt.want)
		}
	}
}

// TestMapByHand: what --map, --set and --add-tag do to a header.
func TestMapByHand(t *testing.T) {
	two := []Mapping{{"Work mail", "email"}, {"Nick", "key"}}
	for _, tt := range []struct {
		name, columns string
		options       Options
		fields        string
		Warnings      []string
		err           string
	}{
		{"named", "Work mail,Nick", Options{Map: two}, "email,key", nil, ""},
		{"folded", "WORK_MAIL,nick ", Options{Map: two}, "email,key", nil, ""},
		{"beats an alias", "email,work mail,nick", Options{Map: two}, ",email,key", []string{"email is not imported, because work mail is mapped to email."}, ""},
		{"ignored", "email,mail", Options{Map: []Mapping{{"mail", "-"}}}, "email,", nil, ""},
		{"the very name first", "e-mail,Email", Options{Map: []Mapping{{"Email", "Email"}}}, ",email", []string{"e-mail is not imported, because Email is mapped to email."}, ""},
		{"underscored", "email,_k", Options{Map: []Mapping{{"_k", "key"}}}, "email,key", nil, ""},
		{"to the undecided referrer", "email,sponsor", Options{Map: []Mapping{{"sponsor", "referring partner"}}}, "email,referring_partner", nil, ""},
		{"no such column", "email", Options{Map: two[:1]}, "", nil, `line 1: There is no column "Work mail" to map. The columns are: "email".`},
		{"nearly such a column", "email,nikc", Options{Map: two[1:]}, "", nil, `line 1: There is no column "Nick" to map. The columns are: "email", "nikc". Did you mean "nikc"?`},
		{"no such field", "email", Options{Map: []Mapping{{"email", "emial"}}}, "", nil, `line 1: The mapping of "email" names no field: there is no "emial"; did you mean "email"?`},
		{"twice one column", "email,x", Options{Map: []Mapping{{"x", "id"}, {"x", "key"}}}, "", nil, `line 1: Column "x" is mapped twice. Keep one.`},
		{"twice one field", "email,x,y", Options{Map: []Mapping{{"x", "id"}, {"y", "id"}}}, "", nil, `line 1: Two columns mean id: "x" (column 2) and "y" (column 3). Delete or rename one.`},
		{"columns of one name", "email,x,x", Options{Map: []Mapping{{"x", "id"}}}, "", nil, `line 1: Two columns mean id: "x" (column 2) and "x" (column 3). Delete or rename one.`},
		{"email ignored", "email", Options{Map: []Mapping{{"email", "-"}}}, "", nil, `line 1: No e-mail column. The columns are: "email". "email" is mapped to something else. Leave it out of --map.`},
		{"constant of an id", "email", Options{Set: []Constant{{"id", "1"}}}, "", nil, `line 1: The constant for "id" cannot be for id, because no two rows may have the same.`},
		{"constant twice", "email", Options{Set: []Constant{{"name", "A"}, {"name", "B"}}}, "", nil, `line 1: Two constants are for name. Keep one.`},
		{"two referrers", "email", Options{Set: []Constant{{"referring_partner_id", "A"}, {"referring_partner_key", "B"}}}, "", nil, `line 1: Two constants are for the referring partner. Keep one.`},
	} {
		tt.options.Call = flags
		h, warnings, err := Map(strings.Split(tt.columns, ","), tt.options)
		if tt.err != "" {
			if err == nil || err.Error() != ": "+tt.err && !strings.HasSuffix(err.Error(), tt.err) {
				t.Errorf("%s: mapHeader = %v; want %s", tt.name, err, tt.err)
			}
			continue
		}
		if got := strings.Join(h.fields, ","); err != nil || got != tt.fields {
			t.Errorf("%s: mapHeader = %s, %v; want %s", tt.name, got, err, tt.fields)
		}
		if diff := cmp.Diff(tt.Warnings, warnings); diff != "" {
			t.Errorf("%s: warnings differ (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestOneColumnForOneField: with any header and any mappings by hand, no two columns
// are the same field.
func TestOneColumnForOneField(t *testing.T) {
	var known []string
	for name := range names.Aliases() {
		known = append(known, name)
	}
	slices.Sort(known)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom(append(known, "x", "_y", "Name", "E-Mail", "")), rapid.String())
		columns := append(rapid.SliceOfN(name, 0, 5).Draw(t, "columns"), "email")
		var o Options
		for range rapid.IntRange(0, 2).Draw(t, "mappings") {
			o.Map = append(o.Map, Mapping{rapid.SampledFrom(columns).Draw(t, "column"), rapid.SampledFrom(append(row.Mappable(), "-")).Draw(t, "field")})
		}
		h, _, err := Map(columns, o)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, field := range h.fields {
			if seen[field] {
				t.Fatalf("Map(%q, %v) = %q; want each field once", columns, o.Map, h.fields)
			}
			seen[field] = field != ""
		}
		if !seen["email"] {
			t.Fatalf("Map(%q, %v) = %q; want an email", columns, o.Map, h.fields)
		}
	})
}

// TestAliases: the names that a column may have, as in the manual.
func TestAliases(t *testing.T) {
	for field, names := range map[string]string{
		"email":                   "email, e-mail, email address, e-mail address, mail",
		"name":                    "name, first name, firstname, given name",
		"surname":                 "surname, last name, lastname, family name",
		"password":                "password, passwd, pwd",
		"id":                      "id, identifier, partner id, external id, custom id",
		"key":                     "key, token, referral key, referral code, partner key, ref",
		"referring_partner":       "referring partner, referred by, referrer, parent, parent partner",
		"tags":                    "tags, tag, labels, label, groups, group",
		"referring_partner_id":    "referring partner id, referring_partner.id, referrer id, parent id, referring id, parent partner id, referred by id, referrer identifier",
		"referring_partner_key":   "referring partner key, referring_partner.key, referrer key, parent key, referrer token, parent token, referrer code",
		"referring_partner_email": "referring partner email, referring_partner.email, referrer email, parent email, parent e-mail, referrer e-mail, referred by email, referrer mail",
	} {
		for name := range strings.SplitSeq(names, ", ") {
			for _, column := range []string{
				name, strings.ToUpper(name), " " + name + " ", "\ufeff" + name,
				strings.ReplaceAll(name, " ", "_"), strings.ReplaceAll(name, " ", "-"), strings.ReplaceAll(name, " ", "."),
				strings.ReplaceAll(name, " ", ""), strings.ReplaceAll(name, " ", "\u00a0"), strings.ReplaceAll(name, " ", "  "),
				name + "*", name + " (required)", name + ": ", "* " + name, `"` + name + `"`, "“" + name + "”", name + " (Optional) *",
				strings.ReplaceAll(name, " ", "\n"), strings.ReplaceAll(name, " ", "\u200b"), strings.ReplaceAll(name, "-", "\u2011"), name[:1] + "\u00ad" + name[1:],
			} {
				columns, at := []string{"email", column}, 1
				if field == "email" {
					columns, at = columns[1:], 0
				}
				h, warnings, err := Map(columns, Options{})
				if err != nil || len(warnings) > 0 || h.Field(at) != field {
					t.Errorf("Map(%q) = %q, %q, %v; want %s without a warning", columns, h.fields, warnings, err, field)
				}
				if got := h.Name(field); got != column {
					t.Errorf("name(%s) = %q; want %q, as the file calls it", field, got, column)
				}
			}
		}
	}
}

// flags calls options as the command does: SkipRows is --skip-rows.
func flags(name option.Name, value string) string {
	words := regexp.MustCompile("([a-z])([A-Z])").ReplaceAllString(string(name), "$1-$2")
	return strings.TrimSpace("--" + strings.ToLower(words) + " " + value)
}
