package charset

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const sample = "email,name\na@x.example,Jürgen\nb@x.example,Dupré\n"

func encode(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	encoded, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// read detects and decodes.
func read(bytes_ string, o Options) (Form, string, error) {
	in := strings.NewReader(bytes_)
	form, err := Detect(in, in.Size(), o)
	if err != nil || form.Workbook {
		return form, "", err
	}
	var out bytes.Buffer
	warning, err := form.Decode(&out, in)
	if warning != "" {
		form.Warnings = append(form.Warnings, warning)
	}
	return form, out.String(), err
}

// TestDetect: the text, its encoding and the warning.
func TestDetect(t *testing.T) {
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	late := strings.Repeat("email,name\n", 100_000) + "Jürgen\n"
	for _, tt := range []struct{ name, bytes, encoding, text, warning string }{
		{"UTF-8", sample, "UTF-8", sample, ""},
		{"empty", "", "UTF-8", "", ""},
		{"UTF-8 BOM", "\ufeff" + sample, "UTF-8", sample, ""},
		{"two BOMs", "\ufeff\ufeff" + sample, "UTF-8", sample, ""},
		{"only a BOM", "\ufeff", "UTF-8", "", ""},
		{"UTF-16LE with BOM", "\xff\xfe" + encode(t, le, sample), "UTF-16LE", sample, ""},
		{"UTF-16BE with BOM", "\xfe\xff" + encode(t, be, sample), "UTF-16BE", sample, ""},
		{"UTF-16LE without BOM", encode(t, le, sample), "UTF-16LE", sample, "looks like UTF-16LE"},
		{"UTF-16BE without BOM", encode(t, be, sample), "UTF-16BE", sample, "looks like UTF-16BE"},
		{"UTF-16LE of Chinese", encode(t, le, "email,name\n"+strings.Repeat("a@x.y,王小明\n", 9)), "UTF-16LE", "email,name\n" + strings.Repeat("a@x.y,王小明\n", 9), "looks like"},
		{"UTF-16 of odd length", "\xff\xfe" + encode(t, le, sample) + "a", "UTF-16LE", sample, "half a character"},
		{"UTF-16 with NUL padding", "\xff\xfe" + encode(t, le, sample+"\x00\x00\x00"), "UTF-16LE", sample, "3 NUL characters"},
		{"UTF-16BE with Ctrl-Z", "\xfe\xff" + encode(t, be, sample+"\x1a"), "UTF-16BE", sample, "Ctrl-Z"},
		{"UTF-16 with half a pair", "\xff\xfe" + encode(t, le, "a\n") + "\x00\xd8b\x00", "UTF-16LE", "a\n\ufffdb", "Line 2 has"},
		{"NUL padding", sample + strings.Repeat("\x00", 300_000), "UTF-8", sample, "300000 NUL characters"},
		{"Ctrl-Z at the end", sample + "\x1a", "UTF-8", sample, "Ctrl-Z"},
		{"NUL elsewhere", "a\x00b\n", "UTF-8", "a\x00b\n", ""},
		{"Windows-1252", encode(t, charmap.Windows1252, sample), "Windows-1252", sample, `first on line 2: "Jürgen"`},
		{"Windows-1252 in capitals", encode(t, charmap.Windows1252, "email\nMÜLLER\nÉTÉ\n"), "Windows-1252", "email\nMÜLLER\nÉTÉ\n", `"MÜLLER"`},
		{"Windows-1252 with a curly apostrophe", encode(t, charmap.Windows1252, "email\nO’Neil\n50 €\n"), "Windows-1252", "email\nO’Neil\n50 €\n", `"O’Neil"`},
		{"first non-ASCII byte comes late", late, "UTF-8", late, ""},
		{"Windows-1252 that comes late", encode(t, charmap.Windows1252, late), "Windows-1252", late, "line 100001"},
		{"one bad row in UTF-8", sample + "c,J\xfcrgen\n", "UTF-8", sample + "c,J\xfcrgen\n", ""},
		{"character across blocks", strings.Repeat("x", blockSize-1) + "é", "UTF-8", strings.Repeat("x", blockSize-1) + "é", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			form, text, err := read(tt.bytes, Options{})
			if err != nil || form.Encoding != tt.encoding || text != tt.text {
				t.Fatalf("read as %s %.80q, %v; want %s %.80q", form.Encoding, text, err, tt.encoding, tt.text)
			}
			if got := strings.Join(form.Warnings, "; "); !strings.Contains(got, tt.warning) || tt.warning == "" && got != "" {
				t.Errorf("warnings = %q; want %q", got, tt.warning)
			}
		})
	}
}

// TestValidInParts: a text is UTF-8 if all of it is, wherever the cores divide it. One
// wrong byte is enough to make it something else.
func TestValidInParts(t *testing.T) {
	whole := func(text string) bool {
		d := detector{in: strings.NewReader(text), form: Form{Size: int64(len(text))}}
		valid, err := d.valid()
		if err != nil {
			t.Fatal(err)
		}
		return valid
	}
	for _, letter := range []string{"é", "€", "𝄞"} {
		for shift := range 4 {
			text := strings.Repeat("x", shift) + strings.Repeat(letter, 4*blockSize/len(letter))
			if !whole(text) {
				t.Errorf("%q after %d bytes: not valid; want it to be", letter, shift)
			}
			for at := len(text)/2 - 5; at < len(text)/2+5; at++ {
				if bad := text[:at] + text[at+1:]; whole(bad) != utf8.ValidString(bad) {
					t.Errorf("%q after %d bytes without byte %d: %t; want %t", letter, shift, at, whole(bad), !whole(bad))
				}
			}
		}
	}
}

// TestNamed: every encoding that can be named reads what it wrote.
func TestNamed(t *testing.T) {
	for _, tt := range []struct {
		name string
		enc  encoding.Encoding
		text string
	}{
		{"windows-1250", charmap.Windows1250, "email\nWałęsa\n"},
		{"windows-1251", charmap.Windows1251, "email\nИванов\n"},
		{"windows-1257", charmap.Windows1257, "email\nŽemaitė\n"},
		{"latin1", charmap.Windows1252, "email\nJürgen\n"},
		{"macintosh", charmap.Macintosh, "email\nJürgen\n"},
		{"cp850", charmap.CodePage850, "email\nJürgen\n"},
		{"Shift_JIS", japanese.ShiftJIS, "email\n山田太郎\n"},
		{"gb18030", simplifiedchinese.GB18030, "email\n王小明\n"},
		{"big5", traditionalchinese.Big5, "email\n王小明\n"},
		{"euc-kr", korean.EUCKR, "email\n김철수\n"},
		{"utf-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "email\nJürgen\n"},
		{"utf8", unicode.UTF8, "email\nJürgen\n"},
	} {
		form, text, err := read(encode(t, tt.enc, tt.text), Options{Encoding: tt.name})
		if err != nil || text != tt.text || len(form.Warnings) > 0 {
			t.Errorf("%s: read %q, %v, %v; want %q", tt.name, text, form.Warnings, err, tt.text)
		}
	}
	for _, name := range []string{"klingon", "hz-gb-2312", ""} {
		_, _, err := read("a\n", Options{Encoding: name})
		var refusal *Refusal
		if (name == "") != (err == nil) || err != nil && !errors.As(err, &refusal) {
			t.Errorf("--encoding %q: %v; want a *Refusal", name, err)
		}
	}
	form, text, err := read("\ufeffJürgen", Options{Encoding: "cp850"})
	if err != nil || text != "Jürgen" || len(form.Warnings) != 1 {
		t.Errorf("mark against name: %q, %v, %v; want UTF-8 and a warning", text, form.Warnings, err)
	}
}

// TestNotPlausible: a text that is not Windows-1252 is refused, with the advice to
// name the encoding.
func TestNotPlausible(t *testing.T) {
	for name, tt := range map[string]struct {
		enc  encoding.Encoding
		text string
	}{
		"MacRoman":     {charmap.Macintosh, "Jürgen\nDupré\n"},
		"cp850":        {charmap.CodePage850, "Jürgen\nDupré\n"},
		"windows-1250": {charmap.Windows1250, "Wałęsa\nŻółć\n"},
		"windows-1251": {charmap.Windows1251, "Иванов\n"},
		"Shift-JIS":    {japanese.ShiftJIS, "山田太郎\nスズキ\n"},
		"GB18030":      {simplifiedchinese.GB18030, "王小明\n李雷\n"},
		"EUC-KR":       {korean.EUCKR, "김철수\n이영희\n"},
		"Big5":         {traditionalchinese.Big5, "王小明\n陳大文\n"},
	} {
		_, _, err := read("email\n"+encode(t, tt.enc, tt.text), Options{})
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Kind != "encoding" || !strings.Contains(refusal.Message, "first on line 2") {
			t.Errorf("%s: %v; want a refusal that names line 2", name, err)
		}
	}
}

func zip(first, content string, more ...string) string {
	entry := func(name, content string) string {
		return "PK\x03\x04" + strings.Repeat("\x00", 22) + string(rune(len(name))) + "\x00\x00\x00" + name + content
	}
	all := entry(first, content)
	for _, name := range more {
		all += entry(name, "x")
	}
	return all
}

// ole is a file of an old Office program with a stream of that name.
func ole(stream string) string {
	header := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512-8))
	header[30], header[48] = 9, 200 // sectors of 512 bytes; the directory is far behind the head
	return string(header) + strings.Repeat("\x00", 200*512) + string(wideASCII(stream))
}

// TestRefuses: a file that is not text is called by its right name.
func TestRefuses(t *testing.T) {
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	for _, tt := range []struct{ kind, bytes string }{
		{"utf-32", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), sample)},
		{"utf-32", encode(t, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), sample)},
		{"ole", ole("x")}, {"xls", ole("Workbook")}, {"xls", ole("Book")}, {"msg", ole("__substg1.0_0037001F")}, {"doc", ole("WordDocument")}, {"xls", ole("EncryptedPackage")},
		{"xls", "\x09\x08\x10\x00\x00\x06\x05\x00"},
		{"lock", "\x07Bo Lind" + strings.Repeat(" ", 47) + "\x07\x00B\x00o\x00 \x00L\x00i\x00n\x00d\x00" + strings.Repeat(" \x00", 46)},
		{"lock", ",bo,laptop,26.11.2026 09:00,file:///home/bo/.config/libreoffice/4;"},
		{"appledouble", "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "}, {"icloud", "bplist00\xd3\x01\x02_\x10\x12NSURLNameKey"}, {"plist", "bplist00\xd0"},
		{"webloc", "bplist00\xd1\x01\x02SURL_"}, {"webloc", "<?xml version=\"1.0\"?><!DOCTYPE plist><plist><dict><key>URL</key>"},
		{"shortcut", "[InternetShortcut]\r\nURL=https://example.com/\r\n"}, {"shortcut", "[Desktop Entry]\nType=Link\n"}, {"lnk", "L\x00\x00\x00\x01\x14\x02\x00\x00"},
		{"gsheet", `{"url":"https://docs.google.com/open?id=1","doc_id":"1","email":"bo@example.com"}`},
		{"mail", "Return-Path: <bo@example.com>\nReceived: from x\n\tby y\nSubject: List\n\nemail,name\n"},
		{"mail", "From bo@example.com Thu Nov 26\nFrom: Bo\nMIME-Version: 1.0\n\n"}, {"mhtml", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"},
		{"base64", "ZW1haWwsbmFtZQpib0BleGFtcGxlLmNvbSxCbwo="}, {"base64", "UEsDBBQABgAIAAAAIQBi7p1oXgEAAJAE\r\nAAATAAgCW0NvbnRlbnRfVHlwZXNdLnht"},
		{"data", "data:text/csv;charset=utf-8,email%2Cname%0Abo%40example.com%2CBo"}, {"data", "data:text/csv;base64,ZW1haWwsbmFtZQpib0BleGFtcGxl\n"},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 "}, {"heic", "\x00\x00\x00\x18ftypheic"}, {"tiff", "II*\x00"}, {"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">"},
		{"access", "\x00\x01\x00\x00Standard ACE DB\x00"}, {"cab", "MSCF\x00\x00"}, {"lz4", "\x04\x22\x4d\x18"}, {"sql", "-- MySQL dump 10.13\n"}, {"sql", "INSERT INTO partners VALUES ('bo@example.com');\n"},
		{"ical", "BEGIN:VCALENDAR\r\n"}, {"armor", "-----BEGIN PGP MESSAGE-----\n"}, {"pptx", zip("[Content_Types].xml", "x", "ppt/presentation.xml")},
		{"ods", zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml")},
		{"numbers", zip("Index/Document.iwa", "x")},
		{"xlsb", zip("[Content_Types].xml", "x", "xl/workbook.bin")},
		{"docx", zip("[Content_Types].xml", "x", "word/document.xml")},
		{"zip", zip("partners.csv", "email\n")},
		{"7z", "7z\xbc\xaf\x27\x1c\x00"}, {"rar", "Rar!\x1a\x07\x00"}, {"bzip2", "BZh91AY&SY\x00\x01"}, {"xz", "\xfd7zXZ\x00"}, {"zstd", "\x28\xb5\x2f\xfd\x00"},
		{"gzip", "\x1f\x8b\x08\x00"}, {"tar", "a.csv" + strings.Repeat("\x00", 252) + "ustar\x0000"},
		{"pdf", "%PDF-1.7\n"}, {"rtf", "{\\rtf1\\ansi"}, {"png", "\x89PNG\r\n\x1a\n"}, {"jpeg", "\xff\xd8\xff\xe0"}, {"sqlite", "SQLite format 3\x00"},
		{"html", "\n <!DOCTYPE html><html>"}, {"html", "<table><tr><td>email"}, {"html", encode(t, le, "<html><body>")},
		{"spreadsheetml", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`}, {"xml", `<?xml version="1.0"?><partners/>`}, {"fods", `<?xml version="1.0"?><office:document xmlns:office="o">`},
		{"json", `[{"email":"a@x.y"}]`}, {"json", "{\n  \"data\": []}"},
		{"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n"}, {"vcard", "BEGIN:VCARD\r\nVERSION:3.0\r\n"},
	} {
		_, _, err := read(tt.bytes, Options{})
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Kind != tt.kind || refusal.Message == "" {
			t.Errorf("%.40q: %v; want a refusal of kind %s", tt.bytes, err, tt.kind)
		}
	}
	for name, text := range map[string]string{"workbook": zip("[Content_Types].xml", "x", "xl/workbook.xml")} {
		if form, _, err := read(text, Options{}); err != nil || !form.Workbook {
			t.Errorf("%s: %+v, %v; want a workbook", name, form, err)
		}
	}
	for _, text := range []string{"[Partners]\nemail\n", "{partners}\nemail\n", "GIF8,email\n", "BZhang,email\n",
		"From: May\nTo: June\n\nemail,name\n", "Date: 2026\nSubject: partners\n\nemail\n", "emailaddressofthepartner\nbo@example.com\n", "emailaddressofthepartner1\n", "data,email\n", "\x07email\n"} {
		if _, got, err := read(text, Options{}); err != nil || got != text {
			t.Errorf("%q is read as %q, %v; want itself", text, got, err)
		}
	}
}

// TestCutLetter: a file that ends in the middle of a letter is still being written, or
// was cut. A letter of Windows-1252 at the end is no such thing.
func TestCutLetter(t *testing.T) {
	begin := "email,name\n" + strings.Repeat("bo@example.com,Bo\n", 50) + "a@example.com,"
	for _, name := range []string{"Jörg", "Łukasz", "Ωmega", "李", "𝒢"} {
		text := []byte(begin + name)
		for end := len(begin) + 1; end < len(text); end++ {
			_, _, err := read(string(text[:end]), Options{})
			var refusal *Refusal
			cut := !utf8.Valid(text[:end]) && (text[end-1] < 0xc6 || end-len(begin) > 1)
			if got := errors.As(err, &refusal) && strings.Contains(refusal.Message, "in the middle of a letter, on line 52"); got != cut {
				t.Errorf("%q: %v; want it said: %v", text[len(begin):end], err, cut)
			}
		}
	}
	for _, name := range []string{"Jos\xe9", "Gro\xdf", "Andr\xe9e", "Ren\xe9 \xc4rger", "Zo\xeb M\xdcLLER\xc4"} {
		if _, _, err := read(begin+name, Options{}); err != nil && strings.Contains(err.Error(), "middle of a letter") {
			t.Errorf("%q: %v; want it read", name, err)
		}
	}
}

// TestByChance: short words in another encoding may be UTF-8 by chance. Beside rows
// that are not UTF-8, they do not make the file UTF-8.
func TestByChance(t *testing.T) {
	for name, rows := range map[string][]string{
		"gb18030": {"伟", "静", "秀英"}, "cp850": {"Íñigo", "René"}, "macintosh": {"Ren\u00c3\u00a9", "Zoë", "René"}, "shift_jis": {"健", "翔太", "花子"},
	} {
		found, _ := lookUp(name)
		text, err := found.NewEncoder().String("email,name\na@x.y," + strings.Join(rows, "\nb@x.y,") + "\n")
		if err != nil {
			t.Fatal(err)
		}
		var refusal *Refusal
		if _, _, err := read(text, Options{}); !errors.As(err, &refusal) || refusal.Kind != "encoding" {
			t.Errorf("%s: %v; want a refusal", name, err)
		}
	}
	for _, row := range []string{"Jürgen", "ö", "Иван", "静", "Ελένη", "O’Neil", "Zoe\u0301", "ŚŻŁ"} {
		text := "email,name\na@x.y," + row + "\nb@x.y,J\xfcrgen\n"
		if form, got, err := read(text, Options{}); err != nil || form.Encoding != "UTF-8" || got != text {
			t.Errorf("%q is read as %s, %v; want UTF-8 with a bad row", row, form.Encoding, err)
		}
	}
}

// TestOtherHeader: a header that makes sense only in another code page names it.
func TestOtherHeader(t *testing.T) {
	fields := func(cells []string) int {
		if cells[0] == "El. paštas" {
			return 1
		}
		return 0
	}
	guessed := Form{Encoding: "Windows-1252", Guessed: true}
	if err := guessed.OtherHeader([]string{"El. paðtas", "Vardas"}, fields); err == nil || !strings.Contains(err.Error(), "one is in windows-1257") {
		t.Errorf("%v; want a refusal that names windows-1257", err)
	}
	for _, form := range []Form{{}, guessed} {
		if err := form.OtherHeader([]string{"El. paštas"}, fields); err != nil {
			t.Errorf("%+v: %v; want none", form, err)
		}
	}
	if err := guessed.OtherHeader([]string{"naïve", "Ł"}, fields); err != nil {
		t.Errorf("%v; want none", err)
	}
}

// TestDataURI: what a script in a browser left in front of the header is skipped.
func TestDataURI(t *testing.T) {
	for _, prefix := range []string{"data:text/csv;charset=utf-8,", "\ufeffdata:application/octet-stream,\ufeff", "data:,"} {
		form, text, err := read(prefix+"email,name\nbo@example.com,Bø\n", Options{})
		if err != nil || text != "email,name\nbo@example.com,Bø\n" || len(form.Warnings) != 1 {
			t.Errorf("%q: %q, %v, %v; want the text and a warning", prefix, text, form.Warnings, err)
		}
	}
}

// FuzzDetect: any bytes are refused with a *Refusal or are text. UTF-8 stays
// unchanged.
func FuzzDetect(f *testing.F) {
	for _, text := range []string{sample, "\xff\xfea\x00", "J\xfcrgen", "PK\x03\x04", "\x00\x00\xfe\xff", "a\x1a\x00", "\ufeff\ufeff"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		form, out, err := read(string(text), Options{})
		var refusal *Refusal
		if err != nil {
			if !errors.As(err, &refusal) {
				t.Fatalf("Detect = %v; want a *Refusal", err)
			}
			return
		}
		if form.Start+form.Size > int64(len(text)) || form.Size < 0 {
			t.Fatalf("Start, Size = %d, %d of %d", form.Start, form.Size, len(text))
		}
		if form.Decoder == nil && !form.Workbook && out != string(text[form.Start:form.Start+form.Size]) {
			t.Fatalf("%q became %q", text, out)
		}
	})
}
