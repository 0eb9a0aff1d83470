package source

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
)

// cells are of kinds that are hard for a CSV reader.
func cells() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(rapid.RuneFrom([]rune("\",;|\n\t' =ä€😀a\u00a0")), 0, 12, -1),
		rapid.SampledFrom([]string{"", `"`, `""`, `\.`, "\n", ",", "#", "zero", "\ufeff", "a\"b,c\nd"}),
	)
}

// TestBindKeepsCells: gocsv changes no mapped cell, whatever it holds and wherever
// its column is, row after row.
func TestBindKeepsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := append(rapid.Permutation(row.Fields()).Draw(t, "columns"), "unknown")
		columns = columns[rapid.IntRange(0, len(columns)-2).Draw(t, "dropped"):]
		if !slices.Contains(columns, "email") {
			columns = append([]string{"email"}, columns...)
		}
		h, _, err := header.Map(columns, header.Options{})
		if err != nil {
			t.Fatal(err)
		}
		bind := newBinder(&Source{header: h})
		var b batch
		for range 3 {
			b.reset(1, len(columns))
			row := make([]string, len(columns))
			want := map[string]string{}
			for i, column := range columns {
				// encoding/csv takes CR LF for LF, also within a cell.
				row[i] = strings.ReplaceAll(cells().Draw(t, column), "\r", "")
				want[column] = cleaned(column, row[i])
			}
			delete(want, "unknown")
			b.add(1, raw.Row{Cells: row})
			if err := bind.bind(&b); err != nil {
				t.Fatalf("bind(%q): %v", row, err)
			}
			record := b.rows[0].Record
			if diff := cmp.Diff(want, given(record, want)); diff != "" {
				t.Fatalf("bind(%q) differs (-want +got):\n%s", row, diff)
			}
		}
	})
}

// cleaned is the cell as the record has it.
func cleaned(field, text string) string {
	var r row.Record
	place := r.Field(field)
	if place == nil {
		return text
	}
	*place = text
	new(cell.Cleaner).Clean(&r)
	return *place
}

// given are the fields of a record that want has, and those that are not empty.
func given(r *row.Record, want map[string]string) map[string]string {
	all := map[string]string{
		"email": r.Email, "name": r.Name, "surname": r.Surname, "password": r.Password, "id": r.ID, "key": r.Key, "tags": r.Tags,
		"referring_partner_id": r.ReferrerID, "referring_partner_key": r.ReferrerKey, "referring_partner_email": r.ReferrerEmail,
	}
	for field, value := range all {
		if _, ok := want[field]; !ok && value == "" {
			delete(all, field)
		}
	}
	return all
}

// TestRequest: what is sent for a row. Empty cells are left out, and nothing is sent
// as "".
func TestRequest(t *testing.T) {
	for _, tt := range []struct{ name, row, want string }{
		{"only the email", "a@x.y,,,,,,,,,", `{"email":"a@x.y"}`},
		{"white space is empty", "a@x.y, ,\t,,\u00a0, , ; ,\" \n\",,", `{"email":"a@x.y"}`},
		{"all", "a@x.y,A,B,Secret12,i,k,t;u,,,p@x.y",
			`{"email":"a@x.y","name":"A","surname":"B","password":"Secret12","id":"i","key":"k","tags":["t","u"],"referring_partner":{"email":"p@x.y"}}`},
		{"referrer by id", "a@x.y,,,,,,,i,,", `{"email":"a@x.y","referring_partner":{"id":"i"}}`},
		{"referrer by key", "a@x.y,,,,,,,,k,", `{"email":"a@x.y","referring_partner":{"key":"k"}}`},
		{"text that is like a number", "a@x.y,007,1e3,,00123,1_000,1.50,,,", `{"email":"a@x.y","name":"007","surname":"1e3","id":"00123","key":"1_000","tags":["1.50"]}`},
		{"a password keeps its spaces", "a@x.y,,, Secret12 ,,,,,,", `{"email":"a@x.y","password":" Secret12 "}`},
		{"tags in quotes", `a@x.y,,,,,,"""vip"",""big deal""",,,`, `{"email":"a@x.y","tags":["vip","big deal"]}`},
		{"a list of tags", `a@x.y,,,,,,"[""vip"", ""new""]",,,`, `{"email":"a@x.y","tags":["vip","new"]}`},
		{"a list of tags in apostrophes", `a@x.y,,,,,,"['vip', 'new']",,,`, `{"email":"a@x.y","tags":["vip","new"]}`},
		{"a list of tags in braces", `a@x.y,,,,,,"{vip,big deal}",,,`, `{"email":"a@x.y","tags":["vip","big deal"]}`},
		{"a tag in brackets", `a@x.y,,,,,,[vip],,,`, `{"email":"a@x.y","tags":["[vip]"]}`},
		{"no list of tags", `a@x.y,,,,,,"[a],{",,,`, `{"email":"a@x.y","tags":["[a]","{"]}`},
		{"a tag with a quote", `a@x.y,,,,,,"17"" screen, 'new'",,,`, `{"email":"a@x.y","tags":["17\" screen","'new'"]}`},
		{"a tag of quotes alone", `a@x.y,,,,,,"""""",,,`, `{"email":"a@x.y"}`},
		{"a tag with a comma", `a@x.y,,,,,,"vip,""big, deal""",,,`, `{"email":"a@x.y","tags":["vip","big, deal"]}`},
		{"tags on several lines", "a@x.y,,,,,,\"vip\nnew\",,,", `{"email":"a@x.y","tags":["vip","new"]}`},
		{"case is kept", "Anna@X.Y,,,,,,,,,", `{"email":"Anna@X.Y"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := readRows(t, openText(t, testColumns+"\n"+tt.row+"\n"))
			if len(rows) != 1 || rows[0].Record == nil {
				t.Fatalf("rows = %s", showRows(rows))
			}
			got, err := json.Marshal(rows[0].Record.Request())
			if err != nil || string(got) != tt.want {
				t.Errorf("request = %s, %v; want %s", got, err, tt.want)
			}
		})
	}
}
