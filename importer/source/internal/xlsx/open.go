package xlsx

import (
	"bytes"
	"io"
	"os"
	"path"
	"strings"

	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/parts"
	"partner-import/importer/source/internal/raw"
)

const (
	maxSheets = 10_000
	usualMain = "xl/workbook.xml"
)

// A book is an archive with a workbook.
type book struct {
	*parts.Archive
	main string // the part that lists the sheets

	sheets   []sheetEntry
	texts    *texts
	from1904 bool
	related  map[string]string // parts that the main part names, by kind
	peeked   int64             // bytes of the beginnings of sheets that were read
}

// A sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	Name  string
	state string
	part  string
}

func (e sheetEntry) shown() bool { return e.state == "" || e.state == "visible" }

// recognise returns nil for an archive of another kind.
func recognise(a *parts.Archive) (*book, error) {
	b := &book{Archive: a, main: usualMain}
	relations, _ := a.Relations("") // some programs forget them
	for _, r := range relations {
		if r.Kind == "officeDocument" && (a.Has(r.Part) || !a.Has(usualMain)) {
			b.main = r.Part
			break
		}
	}
	switch {
	case a.Has("xl/workbook.bin"), path.Ext(b.main) == ".bin" && a.Has(b.main):
		return nil, &raw.Refusal{Message: sayBinary}
	case !a.Has(b.main):
		return nil, nil
	}
	isBook, err := b.isWorkbook()
	if err != nil && strings.Contains(b.main, "workbook") {
		return nil, Refusal(err)
	}
	if err != nil || !isBook {
		return nil, nil
	}
	return b, nil
}

// isWorkbook looks at the root of the main part.
func (a *book) isWorkbook() (is bool, err error) {
	err = a.Walk(a.main, func(x *markup.Lexer, kind markup.Kind) error {
		if kind != markup.Start {
			return nil
		}
		is = x.Is("workbook")
		return io.EOF
	})
	return is, err
}

// readBook finds the sheets that have cells, in the order of their tabs.
func (a *book) readBook() error {
	relations, err := a.Relations(a.main)
	if err != nil {
		return err
	}
	worksheets := map[string]string{}
	a.related = map[string]string{}
	for _, r := range relations {
		if r.Kind == "worksheet" {
			worksheets[r.ID] = r.Part
		} else if a.related[r.Kind] == "" {
			a.related[r.Kind] = r.Part
		}
	}
	return a.Walk(a.main, func(x *markup.Lexer, kind markup.Kind) error {
		switch {
		case kind != markup.Start:
		case x.Is("workbookPr"):
			a.from1904 = isTrue(x.Attr("date1904"))
		case x.Is("sheet") && len(a.sheets) < maxSheets:
			if part := worksheets[string(x.AnyAttr("id"))]; part != "" {
				a.sheets = append(a.sheets, sheetEntry{string(x.Attr("name")), string(x.Attr("state")), part})
			}
		}
		return nil
	})
}

func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }

// relatedPart is a part that the workbook names, or has without naming it, "" if it
// has none.
func (a *book) relatedPart(kind, usual string) string {
	if part := a.related[kind]; part != "" && a.Has(part) {
		return part
	}
	if part := path.Join(path.Dir(a.main), usual); a.Has(part) {
		return part
	}
	return ""
}

// encrypted refuses a workbook with a password. It is an .xlsx file inside the old
// container format.
func encrypted(file *os.File, size int64) error {
	var name []byte // as that format writes it
	for _, c := range []byte("EncryptedPackage") {
		name = append(name, c, 0)
	}
	const step = 1 << 20
	window := make([]byte, step+len(name))
	for at := int64(0); at < size; at += step {
		n, _ := file.ReadAt(window, at)
		if bytes.Contains(window[:n], name) {
			return &raw.Refusal{Message: sayPassword}
		}
	}
	return nil
}
