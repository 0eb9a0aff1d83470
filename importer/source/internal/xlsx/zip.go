package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/source/internal/raw"
)

// Limits for what a workbook unpacks to. A sheet of a million rows with ten columns
// has about half of that.
const (
	maxUnpacked = 1 << 30
	maxPacked   = 256 << 20
	maxInMemory = 4 << 20 // of a part; a larger one is unpacked to a temporary file
)

// An archive is the zip file that a workbook is.
type archive struct {
	parts map[string]*zip.File
	texts []string // that cells share, as far as [archive.hasEmail] reads them
}

// openArchive returns nil if the file is not a workbook, and refuses a workbook that
// cannot be read.
func openArchive(file *os.File, size int64) (*archive, error) {
	head := make([]byte, 1<<20)
	n, _ := file.ReadAt(head, 0)
	head = head[:n]
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil, encrypted(file, size)
	}
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return nil, nil
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		if bytes.Contains(head, []byte("xl/")) {
			return nil, damaged(err)
		}
		return nil, nil
	}
	a := &archive{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		a.parts[partName(f.Name)] = f
	}
	return a.recognised()
}

// recognised returns nil for an archive of another kind.
func (a *archive) recognised() (*archive, error) {
	switch {
	case a.parts["xl/workbook.bin"] != nil:
		return nil, &raw.Refusal{Message: "This is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx)."}
	case a.parts["xl/workbook.xml"] == nil:
		return nil, nil
	}
	return a, nil
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
			return &raw.Refusal{Message: "This workbook is protected by a password. Remove the password in a spreadsheet program, or save the sheet as CSV."}
		}
	}
	return nil
}

// partName makes different names of the same part equal.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// A sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	ID    string `xml:"id,attr"` // of the relation that names the part
	part  string
}

func (e sheetEntry) shown() bool { return e.State == "" || e.State == "visible" }

// sheets returns those that have cells, in the order of their tabs.
func (a *archive) sheets() ([]sheetEntry, error) {
	var book struct {
		Sheets []sheetEntry `xml:"sheets>sheet"`
	}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := a.decode("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := a.decode("xl/_rels/workbook.xml.rels", &relations); err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, r := range relations.List {
		if strings.HasSuffix(r.Type, "/worksheet") {
			target := r.Target
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			parts[r.ID] = partName(target)
		}
	}
	var sheets []sheetEntry
	for _, sheet := range book.Sheets {
		if sheet.part = parts[sheet.ID]; sheet.part != "" {
			sheets = append(sheets, sheet)
		}
	}
	return sheets, nil
}

func (a *archive) decode(part string, into any) error {
	r, err := a.reader(part)
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, maxInMemory)).Decode(into)
}

func (a *archive) reader(part string) (io.ReadCloser, error) {
	f := a.parts[part]
	if f == nil {
		return nil, fmt.Errorf("%s is missing", part)
	}
	return f.Open()
}

// needed reports whether a part is needed for the cells of a sheet. All others
// (pictures, charts, macros, other sheets) are never unpacked.
func needed(name, sheet string) bool {
	dir := path.Dir(name)
	if name == "xl/calcchain.xml" {
		return false
	}
	return name == sheet || name == "[content_types].xml" || name == "_rels/.rels" ||
		name == "xl/_rels/workbook.xml.rels" || dir == "xl" && path.Ext(name) == ".xml" || dir == "xl/theme"
}

// checkSize refuses a workbook that would fill the memory or the disk. Unpacking
// checks that the stated sizes are true.
func (a *archive) checkSize(sheet string) error {
	var packed, unpacked uint64
	for name, f := range a.parts {
		if needed(name, sheet) {
			packed += min(f.CompressedSize64, maxPacked+1)
			unpacked += min(f.UncompressedSize64, maxUnpacked+1)
		}
	}
	if packed > maxPacked || unpacked > maxUnpacked {
		return &raw.Refusal{Message: "The sheet unpacks to more than 1 GiB. Save it as CSV."}
	}
	return nil
}

// open opens the parts of one sheet with excelize.
func (a *archive) open(sheet string) (*excelize.File, error) {
	var reduced bytes.Buffer
	w := zip.NewWriter(&reduced)
	for name, f := range a.parts {
		if needed(name, sheet) {
			if err := w.Copy(f); err != nil {
				return nil, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(&reduced, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		if file != nil {
			file.Close()
		}
		return nil, err
	}
	return file, nil
}
