package source

import (
	"strings"
	"testing"
)

// TestOften: "None" next to a first name may be a name, but not in many rows.
func TestOften(t *testing.T) {
	for none, want := range map[int]string{4: "None", 5: "", 300: ""} {
		for _, word := range []string{"None", "NULL"} {
			first := map[string]string{"None": "Ada", "NULL": "ADA"}[word]
			text := "email,name,surname\n" + strings.Repeat("a@x.y,"+first+","+word+"\n", none) + strings.Repeat("a@x.y,"+first+",King\n", 90)
			rows := readRows(t, openText(t, text))
			if got := rows[0].Record.Surname; got != strings.Replace(want, "None", word, 1) {
				t.Errorf("%d times %s: the surname is %q", none, word, got)
			}
		}
	}
}

// TestDialect: how a file is read, and what is said about it. The names are those of
// the kinds of pollution in the manual.
func TestDialect(t *testing.T) {
	const rows = "2 a@x.y/A; 3 b@x.y/B"
	for _, tt := range []struct {
		name, text string
		options    Options
		delimiter  rune
		rows       string
		warning    string
	}{
		{"comma", "email,name\na@x.y,A\nb@x.y,B\n", Options{}, ',', rows, ""},
		{"semicolon", "email;name\na@x.y;A\nb@x.y;B\n", Options{}, ';', rows, ""},
		{"tab", "email\tname\na@x.y\tA\nb@x.y\tB\n", Options{}, '\t', rows, ""},
		{"pipe", "email|name\na@x.y|A\nb@x.y|B\n", Options{}, '|', rows, ""},
		{"comma and space", "email, name\na@x.y, A\nb@x.y, \"B\"\n", Options{}, ',', rows, ""},
		{"commas in the text of a semicolon file", "note;email;name\nx, y, z;a@x.y;A\n1,2,3;b@x.y;B\n", Options{}, ';', rows, ""},
		{"single column", "email\na@x.y\nb@x.y\n", Options{}, ',', "2 a@x.y/; 3 b@x.y/", ""},
		{"named", "email§name\na@x.y§A\nb@x.y§B\n", Options{Delimiter: '§'}, '§', rows, ""},
		{"sep line", "sep=;\nemail;name\na@x.y;A\n", Options{}, ';', "3 a@x.y/A", ""},
		{"sep line in quotes", "\"sep=;\"\r\nemail;name\r\na@x.y;A\r\n", Options{}, ';', "3 a@x.y/A", ""},
		{"sep line of another character", "sep=^\nemail^name\na@x.y^A\n", Options{}, '^', "3 a@x.y/A", ""},
		{"sep line that contradicts the file", "sep=;\nemail,name\na@x.y,A\n", Options{}, ',', "3 a@x.y/A", "The first line says sep=;, but the columns are separated by a comma, and are read so."},
		{"title rows", "Partners 2025\n\nemail,name\na@x.y,A\n", Options{}, ',', "4 a@x.y/A", "Skipped 2 lines above the header, which is on line 3."},
		{"metadata", "Exported by:;Greta, Holm\nE-mail;greta@x.y\nemail;name\na@x.y;A\nb@x.y;B\n", Options{}, ';', "4 a@x.y/A; 5 b@x.y/B", "Skipped 2 lines"},
		{"comments", "# made by a program\n# \"today\nemail,name\na@x.y,A\n", Options{}, ',', "4 a@x.y/A", "Skipped 2 lines"},
		{"skip rows", "x\ny,z\n\nemail,name\na@x.y,A\n", Options{SkipRows: 3}, ',', "5 a@x.y/A", ""},
		{"ghost columns", "email,name,,\na@x.y,A\nb@x.y,B\n", Options{}, ',', rows, ""},
		{"repeated header", "email,name\na@x.y,A\nemail,name\nb@x.y,B\nemail, name\n", Options{}, ',', "2 a@x.y/A; 4 b@x.y/B", "Line 3 repeats the header."},
		{"lines of white space", "email,name\n \na@x.y,A\n\u00a0\nb@x.y,B\n \n \t \n", Options{}, ',', "3 a@x.y/A; 5 b@x.y/B", ""},
		{"heading above the names", "E-Mail,Person,\nemail,name,surname\na@x.y,A,\n", Options{}, ',', "3 a@x.y/A", "Skipped 1 line above the header, which is on line 2."},
		{"title that is a name of the column", "E-mail,,\n,,\nemail,name,surname\na@x.y,A,\n", Options{}, ',', "4 a@x.y/A", "Skipped 2 lines above the header, which is on line 3."},
		{"repeated header with a byte order mark", "email,name\na@x.y,A\n\ufeffemail,name\nb@x.y,B\n", Options{}, ',', "2 a@x.y/A; 4 b@x.y/B", "Line 3 repeats the header."},
		{"repeated header in other words", "email,name\na@x.y,A\nE-Mail,First name\nb@x.y,B\n", Options{}, ',', "2 a@x.y/A; 4 b@x.y/B", "Line 3 repeats the header."},
		{"two tables without a line end between", "email,name,key\na@x.y,A,kemail,key,name\nb@x.y,B,C\n", Options{}, ',', "2 !row_malformed; 3 !row_malformed", ""},
		{"one table twice without a line end between", "email,name\na@x.y,Aemail,name\nb@x.y,B\n", Options{}, ',', "2 !row_malformed; 3 b@x.y/B", ""},
		{"header of other columns", "email,name,surname\na@x.y,A,\nemail,name,note\nb@x.y,B,x\n", Options{}, ',', "2 a@x.y/A; 3 !row_malformed; 4 !row_malformed", ""},
		{"header of two rows", "Email,Name,\n,First name,Last name\na@x.y,A,\nb@x.y,B,\n", Options{}, ',', "3 a@x.y/A; 4 b@x.y/B", "The header has two rows, from line 1 on."},
		{"header of two rows and bars", "Name||email\nFirst|Last|\nA|B|a@x.y\nC|D|b@x.y\n", Options{}, '|', "3 a@x.y/A; 4 b@x.y/C", "The header has two rows, from line 1 on."},
		{"values without a name", "email,,name\na@x.y,,A\nb@x.y,x,B\n", Options{}, ',', rows, "Column 2 (B) has values (first: line 3) but no name, so it is not imported. Name it in line 1, or delete it."},
		{"rows that are counted", ",email,name\n0,a@x.y,A\n1,b@x.y,B\n", Options{}, ',', rows, ""},
		{"full names", "email,name\na@x.y,Ada King\nb@x.y,\"Lind, Bo\"\n", Options{}, ',', "2 a@x.y/Ada King; 3 b@x.y/Lind, Bo", "name seems to hold full names, such as \"Ada King\""},
		{"full names that are right", "email,name\na@x.y,Ada King\n", Options{Map: []Mapping{{Column: "name", Field: "name"}}}, ',', "2 a@x.y/Ada King", ""},
		{"full names and an empty column of surnames", "email,name,surname\na@x.y,Ada King,\nb@x.y,Bo Lind,\n", Options{}, ',', "2 a@x.y/Ada King; 3 b@x.y/Bo Lind", "such as \"Ada King\", and there is no surname."},
		{"companies", "email,name\na@x.y,Acme Ltd.\nb@x.y,Lind & King\nc@x.y,The Shop\nd@x.y,Studio 54\n", Options{}, ',', "2 a@x.y/Acme Ltd.; 3 b@x.y/Lind & King; 4 c@x.y/The Shop; 5 d@x.y/Studio 54", ""},
		{"two words for few", "email,name\na@x.y,Mary Ann\nb@x.y,B\nc@x.y,C\n", Options{}, ',', "2 a@x.y/Mary Ann; 3 b@x.y/B; 4 c@x.y/C", ""},
		{"many empty columns", "email,name" + strings.Repeat(",", 600) + "\na@x.y,A" + strings.Repeat(",", 600) + "\nb@x.y,B" + strings.Repeat(",", 600) + "\n", Options{}, ',', rows, ""},
		{"control character in a column that is ignored", "email,name,note\na@x.y,A,\x01\nb@x.y,B,\n", Options{}, ',', rows, ""},
		{"more names below a partner", "email,name,note\na@x.y,A,x\nemail,name,surname\nb@x.y,B,C\n", Options{}, ',', "2 a@x.y/A; 3 !row_malformed; 4 !row_malformed", ""},
		{"messages of PHP before each row", "email,name\n<br />\n<b>Deprecated</b>: x in <b>/srv/x.php</b> on line <b>6</b><br />\na@x.y,A\n<br />\nb@x.y,B\nNotice: y in /srv/x.php on line 6\nc@x.y,C\n", Options{}, ',',
			"2 !row_malformed; 3 !row_malformed; 4 a@x.y/A; 5 !row_malformed; 6 b@x.y/B; 7 !row_malformed; 8 c@x.y/C", ""},
		{"notes before each row", "email,name\nNorth\na@x.y,A\nSouth\nb@x.y,B\nEast\nWest\n", Options{}, ',', "2 !row_malformed; 3 a@x.y/A; 4 !row_malformed; 5 b@x.y/B; 6 !row_malformed; 7 !row_malformed", ""},
		{"CR only", "email,name\ra@x.y,A\rb@x.y,B\r", Options{}, ',', rows, ""},
		{"UTF-16 without BOM", "e\x00m\x00a\x00i\x00l\x00\n\x00a\x00@\x00x\x00.\x00y\x00\n\x00", Options{}, ',', "2 a@x.y/", "looks like UTF-16LE"},
		{"Windows-1252", "email,name\na@x.y,J\xfcrgen\n", Options{}, ',', "2 a@x.y/Jürgen", `read as Windows-1252 (first on line 2: "Jürgen")`},
		{"named encoding", "email,name\na@x.y,J\x81rgen\n", Options{Encoding: "cp850"}, ',', "2 a@x.y/Jürgen", ""},
		{"single quotes", "'email','name'\n'a@x.y','O''Lind'\nb@x.y,'B'\n", Options{}, ',', "2 a@x.y/O'Lind; 3 b@x.y/B", ""},
		{"single quotes, an empty row and a long one", "'email'|'name'|''\n'a@x.y'|'A'|'x'\n''|''|''\n'c@x.y'|'C'|'x'|'x'\n'b@x.y'|'B'|'x'\n", Options{}, '|', "2 a@x.y/A; 4 !row_malformed; 5 b@x.y/B", "no name"},
		{"single quotes around delimiters, and too few cells", "'email';'tags';'name'\n'a@x.y';'x';'A'\n'c@x.y';'C &amp; Co'\n'b@x.y';'x';'B'\n", Options{}, ';', "2 a@x.y/A; 3 !row_malformed; 4 b@x.y/B", ""},
		{"an apostrophe in front of names", "email,name\na@x.y,'t Hart\nb@x.y,B'\n", Options{}, ',', "2 a@x.y/'t Hart; 3 b@x.y/B'", ""},
		{"table of psql", " email | name \n-------+------\n a@x.y | A\n b@x.y | B\n(2 rows)\n", Options{}, '|', "3 a@x.y/A; 4 b@x.y/B", "Lines of dashes and row counts are skipped (first: line 2)."},
		{"table of mysql", "+-------+------+\n| email | name |\n+-------+------+\n| a@x.y | A    |\n+-------+------+\n1 row in set (0.00 sec)\n", Options{}, '|', "4 a@x.y/A", "(first: line 1)"},
		{"table of Markdown", "| email | name |\n|---|:--:|\n| a@x.y | A |\n| b@x.y | - |\n", Options{}, '|', "3 a@x.y/A; 4 b@x.y/", "(first: line 2)"},
		{"bars and a row of few dashes", "email|name\na@x.y|A\n-|-\n", Options{}, '|', "2 a@x.y/A; 3 -/", ""},
		{"joined files with their marks", "\ufeffemail,name\na@x.y,A\n\ufeffemail,name\nb@x.y,B\n", Options{}, ',', "2 a@x.y/A; 4 b@x.y/B", "Line 3 repeats the header."},
		{"joined files with marks and quotes", "\ufeff\"email\",\"name\"\na@x.y,A\n\ufeff\"email\",\"name\"\nb@x.y,B\n", Options{}, ',', "2 a@x.y/A; 4 b@x.y/B", "Line 3 repeats the header."},
		{"data URI", "data:text/csv;charset=utf-8,email,name\na@x.y,A\nb@x.y,B\n", Options{}, ',', rows, "in front of the header"},
		{"1,000 empty columns", "email,name" + strings.Repeat(",", 1000) + "\na@x.y,A" + strings.Repeat(",", 1000) + "\nb@x.y,B" + strings.Repeat(",", 1000) + "\n", Options{}, ',', rows, ""},
		{"a row with one empty column less", "email,name" + strings.Repeat(",", 1000) + "\na@x.y,A" + strings.Repeat(",", 1000) + "\nb@x.y,B" + strings.Repeat(",", 999) + "\n", Options{}, ',', "2 a@x.y/A; 3 !row_malformed", ""},
		{"control characters in columns that are ignored", "email,name,note\na@x.y,A,x\x0by\nb@x.y,B,\u0085\n", Options{}, ',', rows, ""},
		{"garbled", "email,name\na@x.y,A\nb@x.y,J├╝rgen\n", Options{}, ',', "2 a@x.y/A; 3 b@x.y/J├╝rgen", `Garbled letters can be repaired with Options.Repair = mojibake: on line 3, "J├╝rgen" is "Jürgen".`},
		{"repaired", "email,name\na@x.y,J√ºrgen\nb@x.y,JÃƒÂ¼rgen\n", Options{Repair: "mojibake"}, ',', "2 a@x.y/Jürgen; 3 b@x.y/Jürgen", `Repaired garbled letters (first: line 2, "J√ºrgen" is read as "Jürgen").`},
		{"lost beyond repair", "email,name\na@x.y,Ð®Ð»Ð¸Ñ\ufffd\nb@x.y,Zoë\n", Options{Repair: "mojibake"}, ',', "2 a@x.y/Ð®Ð»Ð¸Ñ\ufffd; 3 b@x.y/Zoë", ""},
		{"Ctrl-Z at the end", "email,name\na@x.y,A\n\x1a", Options{}, ',', "2 a@x.y/A", "Ctrl-Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := OpenReader(strings.NewReader(tt.text), "p.csv", tt.options)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got := showRows(readRows(t, s)); got != tt.rows || s.Delimiter() != tt.delimiter {
				t.Errorf("read with %q as %s; want with %q as %s", s.Delimiter(), got, tt.delimiter, tt.rows)
			}
			warnings := strings.ReplaceAll(strings.Join(s.Warnings(), "; "), "Not imported: note.", "")
			if !strings.Contains(warnings, tt.warning) || tt.warning == "" && warnings != "" {
				t.Errorf("warnings = %q; want %q", warnings, tt.warning)
			}
		})
	}
}

// TestDialectRefuses: some tables cannot be read without guessing.
func TestDialectRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		options    Options
		want       string
	}{
		{"every line wrapped in quotes", "\"email,name\"\n\"a@x.y,A\"\n", Options{}, "Every line is one quoted cell"},
		{"space", "email name\na@x.y A\n", Options{}, "The columns are not separated by"},
		{"caret", "email^name\na@x.y^A\n", Options{}, `or name the character with --delimiter, as in --delimiter "^".`},
		{"two bars", "email||name\na@x.y||A\n", Options{}, "separated by ||"},
		{"no header row", "a@x.y,Jürgen\nb@x.y,B\n", Options{}, `none of the first 30 lines has an e-mail column. Line 1 is "a@x.y,Jürgen".`},
		{"header narrower than the rows", "email,name\na@x.y,A,1\nb@x.y,B,2\nc@x.y,C,3\n", Options{}, "The header has 2 columns, but the rows have 3."},
		{"wrong delimiter named", "email,name\na@x.y,A\n", Options{Delimiter: ';'}, "No e-mail column."},
		{"a header below 30 lines", strings.Repeat("x: y\n", 32) + "email,name\na@x.y,A\n", Options{}, "No header in the first 30 lines. Line 33 may be the header. To skip the lines above it, use --skip-rows 32."},
		{"fixed width", "email            name\n---------------- ----\na@x.y            A\n", Options{}, "The columns have a fixed width"},
		{"fixed width without dashes", "email            name\na@x.y            A\n", Options{}, "The columns have a fixed width"},
		{"drawn frame", "┌───────┬──────┐\n│ email │ name │\n├───────┼──────┤\n│ a@x.y │ A    │\n", Options{}, "a table with a drawn frame"},
		{"line separators", "email,name\u2028a@x.y,A\u2028", Options{}, "end with U+2028 instead of a line end"},
		{"record separators", "email,name\x1ea@x.y,A\x1e", Options{}, "end with U+001E instead of a line end"},
		{"513 names", "email" + strings.Repeat(",c", 512) + "\na@x.y\n", Options{}, "Delete the columns that you do not need."},
		{"another code page", "email,name\na@x.y,Ay\xfee\nb@x.y,Y\xfdld\xfdz\n", Options{}, "--encoding windows-1254"},
		{"too many rows to skip", "email\na@x.y\n", Options{SkipRows: 9}, "Use a smaller number than --skip-rows 9."},
		{"unknown encoding", "email\n", Options{Encoding: "klingon"}, "--encoding klingon"},
		{"HTML", "<!DOCTYPE html>\n<html>", Options{}, "This is an HTML page."},
		{"workbook", "PK\x03\x04" + strings.Repeat("\x00", 22) + "\x0f\x00\x00\x00xl/workbook.xml", Options{}, "workbook is damaged"},
	} {
		tt.options.Call = flags
		s, err := OpenReader(strings.NewReader(tt.text), "p.csv", tt.options)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.want)
		}
	}
}
