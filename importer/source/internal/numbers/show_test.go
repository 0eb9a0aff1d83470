package numbers

import "testing"

// TestShow: what a format shows of a number, and what that proves.
func TestShow(t *testing.T) {
	for _, tt := range []struct {
		format, stored   string
		plain, displayed string
		kind             Kind
	}{
		{"", "12345", "12345", "12345", Number},
		{"General", "42.0", "42", "42", Number},
		{"General", "0.10000000000000001", "0.1", "0.1", Number},
		{"General", "123456789012345678", "123456789012345678", "123456789012345678", Number},
		{"0", "1.2345678901234568E+17", "1.23456789012346E+17", "1.23456789012346E+17", Number},
		{"0", "1.5E+3", "1500", "1500", Number},
		{"0", "NaN", "NaN", "NaN", Number},
		{"#", "123456789012345678", "123456789012345678", "123456789012345678", Number},
		{"@", "123", "123", "123", Number},
		{"#,##0", "12345", "12345", "12,345", Number},
		{"#,##0", "-1234567", "-1234567", "-1,234,567", Number},
		{"0.00", "23456", "23456", "23456.00", Number},
		{"0", "12.5", "12.5", "12", Rounded},
		{"0,", "12345", "12345", "12", Rounded},
		{"00000", "123", "123", "00123", Code},
		{"000000000000", "97", "97", "000000000097", Code},
		{`"P-"0000`, "42", "42", "P-0042", Code},
		{"000-00-0000", "123456789", "123456789", "123-45-6789", Code},
		{`00\-00`, "12345", "12345", "123-45", Code},
		{"0%", "12", "12", "1200%", Percent},
		{"0.0%", "0.125", "0.125", "12.5%", Percent},
		{"0.00E+00", "120000", "120000", "1.20E+05", Scientific},
		{"# ?/?", "1.5", "1.5", "1.5", Fraction},
		{"[$€-407] #,##0.00", "1234.5", "1234.5", "€ 1,234.50", Money},
		{`#,##0.00\ "kr"`, "4321.5", "4321.5", "4,321.50 kr", Unit},
		{`[>=1000]#,##0" pts";0`, "2500", "2500", "2,500 pts", Unit},
		{`[>=1000]#,##0" pts";0`, "25", "25", "25", Number},
		{`_-* #,##0_-;\-* #,##0_-;_-* "-"_-;_-@_-`, "1001", "1001", "1,001", Number},
		{"#,##0 ;(#,##0)", "-12", "-12", "(12)", Unit},
		{";;;", "12", "12", "12", Unit},
		{"yyyy-mm-dd", "46091", "46091", "2026-03-10", Date},
		{"mmm-yy", "46023", "46023", "Jan-26", Date},
		{"d-mmm", "46091", "46091", "10-Mar", Date},
		{"h:mm AM/PM", "0.52083333333333337", "0.520833333333333", "12:30 PM", Date},
		{"hh:mm:ss", "0.5208449074", "0.5208449074", "12:30:01", Date},
		{"mm:ss.0", "0.0001", "0.0001", "00:08.6", Date},
		{"[h]:mm", "1.5", "1.5", "36:00", Date},
		{"dddd, d. mmmm yyyy", "46091", "46091", "Tuesday, 10. March 2026", Date},
		{"yyyy", "-1", "-1", "-1", Date},
	} {
		got := Parse(tt.format).Show(tt.stored, false)
		if want := (Shown{tt.plain, tt.displayed, tt.kind}); got != want {
			t.Errorf("%q of %s = %+v; want %+v", tt.format, tt.stored, got, want)
		}
	}
	if got := Parse("yyyy-mm-dd").Show("44629", true).Displayed; got != "2026-03-10" {
		t.Errorf("counted from 1904: %s", got)
	}
	for format, want := range map[string]string{`"P-"@`: "P-x", "@": "x", "0": "x", "_(@_)": "x", `0;0;0;"K"@`: "Kx"} {
		if got := Parse(format).ShowText("x"); got != want {
			t.Errorf("%q of a text = %q; want %q", format, got, want)
		}
	}
}

// FuzzShow: no format and no number ends the program, and a number in full stays so.
func FuzzShow(f *testing.F) {
	f.Add(`[>=1000]#,##0.00" pts";-0%;h:mm AM/PM;@`, "1234.5")
	f.Add(`[$€-407] ?/? 0.00E+00_)*-\`, "1E+300")
	f.Fuzz(func(t *testing.T, format, stored string) {
		parsed := Parse(format)
		shown := parsed.Show(stored, true)
		parsed.ShowText(stored)
		if isDigits(stored) && stored[0] != '0' && shown.Plain != stored {
			t.Errorf("%q became %q", stored, shown.Plain)
		}
	})
}
