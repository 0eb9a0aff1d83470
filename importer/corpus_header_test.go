package importer

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

func aroundEntries() []corpusEntry {
	const title, repeated, footer, second = "title rows", "repeated header", "footer", "second table"
	none, bad := corpusWant{none: true}, corpusWant{code: anyCode}
	header := strings.Join(cleanTable().header, ",")
	wide := func(text string, d corpusDialect) string { return text + strings.Repeat(d.comma(), 7) }
	semicolon := corpusDialect{delimiter: ";", eol: "\r\n"}
	narrow := cleanTable().pick("email=email;name=name;surname=surname")
	skipped := "(?i)skipped"
	return []corpusEntry{
		plainDoc().above("Partners of 2026").entry(title, "title-one-cell").warned(skipped),
		plainDoc().above("Partners of 2026", "exported 2026-02-01", "").entry(title, "title-two-lines-and-blank").warned(skipped),
		plainDoc().above(wide("Partners of 2026", corpusDialect{}), wide("", corpusDialect{})).entry(title, "title-padded").warned(skipped),
		cleanTable().doc(semicolon).above(wide("Partner, alle; 2026", semicolon)).entry(title, "title-semicolon-with-comma").warned(skipped),
		plainDoc().above("# exported by CRM", "# 30 rows", "#").entry(title, "title-comments").warned(skipped),
		plainDoc().above(`"Partners, all of ""them"""`, "a,b,c").entry(title, "title-quoted").warned(skipped),
		plainDoc().above("Contact: office@example.com,,,,,,,").entry(title, "title-with-address").warned(skipped),
		plainDoc().above(slices.Repeat([]string{"note"}, 12)...).entry(title, "title-twelve-lines").warned(skipped),
		cleanTable().doc(corpusDialect{delimiter: "\t", bom: true}).above("Report", "").entry(title, "title-tab-bom").warned(skipped),
		plainDoc().above("sep=,").above().before(0, none).entry("sep= line", "sep-line-plain"),
		plainDoc().before(10, none, header).entry(repeated, "header-repeated").warned("(?i)repeat|header"),
		plainDoc().before(10, none, header).before(21, none, header).entry(repeated, "header-repeated-twice").warned("(?i)repeat|header"),
		plainDoc().after(none, header).entry(repeated, "header-repeated-last").warned("(?i)repeat|header"),
		cleanTable().doc(semicolon).before(0, none, strings.ReplaceAll(strings.ToUpper(header), ",", ";")).entry(repeated, "header-repeated-upper").warned("(?i)repeat|header"),
		plainDoc().before(0, bad, "the address,first name,last name,number,code,labels,who,").entry(repeated, "description-row").noted(),
		plainDoc().before(0, bad, "text,text,text,text,text,list,text,text").entry(repeated, "types-row").noted(),
		plainDoc().after(bad, "Total,32,,,,,,").entry(footer, "footer-total").noted(),
		plainDoc().after(bad, "Total,32").entry(footer, "footer-total-short").noted(),
		plainDoc().after(none, "").after(bad, "# end of export").entry(footer, "footer-comment").noted(),
		cleanTable().doc(semicolon).after(bad, "Summe;32;;;;;;").entry(footer, "footer-semicolon").noted(),
		plainDoc().after(bad, "(32 rows affected)").entry(footer, "footer-sql").noted(),
		plainDoc().after(bad, ",,,,,,,checked by Ada").entry(footer, "footer-note-only").noted(),
		narrow.doc(corpusDialect{}).after(none, "").after(bad, "invoice,amount,date", "INV-001,10.00,2026-01-01", "INV-002,12.00,2026-01-02").entry(second, "second-table-same-width").noted(),
		plainDoc().after(none, "").after(bad, "invoice,amount", "INV-001,10.00").entry(second, "second-table-narrow").noted(),
		plainDoc().after(none, "").after(bad, slices.Repeat([]string{"INV-001,10.00"}, 60)...).entry(second, "second-table-longer").noted(),
		plainDoc().after(bad, slices.Repeat([]string{"Confidential"}, 60)...).entry(footer, "footer-longer").noted(),
		plainDoc().above("E-mail,,Person,,,,,").entry(title, "title-names-a-column").warned(skipped),
		narrow.doc(corpusDialect{}).after(bad, "email,surname,name", "last@example.org,Row,Last").entry(repeated, "header-repeated-in-another-order").noted(),
	}
}

func headerEntries() []corpusEntry {
	const kind, misspelt, twice = "header variants", "misspelt optional column", "duplicate header"
	pick := func(spec string) *corpusDoc { return cleanTable().pick(spec).doc(corpusDialect{}) }
	quoted := pick("email=email;name=name")
	quoted.lines[0] = corpusLine{raw: "\"email \",\"\tname\"", isRaw: true, want: corpusWant{none: true}}
	nbsp := pick("\u00a0Email\u00a0=email; First\u00a0Name=name;Last\u200b Name=surname")
	newline := pick("Email\naddress=email;First\nname=name;Surname=surname")
	referrers := cleanTable()
	ids := corpusTable{
		header: []string{"Email", "Partner ID", "Referral Code", "Referrer ID"}, fields: []string{"email", "id", "key", "referring_partner_id"},
		rows: [][]string{{"a@example.com", "001", "a", ""}, {"b@example.com", "002", "b", "001"}, {"c@example.com", "003", "c", "999"}},
	}
	keys := ids.pick("email=email;token=key;parent key=referring_partner_id")
	keys.fields[2] = "referring_partner_key"
	dotted := ids.pick("email=email;referring_partner.id=referring_partner_id")
	referred := referrers.pick("E-Mail=email;Referred by=referring_partner_email")
	return []corpusEntry{
		pick("Email=email;First Name=name;Last Name=surname;Identifier=id;Token=key;Labels=tags;Referrer Email=referring_partner_email").entry(kind, "names-of-people"),
		pick("E-Mail=email;FirstName=name;LastName=surname;Partner ID=id;Partner Key=key;Groups=tags").entry(kind, "names-together"),
		pick("Email Address=email;Given Name=name;Family Name=surname;External ID=id;Referral Key=key;Tag=tags").entry(kind, "names-crm"),
		pick("EMAIL=email;NAME=name;SURNAME=surname;ID=id;KEY=key;TAGS=tags").entry(kind, "names-upper"),
		pick("e_mail=email;first_name=name;last_name=surname;custom_id=id;referral_code=key").entry(kind, "names-snake"),
		pick("Mail=email;first.name=name;last.name=surname;ref=key;referring_partner.email=referring_partner_email").entry(kind, "names-dotted"),
		pick("Email*=email;First Name *=name;Last Name=surname").entry(kind, "names-starred"),
		pick("Email (required)=email;Name (optional)=name").entry(kind, "names-in-brackets"),
		pick("Email:=email;Name:=name").entry(kind, "names-with-colon"),
		pick("surname=surname;key=key;tags=tags;id=id;name=name;email=email").entry(kind, "columns-in-another-order"),
		pick("name=name;last_name=surname;email=email;identifier=id;token=key;joining_date=").entry(kind, "dashboard-export").warned("joining_date"),
		pick("email=email;full name=").entry(kind, "full-name").warned("full name"),
		pick("email=email;name=name;phone=;company=").entry(kind, "unknown-columns").warned("phone", "company"),
		pick("email=email;_row=;_line=;_status=;name=name").entry(kind, "failed-rows-columns"),
		ids.doc(corpusDialect{}).entry(kind, "referrer-id"), keys.doc(corpusDialect{}).entry(kind, "referrer-key"), dotted.doc(corpusDialect{}).entry(kind, "referrer-dotted"),
		referred.doc(corpusDialect{}).entry(kind, "referred-by").noted(),
		quoted.entry(kind, "names-padded"), nbsp.entry(kind, "names-with-nbsp").noted(), newline.entry(kind, "names-with-newlines"),
		pick("Secondary Email=;Email=email;Name=name").entry("secondary email", "secondary-email-first").noted(),
		pick("Email=email;Email verified=;Email status=;Name=name").entry("secondary email", "email-status").noted(),
		pick("email=email;surnmae=;name=name").entry(misspelt, "surnmae").warned("is probably surname: use"),
		pick("email=email;pasword=;name=name").entry(misspelt, "pasword").warned("is probably password: use"),
		pick("email=email;refering_partner_email=").entry(misspelt, "refering-partner").warned("is probably referring_partner_email: use"),
		pick("email=email;name=name;Email=email").entry(twice, "email-twice").refused(`(?i)two columns`),
		pick("email=email;name=name;E-Mail Address=email").entry(twice, "email-under-two-names").refused(`(?i)two columns`),
		pick("email=email;name=name;first name=name").entry(twice, "name-under-two-names").refused(`(?i)two columns`),
		pick("email=email;id=id;identifier=id").entry(twice, "id-under-two-names").refused(`(?i)two columns`),
		pick("email=email;note=;note=").entry(twice, "unknown-twice").warned("note"),
		pick("email=email;name=name;name=name").entry(twice, "name-twice-same").refused(`(?i)two columns`),
	}
}

// languageEntries are headers of other languages. A French "Nom" is the
// surname if there is also a Prénom. A German "Name" is too.
func languageEntries() []corpusEntry {
	const kind = "header in other languages"
	d := corpusDialect{delimiter: ";", eol: "\r\n", bom: true}
	write := func(name, spec string) corpusEntry {
		return cleanTable().pick(spec).doc(d).entry(kind, name)
	}
	return []corpusEntry{
		write("german", "E-Mail=email;Vorname=name;Nachname=surname"),
		write("german-address", "E-Mail-Adresse=email;Vorname=name;Nachname=surname"),
		write("german-family-name", "Email=email;Vorname=name;Familienname=surname"),
		write("german-vorname-name", "E-Mail=email;Vorname=name;Name=surname").anyWord(),
		write("french", "Adresse e-mail=email;Prénom=name;Nom=surname"),
		write("french-courriel", "Courriel=email;Prénom=name;Nom de famille=surname"),
		write("french-nom-only", "E-mail=email;Nom=name").anyWord(),
		write("spanish", "Correo electrónico=email;Nombre=name;Apellidos=surname"),
		write("spanish-correo", "Correo=email;Nombre=name;Apellido=surname"),
		write("portuguese", "E-mail=email;Nome=name;Sobrenome=surname"),
		write("portuguese-apelido", "Endereço de e-mail=email;Nome=name;Apelido=surname"),
		write("lithuanian", "El. paštas=email;Vardas=name;Pavardė=surname"),
		cleanTable().western().pick("Adresse e-mail=email;Prénom=name;Nom=surname").doc(d).entry(kind, "french-nfd-header").as(norm.NFD.Bytes),
		cleanTable().pick("ADRESSE E-MAIL=email;PRÉNOM=name;NOM DE FAMILLE=surname").doc(d).entry(kind, "french-upper"),
		cleanTable().western().pick("E-Mail=email;Vorname=name;Nachname=surname;Straße=").doc(corpusDialect{delimiter: ";"}).
			entry(kind, "german-windows1252-header").as(windows1252).warned("1252|8859", "Straße"),
	}
}

func noHeaderEntries() []corpusEntry {
	headless := func(d corpusDialect) *corpusDoc {
		doc := cleanTable().doc(d)
		doc.lines = doc.lines[1:]
		return doc
	}
	pick := func(spec string) corpusEntry {
		return cleanTable().pick(spec).doc(corpusDialect{}).entry("no email column", strings.ToLower(strings.NewReplacer("=", "-", ";", "-", " ", "-").Replace(spec)))
	}
	return []corpusEntry{
		headless(corpusDialect{}).entry("no header row", "no-header").refused("(?i)header|first line must name"),
		headless(corpusDialect{delimiter: ";", eol: "\r\n", bom: true}).entry("no header row", "no-header-semicolon").refused("(?i)header|first line must name"),
		headless(corpusDialect{delimiter: "\t", quoteAll: true}).entry("no header row", "no-header-tab").refused("(?i)header|first line must name"),
		bytesEntry("no header row", "no-header-one-column", []byte("a@example.com\nb@example.com\n")).refused("(?i)header|first line must name"),
		pick("name=name;surname=surname").refused("(?i)no e-mail column"),
		pick("emial=;name=name").refused(`Rename it to "email"`),
		pick("e-mial=;name=name").refused(`Rename it to "email"`),
		pick("eMail adress=;name=name").refused(`Rename it to "email"`),
		pick("contact=;name=name;phone=").refused("contact"),
	}
}
