package importer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// cleanHeader has a column for each field that a clean table uses, and some that are
// not imported.
func cleanHeader() []string { return []string{"email", "name", "surname", "id", "key", "tags"} }

// cleanNames are people as they are called, by the language of their names.
func cleanNames() map[string]string {
	return map[string]string{
		"English":    "Mary-Jane O’Connor;Patrick O'Brien;Anthony D’Angelo;Nan Goldman;Nil Yalter;Na Li;Chris Na;An Na;J Smith;Malcolm X;Sammy Davis Jr.;King Charles III;Dr. Jane Doe;True Grit;May June;April March;August Winter;Will Void;Mark Blank;Guy Missing;No Name;Inf Inity;A B;E Li;U Thant;J. R. R. Tolkien;will.i.am Adams;50 Cent;P!nk;Ke$ha;Ana ♥;Zoë 🌟;👩‍💻 Dev",
		"particles":  "Ludwig van Beethoven;Ursula von der Leyen;Oscar de la Hoya;Abdul al-Rahman;João dos Santos;Pieter van 't Hoff;Gerard 't Hooft;Dick van ’t Veer;Sophie d'Orléans;Ramón y Cajal;Marie-Thérèse L'Écuyer",
		"German":     "Jürgen Müller;Günther Groß;Käthe Öztürk;Karl-Heinz Weiß;JÜRGEN STRAUẞ",
		"French":     "François Lefèvre;Loïc Éluard;Élise Œuvrard;Hélène Çelik;Benoît L’Hôpital;Maïté Haÿ",
		"Spanish":    "José Muñoz;Íñigo Ibáñez;Ángel Núñez;Lluís Güell;Gal·la Sanç",
		"Portuguese": "João Gonçalves;Conceição Assunção;Inês Falcão",
		"Polish":     "Łukasz Żółć;Świętosława Ślęzak;Żaneta Gęś;Grażyna Ćwikła",
		"Czech":      "Jiří Dvořák;Šárka Říhová;Ďuro Ťapák;Zdeněk Ůral;Ľubomír Ŕíha",
		"Hungarian":  "Győző Szűcs;Örs Űrhajós;Ágnes Őri",
		"Turkish":    "İbrahim Şahin;Işıl Çağlar;Ayşe Yılmaz;Oğuzhan Ünlü",
		"Icelandic":  "Björk Guðmundsdóttir;Þórður Æsgeirsson;Ðóra Jónsdóttir",
		"Nordic":     "Åse Ødegård;Søren Næss;Märta Öhman",
		"Baltic":     "Žydrūnas Šarūnas;Ąžuolas Ėglė;Ilzė Bērziņa;Õnne Pärn;Ģirts Ļoļa",
		"Romanian":   "Ștefan Țepeș;Ţuţea Şerban;Ionuț Brânză",
		"Croatian":   "Đorđe Čolić;Željko Šćepanović;Ćiro Žižić",
		"Vietnamese": "Nguyễn Thị Hồng;Đặng Hữu Phước;Âu Cơ;Ưng Ơn",
		"Welsh":      "Siân Llŷr;Tŷ Ŵyn;Seán Ó Súilbhéan;Kealiʻi Kaʻahumanu",
		"Greek":      "Γιώργος Παπαδόπουλος;Ὀδυσσεύς Λαέρτου",
		"Russian":    "Иван Иванов;Ёлка Щукина;О’Генри Петров;Анна-Мария Бе́лова",
		"Ukrainian":  "Їжак Євген;Ґалаґан Ірина;Мар’яна Лук’яненко;Дем'ян Знам'янський",
		"Serbian":    "Ђорђе Његош;Љубица Ћирић;Џони Штулић",
		"Hebrew":     "משה כהן;ז׳בוטינסקי זאב;יוסף בן־דוד",
		"Arabic":     "محمد علي;مُحَمَّد العَلِيّ;عبد الرحمن",
		"Persian":    "علی\u200cرضا رضایی;مهدی مهدوی\u200cکیا",
		"Hindi":      "नरेंद्र मोदी;क्\u200dषमा श्रीवास्तव",
		"Tamil":      "சுப்ரமணிய பாரதி",
		"Thai":       "สมชาย ใจดี",
		"Chinese":    "王 小明;李 娜;欧阳 娜娜;张·伟 李;𠮷野 家",
		"Japanese":   "山田 太郎;ジャン＝ポール ベルモンド;ヴィクトリア・ベッカム 様;髙橋 﨑;ﾔﾏﾀﾞ ﾀﾛｳ;一 二三",
		"Korean":     "김 철수;남궁 민",
		"Georgian":   "გიორგი კაპანაძე",
		"Armenian":   "Արամ Խաչատրյան",
	}
}

// cleanLists are values that are right in a column.
func cleanLists() map[string][]string {
	return map[string][]string{
		"tags": {"+plus", "#1", "c++", "2024-01", "50%", "vip;blog", "🎉", "top 10", "-20%", "@mentions", "A&B", "gold, silver", "gold|silver", "R&D", "Q1/2024", "1/2", "true", "VIP!",
			"tier:1", "tier=gold", "key: value", "price > 10", "<10", "100+", "24/7", "C#", "#hashtag", "don’t call", "1.0", "1,5", "012", "2024-01-15", "03/05", "Jan-24", "- new", "+1", "--x",
			"naïve", "日本", "مميز", "новый", "a/b", `C:\x`, "[vip]", "(beta)", "&", "why?", "what?!", "™", "v2.0", "$$$", "€", "#NEW!", "#WOW!", "#TOP?", "*", "rock'n'roll", "null island", "nan bread",
			"NA region", "Na", "none of the above", "https://shop.example.org/?a=b", "utm_source=x&y=z", "eu: yes", "@", "+", "="},
		"name": {"Acme Ltd.", "Müller & Söhne GmbH", "AT&T", "Yahoo! Ltd", "7-Eleven", "3M Company", "1&1 AG", "20th Century Co.", "E*TRADE", "@properties", "Citroën SA", "L'Oréal", "McDonald’s", "+972 Magazine",
			"-Studio-", "Agency (Berlin)", "O2", "24/7 Media", "100% Natural", "#1 Agency", "C++ School", "Who? Agency", "Foo® Ltd", "Null Labs", `Toys "R" Us`, `Screen 15"`, "Coop – Genossenschaft", "A1", "E5", "Studio 54", "N26", "9.30"},
		"id": {"00123", "00124", "10125", "E12", "E13", "12E5", "a8098c1a-f86e-11da-bd1a-00112444be1e", "2024-001", "P-1", "cus_NffrFeUfNV2Hib", "0031t000003XYZaAAG", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "shop:12", "#1", "MAR1",
			"OCT-4", "jan-1", "DEC01", "1.10", "10.1.4", "V1StGXR8_Z5jdHi6B-myT", "-StGXR8_Z5jdHi6B", "+4917012345678", "urn:li:person:1", "ACME 1", "Kunde-Müller", "客户001", "O'Brien", "A(1)", "12-345", "ann@acme.com"},
		"key": {"ann-lee", "ann_lee", "ann.lee", "AnnLee", "BOBLEE", "20ann", "SUMMER24", "MAY2024", "SEPT10", "10OFF", "jürgen", "安", "иван", "null1", "e10", "100", "v1.0", "-ann", "_ann", "x", "may", "march-5", "dec-arlo", "sep-arate"},
		"email": {"ann+news@acme.com", "o'brien@acme.ie", "ann@mail.eu.acme.co.uk", "ann@acme.photography", "ann@acme.xyz", "ann@müller.de", "ann@xn--grn-hoa.de", "jürgen@acme.de", "info@acme.com", "noreply@acme.com", "a@b.co",
			"123456@qq.com", "ann@googlemail.com", "ann@ymail.com", "ann@me.com", "ann@hotmail.co", "ann@yahoo.co", "ann@yahoo.co.jp", "ann@mail.com", "ANN@ACME.COM", "ann!x@acme.com", "ann&bob@acme.com", "null@acme.com",
			"none@acme.com", "иван@пример.рф", "用户@例子.公司", "ann@1and1.com", "test@acme.com", `"ann lee"@acme.com`},
	}
}

// unread are columns that are not imported.
func unread() [][]string {
	return [][]string{
		{"notes", `Called on 3/4; "great" partner`, "=SUM(A1)", "line one\r\nline two"},
		{"json", `{"a":1,"b":[1,2]}`, "[]", "null"}, {"html", "<p>Hi &amp; bye</p>", "<br>", "&nbsp;"},
		{"created_at", "2024-01-15T10:00:00Z", "2024-01-16 11:00", "15.01.2024"}, {"revenue", "$1,234.56", "€ 5.00", "12%"},
		{"phone", "+49 170 1234567", "(555) 123-4567", "00441234567"}, {"phone number", "1", "2", "3"}, {"website", "https://acme.com/?a=b", "acme.com", "www.acme.com"},
		{"country", "NA", "NO", "US"}, {"rounded", "1.23E+05", "#N/A", "#REF!"}, {"lost", "JÃ¼rgen", "caf\ufffd", "J?rgen"}, {"postcode", "01234", "12345", "01067"},
		{"total paid", "10", "20", "30"}, {"username", "ann", "bob", "cat"}, {"rent", "10", "20", "30"}, {"invoice no.", "R1", "R2", "R3"}, {"tax id", "1-1", "1-2", "1-3"},
	}
}

// aCleanTable has three people, and all columns that are not imported.
func aCleanTable() [][]string {
	all := [][]string{cleanHeader(), {"ann@acme.com", "Ann", "Lee", "00123", "ann", "gold"}, {"bob@acme.com", "Zoë", "Peña", "00124", "bob", ""}, {"cat@acme.com", "Łucja", "王", "10125", "cat", "vip;blog"}}
	for _, column := range unread() {
		for i := range all {
			all[i] = append(all[i], column[i])
		}
	}
	return all
}

// cleanText writes a table as text.
func cleanText(t *testing.T, rows [][]string, delimiter rune, windows bool) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = delimiter, windows
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cleanTexts are the table as programs write it.
func cleanTexts(t *testing.T) map[string]string {
	table := aCleanTable()
	wider, longer, indexed := [][]string{}, append(aCleanTable(), make([][]string, 5)...), [][]string{}
	for i, row := range table {
		wider = append(wider, append(append([]string{}, row...), make([]string, 20)...))
		indexed = append(indexed, append([]string{strings.Trim(fmt.Sprint(i-1), "-")}, row...))
	}
	indexed[0][0] = ""
	for i := len(table); i < len(longer); i++ {
		longer[i] = make([]string, len(table[0]))
	}
	comma, semicolon, tab := cleanText(t, table, ',', true), cleanText(t, table, ';', true), cleanText(t, table, '\t', false)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(tab, "\ufffd", "?"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := ""
	for _, row := range table {
		for i, cell := range row {
			row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		quoted += strings.Join(row, ",") + "\n"
	}
	return map[string]string{
		"Excel": "\ufeff" + comma, "Excel in Germany": "\ufeff" + semicolon, "Excel with a line for itself": "sep=;\r\n" + semicolon, "Excel as Unicode text": utf16,
		"Google Sheets": strings.TrimSuffix(comma, "\r\n"), "Numbers": cleanText(t, aCleanTable(), ';', false), "pandas": cleanText(t, aCleanTable(), ',', false), "pandas with an index": cleanText(t, indexed, ',', false),
		"pgAdmin": quoted, "MySQL": tab, "bars": cleanText(t, aCleanTable(), '|', false), "empty columns": cleanText(t, wider, ',', true), "empty rows": cleanText(t, longer, ',', true), "blank lines": comma + "\r\n\r\n\r\n",
		"one row": cleanText(t, aCleanTable()[:2], ',', false), "one column": "email\na@acme.com\nb@acme.com\n", "one cell": "email\r\na@acme.com", "dashboard": "name,last_name,email,identifier,token\nAnn,Lee,a@acme.com,1,ann\n",
		"some first names of two words": "email,name\na@acme.com,Mary Ann\nb@acme.com,Bob\nc@acme.com,Cat\n",
		"referring partners":            "email,name,id,referred by\na@acme.com,Ann,1,\nb@acme.com,Bob,2,1\nc@acme.com,Cat,3,a@acme.com\n",
		"passwords":                     "email,name,password\na@acme.com,Ann,=Secret123\nb@acme.com,Bob,-Abcdefg1\nc@acme.com,Cat,Pass word 1A\nd@acme.com,Dan,NULLnull1\n",
	}
}
