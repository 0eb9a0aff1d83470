package header

import (
	"testing"
)

func TestParseMapping(t *testing.T) {
	const usage = `must be COLUMN=FIELD, such as "Work e-mail=email"`
	for _, tt := range []struct {
		text string
		want Mapping
		err  string
	}{
		{"Work mail=email", Mapping{"Work mail", "email"}, ""},
		{" a = b = First Name ", Mapping{"a = b", "First Name"}, `names no field: there is no "First Name"; did you mean "name"?`},
		{"a=b=E-Mail", Mapping{"a=b", "email"}, ""},
		{"x=Referring Partner ID", Mapping{"x", "referring_partner_id"}, ""},
		{"x=-", Mapping{"x", "-"}, ""},
		{"x=", Mapping{"x", ""}, `names no field: there is no ""; the fields are email, name, surname, password, id, key, tags, ` +
			`referring_partner_id, referring_partner_key, referring_partner_email; to leave out the column, write COLUMN=-`},
		{"=email", Mapping{}, usage},
		{"email", Mapping{}, usage},
		{"", Mapping{}, usage},
	} {
		got, err := ParseMapping(tt.text)
		if said := errorText(err); got != tt.want || said != tt.err {
			t.Errorf("ParseMapping(%q) = %+v, %q; want %+v, %q", tt.text, got, said, tt.want, tt.err)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestParseConstant(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Constant
		err  string
	}{
		{"tags=2025", Constant{"tags", "2025"}, ""},
		{"Referring Partner Key = a=b ", Constant{"referring_partner_key", "a=b"}, ""},
		{"password= Secret12 ", Constant{"password", " Secret12 "}, ""},
		{"tags= ", Constant{"tags", ""}, "must have a value after the ="},
		{"email=a@b.c", Constant{"email", "a@b.c"}, "cannot be for email, because no two rows may have the same"},
		{"id=1", Constant{"id", "1"}, "cannot be for id, because no two rows may have the same"},
		{"key=1", Constant{"key", "1"}, "cannot be for key, because no two rows may have the same"},
		{"tgas=1", Constant{"tgas", "1"}, `names no field: there is no "tgas"; did you mean "tags"?`},
		{"tags", Constant{}, "must be FIELD=VALUE, such as tags=2025"},
	} {
		got, err := ParseConstant(tt.text)
		if said := errorText(err); got != tt.want || said != tt.err {
			t.Errorf("ParseConstant(%q) = %+v, %q; want %+v, %q", tt.text, got, said, tt.want, tt.err)
		}
	}
}
