package source

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// show writes rows as "LINE EMAIL/NAME" or "LINE !CODE COLUMN".
func showRows(rows []row.Row) string {
	var all []string
	for _, row := range rows {
		if row.Problem != nil {
			all = append(all, strings.TrimRight(fmt.Sprintf("%d !%s %s", row.Line, row.Problem.Code, row.Problem.Column), " "))
			continue
		}
		all = append(all, fmt.Sprintf("%d %s/%s", row.Line, row.Record.Email, row.Record.Name))
	}
	return strings.Join(all, "; ")
}

// TestRows: the rows, the physical lines where they start, and which of them cannot
// be read. A bad row does not end another one.
func TestRows(t *testing.T) {
	long := strings.Repeat("x", cell.MaxBytes)
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "email,name\na@x.y,A\nb@x.y,B\n", "2 a@x.y/A; 3 b@x.y/B"},
		{"names in another order below", "email,name,surname\na@x.y,A,B\nE-Mail,Last Name,First Name\nc@x.y,C,D\n,,\nemail,name,surname\nd@x.y,D,E\n",
			"2 a@x.y/A; 3 !row_malformed; 4 !row_malformed; 7 d@x.y/D"},
		{"other names below", "email,name,note\na@x.y,A,x\nname,email,note\nC,c@x.y,x\n", "2 a@x.y/A; 3 !row_malformed; 4 !row_malformed"},
		{"names that are no other header", "email,name,note\n,mail,\nemail,A,x\ne-mail,name,x\na@x.y,A,x\n", "2 /mail; 3 email/A; 5 a@x.y/A"},
		{"no last line end", "email,name\na@x.y,A", "2 a@x.y/A"},
		{"CRLF", "email,name\r\na@x.y,A\r\nb@x.y,B\r\n", "2 a@x.y/A; 3 b@x.y/B"},
		{"BOM", "\ufeffemail,name\na@x.y,A\n", "2 a@x.y/A"},
		{"BOM and quoted header", "\ufeff\"email\",\"name\"\na@x.y,A\n", "2 a@x.y/A"},
		{"header only", "email,name\n", ""},
		{"header only, no line end", "email,name", ""},
		{"blank lines before the header", "\n\nemail,name\na@x.y,A\n", "4 a@x.y/A"},
		{"blank lines between", "email,name\n\n\na@x.y,A\n\nb@x.y,B\n\n", "4 a@x.y/A; 6 b@x.y/B"},
		{"blank CRLF lines between", "email,name\r\n\r\na@x.y,A\r\n\r\nb@x.y,B", "3 a@x.y/A; 5 b@x.y/B"},
		{"rows of nothing", "email,name\n,\n \t, \na@x.y,A\n", "4 a@x.y/A"},
		{"rows of too many empty cells", "email,name\n,,,\na@x.y,A\n", "3 a@x.y/A"},
		{"line ends in cells", "email,name\na@x.y,\"A\nA\"\nb@x.y,\"\n\n\"\nc@x.y,C\n", "2 a@x.y/A\nA; 4 b@x.y/; 7 c@x.y/C"},
		{"CR CR LF", "email,name\r\r\na@x.y,A\r\r\n\r\r\nb@x.y,B\r\r\n", "2 a@x.y/A; 4 b@x.y/B"},
		{"CRLF in cells is LF", "email,name\r\na@x.y,\"A\r\nA\"\r\nb@x.y,B\r\n", "2 a@x.y/A\nA; 4 b@x.y/B"},
		{"line end in the header", "email,\"no\nte\",name\na@x.y,,A\n", "3 a@x.y/A"},
		{"white space around cells", "email,name\n a@x.y ,\tA A\u00a0\n", "2 a@x.y/A A"},
		{"comma in a cell", "email,name\na@x.y,\"A, B\"\n", "2 a@x.y/A, B"},
		{"quotes in a cell", "email,name\na@x.y,\"A \"\"B\"\"\"\n", "2 a@x.y/A \"B\""},
		{"other columns between", "no,email,what,name\n1,a@x.y,z,A\n", "2 a@x.y/A"},

		{"too short", "email,name\na@x.y\nb@x.y,B\n", "2 !row_malformed; 3 b@x.y/B"},
		{"too long", "email,name\na@x.y,A,A\nb@x.y,B\n", "2 !row_malformed; 3 b@x.y/B"},
		{"empty cell too many in every row", "email,name\na@x.y,A,\nb@x.y,B,\n", "2 a@x.y/A; 3 b@x.y/B"},
		{"empty cells too many, fewer later", "email,name\na@x.y,A,,\nb@x.y,B,\nc@x.y,C\n", "2 !row_malformed; 3 b@x.y/B; 4 c@x.y/C"},
		{"empty cells too many, more later", "email,name\na@x.y,A,\nb@x.y,B,,\n", "2 a@x.y/A; 3 !row_malformed"},
		{"empty cell too many in one row", "email,name\na@x.y,A\nb@x.y,B,\nc@x.y,C\n", "2 a@x.y/A; 3 !row_malformed; 4 c@x.y/C"},
		{"empty cell too many behind a bad first row", "email,name\n\"a\"@x.y,A,\nb@x.y,B,\nc@x.y,C,\n", "2 !row_malformed; 3 b@x.y/B; 4 c@x.y/C"},
		{"full cell too many where empty ones are", "email,name\na@x.y,A,\nb@x.y,B,C\nc@x.y,C,\n", "2 a@x.y/A; 3 !row_malformed; 4 c@x.y/C"},

		{"quote in a bare cell", "email,name\na@x.y,A \"B\" C\nb@x.y,B\n", "2 a@x.y/A \"B\" C; 3 b@x.y/B"},
		{"inch in a bare cell", "email,name\na@x.y,6\"\nb@x.y,B\n", "2 a@x.y/6\"; 3 b@x.y/B"},
		{"quote not doubled", "email,name\na@x.y,\"A \"B\" C\"\nb@x.y,B\n", "2 !row_malformed; 3 b@x.y/B"},
		{"quote never closed in the last row", "email,name\na@x.y,A\nb@x.y,\"B\n", "2 a@x.y/A; 3 !row_malformed"},
		{"invalid UTF-8", "email,name\na@x.y,J\xfcrgen\nb@x.y,Bö\n", "2 !row_malformed name; 3 b@x.y/Bö"},
		{"invalid UTF-8 in a column that is ignored", "email,note\na@x.y,J\xfcrgen\nb@x.y,ö\n", "2 a@x.y/; 3 b@x.y/"},
		{"NUL", "email,name\na@x.y,A\x00\nb@x.y,B\n", "2 !row_malformed name; 3 b@x.y/B"},
		{"escape", "email,name\n\x1b[31ma@x.y,A\n", "2 !row_malformed email"},
		{"delete", "email,name\na@x.y,A\x7f\n", "2 !row_malformed name"},
		{"tab is no control character", "email,name\na@x.y,A\tB\n", "2 a@x.y/A\tB"},
		{"control character in a nameless column", "email,\na@x.y,\x01\n", "2 a@x.y/"},

		{"cell of 64 KiB", "email,name\na@x.y,A\nb@x.y," + long + "\n", "2 a@x.y/A; 3 b@x.y/" + long},
		{"cell of 64 KiB and a byte", "email,name\na@x.y,x" + long + "\nb@x.y,B\n", "2 !too_long name; 3 b@x.y/B"},
		{"row over 1 MiB", "email,name\na@x.y,A" + strings.Repeat(","+long, 16) + "\nb@x.y,B\n", "2 !too_long; 3 b@x.y/B"},
		{"blank lines over 1 MiB", "email,name\n" + strings.Repeat("\n", raw.MaxRow+1) + "b@x.y,B\n", "1048579 b@x.y/B"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := readRows(t, openText(t, tt.text))
			if got := showRows(rows); got != tt.want {
				t.Errorf("rows = %.400s; want %.400s", got, tt.want)
			}
			for i, row := range rows {
				if row.Number != i+1 || (row.Record == nil) != (row.Problem != nil) {
					t.Errorf("row %d = %+v; want that number, and either a record or a problem", i+1, row)
				}
			}
		})
	}
}

// TestRowsSay: what a person is told about a row that cannot be read.
func TestRowsSay(t *testing.T) {
	for _, tt := range []struct{ name, row, want string }{
		{"short", "a@x.y", "This row has 1 cell; the header has 2. Look for a missing comma or quote."},
		{"long", "a@x.y,A,B", "This row has 3 cells; the header has 2. Look for an extra comma or quote."},
		{"bare quote", `a@x.y,"A"B"`, `A quote inside a cell is not doubled (line 2, character 9). Inside a quoted cell, write "" for each quote.`},
		{"bare quote behind letters beyond ASCII", `a@x.y,"ÄÖ"B"`, `A quote inside a cell is not doubled (line 2, character 10). Inside a quoted cell, write "" for each quote.`},
		{"open quote", "a@x.y,\"Wayne Ent.", `A quote opens before "Wayne Ent." and never closes. Close it, or remove it.`},
		{"invalid UTF-8", "a@x.y,ö\xff\nb@x.y,ö", `name is not valid UTF-8 text. Save the file as "CSV UTF-8".`},
		{"control", "a@x.y,\x02", "name has an invisible control character. Type the cell again."},
		{"cell too long", "a@x.y," + strings.Repeat("é", cell.MaxBytes/2+1), "name is longer than 64 KiB. Shorten it."},
		{"row too long", "a@x.y,\"" + strings.Repeat("é", raw.MaxRow/2) + "\"", `A quote opens before "ééééééééééééééééééééééééééé..." and never closes. Close it, or remove it.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := readRows(t, openText(t, "email,name\n"+tt.row))
			if len(rows) == 0 || rows[0].Problem == nil {
				t.Fatalf("rows = %s; want one that cannot be read", showRows(rows))
			}
			if got := rows[0].Problem.Message; got != tt.want {
				t.Errorf("message = %q; want %q", got, tt.want)
			}
		})
	}
}

// TestOpenRefuses: some files are refused as a whole, in these words.
func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "p.csv: The file is empty. It needs a header line with an e-mail column."},
		{"only BOM", "\ufeff", "p.csv: The file is empty. It needs a header line with an e-mail column."},
		{"only blank lines", "\n\r\n\n", "p.csv: The file is empty. It needs a header line with an e-mail column."},
		{"no email column", "name,phone\nA,1\n", `p.csv: line 1: No e-mail column. The columns are: "name", "phone". Rename the right one to "email".`},
		{"no email column, not on line 1", "\n\nname,phone\nA,1\n", `p.csv: line 3: No e-mail column. The columns are: "name", "phone". Rename the right one to "email".`},
		{"email column misspelt", "name,emial\nA,1\n", `p.csv: line 1: No e-mail column. The columns are: "name", "emial". Is "emial" the right one? Rename it to "email", or use --map emial=email.`},
		{"two email columns", "email,name,E-Mail\nA,1\n", `p.csv: line 1: Two columns mean email: "email" (column 1) and "E-Mail" (column 3). Delete or rename one.`},
		{"same column twice", "\nemail,email\nA,1\n", `p.csv: line 2: Two columns mean email: "email" (column 1) and "email" (column 2). Delete or rename one.`},
		{"quote in the header", "email,\"na\"me\nA,1\n", `p.csv: line 1: The header cannot be read. A quote inside a cell is not doubled (line 1, character 10). Inside a quoted cell, write "" for each quote.`},
		{"control character in the header", "email,\x1b[31mname\n", `p.csv: line 1: The header has an invisible control character. Type its names again.`},
		{"513 columns", "email" + strings.Repeat(",c", 512), "p.csv: line 1: The header cannot be read. The row has 513 columns. At most 512 are allowed. Delete the columns that you do not need."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := OpenReader(strings.NewReader(tt.text), "p.csv", Options{Call: flags})
			if err == nil {
				s.Close()
				t.Fatal("OpenReader = nil error")
			}
			var input *Error
			if err.Error() != tt.want || !errors.As(err, &input) {
				t.Errorf("OpenReader = %T %v;\nwant *InputError %s", err, err, tt.want)
			}
		})
	}
	if s, err := OpenReader(strings.NewReader("email"+strings.Repeat(",c", 511)), "p.csv", Options{}); err != nil {
		t.Errorf("512 columns: %v", err)
	} else {
		s.Close()
	}
}

func TestOpenRefusesPlaces(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct{ name, path, want string }{
		{"missing", filepath.Join(dir, "no.csv"), "no such file or directory. Check the name and the folder."},
		{"folder", dir, "This is a folder. Name a file in it."},
	} {
		_, err := Open(tt.path, Options{})
		if err == nil || err.Error() != tt.path+": "+tt.want {
			t.Errorf("%s: Open = %v; want %s: %s", tt.name, err, tt.path, tt.want)
		}
	}
}

// TestOneTextManyWays: a file, standard input and gzip of either are the same source.
// No private copy is left behind.
func TestOneTextManyWays(t *testing.T) {
	spools := t.TempDir()
	t.Setenv("TMPDIR", spools)
	text := "\ufeffemail,name,x\r\na@x.y,\"A\r\nB\",1\r\nbad\r\n\r\nc@x.y,C,\r\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text[:20]))
	_ = z.Close()
	_, _ = z.Write(nil)
	z.Reset(&packed) // a second member, as parallel packers write them
	_, _ = z.Write([]byte(text[20:]))
	_ = z.Close()
	plain := writeFile(t, "p.csv", text)
	zipped := writeFile(t, "p.csv.gz", packed.String())
	want := openText(t, text)
	wantRows := readRows(t, want)
	wantDigest, _ := want.Digest(t.Context())
	for _, tt := range []struct {
		name string
		open func() (*Source, error)
	}{
		{"file", func() (*Source, error) { return Open(plain, Options{}) }},
		{"gzip file", func() (*Source, error) { return Open(zipped, Options{}) }},
		{"reader", func() (*Source, error) { return OpenReader(strings.NewReader(text), "-", Options{}) }},
		{"reader byte by byte", func() (*Source, error) {
			return OpenReader(iotest.OneByteReader(strings.NewReader(text)), "-", Options{})
		}},
		{"gzip reader", func() (*Source, error) { return OpenReader(bytes.NewReader(packed.Bytes()), "-", Options{}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := tt.open()
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // it can be read again
				if diff := cmp.Diff(wantRows, readRows(t, s)); diff != "" {
					t.Errorf("rows differ (-want +got):\n%s", diff)
				}
			}
			if digest, err := s.Digest(t.Context()); err != nil || digest != wantDigest || s.Size() != want.Size() {
				t.Errorf("Digest, Size = %s, %d, %v; want %s, %d", digest, s.Size(), err, wantDigest, want.Size())
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if _, err := s.given.Stat(); !errors.Is(err, os.ErrClosed) {
				t.Errorf("after Close, Stat = %v; want %v", err, os.ErrClosed)
			}
		})
	}
	if left, _ := os.ReadDir(spools); len(left) > 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

// TestBrokenReaders: a file that cannot be read to its end is an *Error, and leaves
// nothing behind.
func TestBrokenReaders(t *testing.T) {
	spools := t.TempDir()
	t.Setenv("TMPDIR", spools)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("email\na@x.y\n"))
	_ = z.Close()
	torn := errors.New("torn")
	for _, tt := range []struct {
		name string
		r    io.Reader
		is   error
	}{
		{"error", io.MultiReader(strings.NewReader("email\n"), iotest.ErrReader(torn)), torn},
		{"gzip cut short", bytes.NewReader(packed.Bytes()[:packed.Len()-5]), io.ErrUnexpectedEOF},
		{"no gzip after all", strings.NewReader("\x1f\x8bemail\n"), nil},
		{"refused header", strings.NewReader("name\n"), nil},
	} {
		_, err := OpenReader(tt.r, "-", Options{})
		var input *Error
		if !errors.As(err, &input) || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: OpenReader = %v; want an *InputError of %v", tt.name, err, tt.is)
		}
	}
	if left, _ := os.ReadDir(spools); len(left) > 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

func TestDelimiter(t *testing.T) {
	for _, delimiter := range []rune{',', ';', '\t', '|'} {
		text := strings.ReplaceAll("email~name\na@x.y~\"A~B\"\nb@x.y~B,C;D|E\tF\n", "~", string(delimiter))
		text = strings.ReplaceAll(text, "B,C;D|E\tF", `"B,C;D|E	F"`)
		s, err := OpenReader(strings.NewReader(text), "p.csv", Options{Delimiter: delimiter})
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("2 a@x.y/A%cB; 3 b@x.y/B,C;D|E\tF", delimiter)
		if got := showRows(readRows(t, s)); got != want || s.Delimiter() != delimiter {
			t.Errorf("delimiter %q: rows = %s; want %s", delimiter, got, want)
		}
		s.Close()
	}
}

// FuzzSource: any bytes are refused with an *Error, or are rows with the numbers 1, 2,
// 3 … on rising lines, the same each time. A row of cells that encoding/csv writes is
// read back unchanged.
func FuzzSource(f *testing.F) {
	for _, text := range []string{
		"email,name\na@x.y,A\n", "\ufeffemail;name\r\na@x.y;A\r\n", "email\n\"", "email\n\"a\n\nb\"x\n,\n", "", "\xff\xfe", "\x1f\x8b\x08\x00",
		"email,name\n\n\"\"\"\",\"\r\n\"\nx,y,\n", "email,\r\r\n\r", "\x00", "email\n" + strings.Repeat("\"a\"\"\n", 40), "\n@0",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		checkAnyText(t, text)
		checkRoundTrip(t, strings.Split(string(text), ","))
	})
}

func checkAnyText(t *testing.T, text []byte) {
	s, err := OpenReader(bytes.NewReader(text), "p.csv", Options{})
	var input *Error
	if err != nil {
		if !errors.As(err, &input) || input.Name != "p.csv" || err.Error() == "" {
			t.Fatalf("OpenReader = %#v; want an *InputError with the name", err)
		}
		return
	}
	defer s.Close()
	rows := readRows(t, s)
	line, lines := 0, bytes.Count(text, []byte("\n"))+bytes.Count(text, []byte("\r"))+1
	for i, row := range rows {
		switch {
		case row.Number != i+1:
			t.Fatalf("row %d has number %d", i+1, row.Number)
		case row.Line <= line || row.Line > lines:
			t.Fatalf("row %d is on line %d, behind one on line %d, of %d", i+1, row.Line, line, lines)
		case (row.Record == nil) == (row.Problem == nil):
			t.Fatalf("row %d = %+v; want a record or a problem", i+1, row)
		case row.Problem != nil && (row.Problem.Code == "" || row.Problem.Message == ""):
			t.Fatalf("row %d: problem %+v has no code or no words", i+1, row.Problem)
		}
		line = row.Line
	}
	if diff := cmp.Diff(rows, readRows(t, s)); s.Size() < 1<<16 && diff != "" {
		t.Fatalf("the second reading differs:\n%s", diff)
	}
}

// checkRoundTrip writes cells as one row and expects them to be read back.
func checkRoundTrip(t *testing.T, cells []string) {
	const fields = 3
	record := [fields]string{"e"} // so that it is not a row of nothing
	for i, cell := range cells {
		if i < fields && unreadable("x", cell) == nil {
			record[i] += strings.ReplaceAll(cell, "\r\n", "\n") // as encoding/csv reads it
		}
	}
	if strings.Contains(strings.Join(record[:], ""), "\r") || len(strings.Join(record[:], "")) > cell.MaxBytes {
		return // encoding/csv drops a CR before a line end
	}
	if strings.Contains(strings.Join(record[:], ""), "@") && strings.Count(strings.Join(record[:], ""), ",") >= fields-1 {
		return // it may be another row in a quote that does not close: refused, not guessed (TestSplitSwallowed)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{{"email", "name", "password"}, record[:]})
	s := openIn(t, b.String())
	defer s.Close()
	for _, cell := range record {
		if s.table.Known()[names.Fold(cell)] == "email" {
			return // it may be a header again: skipped with a note, or refused
		}
	}
	rows := readRows(t, s)
	if len(rows) != 1 || rows[0].Record == nil {
		t.Fatalf("%q is read as %s", b.String(), showRows(rows))
	}
	got := [fields]string{rows[0].Record.Email, rows[0].Record.Name, rows[0].Record.Password}
	want := [fields]string{cleaned("email", record[0]), cleaned("name", record[1]), cleaned("password", record[2])}
	if got != want {
		t.Fatalf("%q is read as %q; want %q", b.String(), got, want)
	}
}
