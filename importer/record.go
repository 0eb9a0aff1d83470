package importer

import (
	"io"
	"slices"
	"strings"

	"encoding/csv"

	"github.com/gocarina/gocsv"

	"partner-import/client"
)

// A Record is a row as fields. All of them are text: what a cell means is
// decided by the rules in check.go, which know row, line and column.
type Record struct {
	Email         string `csv:"email"`
	Name          string `csv:"name"`
	Surname       string `csv:"surname"`
	Password      string `csv:"password"`
	ID            string `csv:"id"`
	Key           string `csv:"key"`
	Tags          string `csv:"tags"`
	ReferrerID    string `csv:"referring_partner_id"`
	ReferrerKey   string `csv:"referring_partner_key"`
	ReferrerEmail string `csv:"referring_partner_email"`
}

// Fields returns the names of the fields, in the order of the template.
func Fields() []string {
	return []string{
		"email", "name", "surname", "password", "id", "key", "tags",
		"referring_partner_id", "referring_partner_key", "referring_partner_email",
	}
}

// clean takes away the white space around every cell, except a password's.
func (r *Record) clean() {
	for _, cell := range []*string{
		&r.Email, &r.Name, &r.Surname, &r.ID, &r.Key, &r.Tags,
		&r.ReferrerID, &r.ReferrerKey, &r.ReferrerEmail,
	} {
		*cell = strings.TrimSpace(*cell)
	}
}

// partner is the request that the record asks for.
func (r *Record) partner() client.NewPartner {
	return client.NewPartner{
		Email: r.Email, Name: r.Name, Surname: r.Surname, Password: r.Password,
		ID: r.ID, Key: r.Key, Tags: splitTags(r.Tags), Referrer: r.referrer(),
	}
}

// referrer is nil if the record names none.
func (r *Record) referrer() *client.Referrer {
	if r.ReferrerID == "" && r.ReferrerKey == "" && r.ReferrerEmail == "" {
		return nil
	}
	return &client.Referrer{ID: r.ReferrerID, Key: r.ReferrerKey, Email: r.ReferrerEmail}
}

// splitTags splits at comma, semicolon or bar, and keeps each tag once.
func splitTags(cell string) []string {
	var tags []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
		if tag := strings.TrimSpace(part); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// foldEmail is the identity of a row: the API tells e-mail addresses apart
// without regard to case.
func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// A binder turns cells into a Record through gocsv.
//
// gocsv reads from a csv.Reader and from nothing else, while cells come from
// our own reading, which knows lines and bad rows. So each row is staged as one
// line of canonical CSV, with the fields' own names as its header, and gocsv is
// asked for one record: no goroutine, no row ahead, and an error concerns this
// row alone.
type binder struct {
	columns []int // of the fields that are mapped, in canonical order
	line    []byte
	rest    []byte
	rows    *gocsv.Unmarshaller
}

func newBinder(h Header) (*binder, error) {
	b := &binder{}
	var names []string
	for _, field := range Fields() {
		if column := h.column(field); column >= 0 {
			b.columns = append(b.columns, column)
			names = append(names, field)
		}
	}
	b.stage(names)
	reader := csv.NewReader(b)
	reader.ReuseRecord = true
	rows, err := gocsv.NewUnmarshaller(reader, &Record{})
	b.rows = rows
	return b, err
}

// bind returns the record that the cells hold.
func (b *binder) bind(cells []string) (*Record, error) {
	b.line = b.line[:0]
	for i, column := range b.columns {
		b.put(i, cells[column])
	}
	b.end()
	record, err := b.rows.Read()
	if err != nil {
		return nil, err
	}
	r := record.(*Record)
	r.clean()
	return r, nil
}

func (b *binder) stage(cells []string) {
	b.line = b.line[:0]
	for i, cell := range cells {
		b.put(i, cell)
	}
	b.end()
}

func (b *binder) put(i int, cell string) {
	if i > 0 {
		b.line = append(b.line, ',')
	}
	b.line = append(b.line, '"')
	if strings.Contains(cell, `"`) {
		cell = strings.ReplaceAll(cell, `"`, `""`)
	}
	b.line = append(append(b.line, cell...), '"')
}

func (b *binder) end() {
	b.line = append(b.line, '\n')
	b.rest = b.line
}

// Read hands the staged line to gocsv's csv.Reader, which does not remember
// io.EOF: after the next row is staged it reads on.
func (b *binder) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}
