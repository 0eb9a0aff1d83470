package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/source"
)

// TestWarnings: each kind once, with its first line and how many there are.
func TestWarnings(t *testing.T) {
	const header = "E-Mail,First Name,Tags,ID,Token,Parent Email\n"
	for _, tt := range []struct{ name, rows, want string }{
		{"nothing", "a@x.y,Anna,gold,1,k,p@x.y", ""},
		{"white space and ids as formulas are silent", " a@x.y ,\u00a0Anna,,\"=\"\"1\"\"\",,", ""},
		{"invisible", "a@x.y,A,,,,\n\u200ba@x.z,A,,,,", "line 3: Removed an invisible character (U+200B) from E-Mail."},
		{"two of a kind", "a@x.y\ufeff,A,,,,\na@x.z,A,,\u00ad1,,", "line 2: Removed an invisible character (U+FEFF) from E-Mail (and from 1 more cell)."},
		{"three of a kind", "a@x.y,“A”,,,,\na@x.z,“B”,,,,\na@x.w,„C“,,,,", "line 2: Removed the quotes from \"“A”\" in First Name (and from 2 more cells)."},
		{"address", "A <a@x.y>,A,,,,", `line 2: Removed everything but the address from "A <a@x.y>".`},
		{"address of the parent", "a@x.y,A,,,,mailto:p@x.y", `line 2: Removed everything but the address from "mailto:p@x.y".`},
		{"formula", "a@x.y,=1+1,,,,", `line 2: "=1+1" in First Name starts like a spreadsheet formula. Ignore this if it is not a formula.`},
		{"formula in a tag", "a@x.y,A,gold;@SUM(1),,,", `line 2: "@SUM(1)" in Tags starts like a spreadsheet formula. Ignore this if it is not a formula.`},
		{"formulas with other beginnings", "a@x.y,+A1+B2,\"+SUM(1);-B1:B9\",,,", `line 2: "+A1+B2" in First Name starts like a spreadsheet formula (and 2 more cells). Ignore this if it is not a formula.`},
		{"numbers with a sign", "a@x.y,-1+2,+1,,,\nb@x.y,+44 20 7946,-20%,,,", `line 2: "-1+2" in First Name starts like a spreadsheet formula (and 1 more cell). Ignore this if it is not a formula.`},
		{"no formulas", "a@x.y,@home,\"+plus;-20%;@Studio (Berlin);- new;+1;@N26;--x\",,,\nb@x.y,-Studio-,#NEW!;#VIP!;#1,,,", ""},
		{"an error in a tag", "a@x.y,A,#NAME?,,,\nb@x.y,B,x;#BEZUG!,,,", `line 2: "#NAME?" in Tags is a spreadsheet error (and 1 more cell). Fix the formula in the original.`},
		{"no date in a key", "a@x.y,A,,may-1,jan-1\nb@x.y,B,,oct-3,june-5", ""},
		{"one warning for a key", "a@x.y,A,,,\"1,234\",", `line 2: "1,234" in Token looks like a number as a spreadsheet shows it. If it was a code, format the column as text in the original and type it again.`},
		{"odd keys", "a@x.y,A,,,a!b,", `line 2: "a!b" in Token has characters that a link may change. A key is one word of letters, digits, "-", "_" and ".".`},
		{"a plus alone is no formula", "a@x.y,A,+,,,", ""},
		{"a dash alone is nothing", "a@x.y,-,B,,,", `line 2: "-" in First Name means "nothing" and is treated as empty. Ignore this if that is right.`},
		{"one warning for a word", "a@x.y,A,B,,NULL,\nb@x.y,B,C,,null,NULL\nc@x.y,C,D,,\\N,", "line 2: \"NULL\" in Token means \"nothing\" and is treated as empty (and 2 more cells). Ignore this if that is right.\nline 4: \"\\\\N\" in Token means \"nothing\" and is treated as empty. Ignore this if that is right."},
		{"a key may begin so", "a@x.y,A,,-1,=k,", ""},
		{"formula's error", "a@x.y,#NAME?,,,,", `line 2: "#NAME?" in First Name is a spreadsheet error. Fix the formula in the original.`},
		{"encoded twice", "a@x.y,JÃ¼rgen,,,,", `line 2: "JÃ¼rgen" in First Name looks garbled. Export the file again as UTF-8.`},
		{"encoded twice in a key", "a@x.y,A,,,grÃ¼n,", `line 2: "grÃ¼n" in Token looks garbled. Export the file again as UTF-8.`},
		{"replacement", "a@x.y,J\ufffdrgen,,,,", "line 2: \"J\ufffdrgen\" in First Name has the character \ufffd, because an earlier export lost a letter. Type it again."},
		{"escapes", "a@x.y,=\u200d\t1,,,,", `line 2: "=\u200d\t1" in First Name starts like a spreadsheet formula. Ignore this if it is not a formula.`},
		{"zeros lost", "a@x.y,A,,00123,,\nb@x.y,B,,456,,\nc@x.y,C,,78,,", `line 3: "456" in ID is shorter than "00123" on line 2, and may have lost leading zeros (and 1 more cell). Compare it with the original.`},
		{"zeros kept", "a@x.y,A,,00123,,\nb@x.y,B,,10456,,\nc@x.y,C,,x-7,,", ""},
		{"no zeros", "a@x.y,A,,123,,\nb@x.y,B,,4567,,", ""},
		{"zeros of a key lost", "a@x.y,A,,,00123,\nb@x.y,B,,,77,", `line 3: "77" in Token is shorter than "00123" on line 2, and may have lost leading zeros. Compare it with the original.`},
		{"digits lost", "a@x.y,A,,12345678901234500,,\nb@x.y,B,,12345678901239900,,", `line 2: "12345678901234500" in ID looks rounded by a spreadsheet: everything after the 15th digit is zero (and 1 more cell). Compare it with the original.`},
		{"digits kept", "a@x.y,A,,1234567890123450,,\nb@x.y,B,,1234567890123456,,", ""},
		{"decimal number", "a@x.y,A,,1001.0,k.0,\nb@x.y,B,,1.0.0,1002.0,", `line 2: "1001.0" in ID looks like a decimal number (and 1 more cell). If the .0 does not belong there, format the column as text in the original.`},
		{"next row taken in", "a@x.y,\"A\nb@x.y,B\",,,,", `line 2: "A\nb@x.y,B" in First Name has a line break in it. If a quote opens there by mistake, remove it.`},
		{"line break in a name", "a@x.y,\"A\nB\",,,,", ""},
		{"line break in a key", "a@x.y,A,,,\"k\n1\",", `line 2: "k\n1" in Token has a line break in it. If a quote opens there by mistake, remove it.`},
		{"quotes of tags", `a@x.y,A,"""gold"",""vip""",,,`, `line 2: Removed the quotes from "\"gold\",\"vip\"" in Tags.`},
		{"dates in names", "a@x.y,Mar-10,,,,\nb@x.y,Jan 2026,,,,\nc@x.y,Mary-Ann,,,,\nd@x.y,May,,,,", `line 2: "Mar-10" in First Name looks like a date or a number that a spreadsheet made (and 1 more cell). Compare it with the original.`},
		{"several lost letters", "a@x.y,??igo,,,,\nb@x.y,Dvo??k,,,,\nc@x.y,Bo?,,,,\nd@x.y,Who? Me?,,,,", `line 2: "??igo" in First Name has a question mark where a letter may be lost (and 1 more cell). Compare it with the original.`},
		{"a lost letter in an address", "dor?_d@x.yz,A,,,,", `line 2: "dor?_d@x.yz" in E-Mail has a question mark where a letter may be lost. Compare it with the original.`},
		{"a link in an address", "x/a@x.yz,A,,,,", `line 2: "x/a@x.yz" in E-Mail looks like a part of a link. It is sent as it is. Fix it if it is wrong.`},
		{"True of Python", "a@x.y,A,,True,,\nb@x.y,B,,,False,", `line 2: "True" in ID looks like the result of a condition (and 1 more cell). If it was a code, format the column as text in the original and type it again.`},
		{"one warning for a time as key", "a@x.y,A,,,12:30,", `line 2: "12:30" in Token looks like a date. If it was a code, format the column as text in the original and type it again.`},
		{"a word for nothing behind a star", "a@x.y,A,\"⭐,NULL\",,,", `line 2: "NULL" in Tags means "nothing" and is treated as empty. Ignore this if that is right.`},
		{"line separators", "a@x.y,A\u2028B,gold\u2029vip,,,\nb@x.y,B,,7\u20281,,", "line 3: \"7\\u20281\" in ID has a line break in it. If a quote opens there by mistake, remove it.\nline 2: \"A\\u2028B\" in First Name has a line separator of Unicode (U+2028 or U+2029), which was read as a space, or as the end of a tag (and 1 more cell). Ignore this if it is right."},
		{"soft hyphen in a name", "a@x.y,Gon\u00adzalo,,,,", "line 2: Removed an invisible character (U+00AD) from First Name."},
		{"full names of no partners", "a@x.y,Ada,,,,\n,— Region North —,,,,\n,Page 2,,,,", ""},
		{"the id 0", "a@x.y,A,,0,,\nb@x.y,B,,7,,", ""},
	} {
		p := planOf(t, openText(t, header+tt.rows+"\n"))
		if got := strings.Join(p.Remarks(), "\n"); got != tt.want {
			t.Errorf("%s: warnings = %s;\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestPasswordWarnings: a password is sent as it is, and never shown.
func TestPasswordWarnings(t *testing.T) {
	const want = "line 2: Secret begins or ends with a space or an invisible character. It is sent as it is."
	for password, want := range map[string]string{
		" Abcdef12": want, "Abcdef12\u00a0": want, "Abc\u200bdef12": want, "Abc def12": "", "": "",
	} {
		s, err := source.OpenReader(strings.NewReader("email,Secret\na@x.y,"+password+"\n"), "p.csv", source.Options{Map: []source.Mapping{{Column: "Secret", Field: "password"}}})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if got := strings.Join(planOf(t, s).Warnings, "\n"); got != want {
			t.Errorf("%q: warnings = %s;\nwant %s", password, got, want)
		}
	}
}

// TestWarningsGoOn: they reach OnPlan and the summary, behind those about the
// header.
func TestWarningsGoOn(t *testing.T) {
	p := planOf(t, openText(t, "email,phone,name\na@x.y,,#REF!\n"))
	if len(p.Remarks()) != 1 {
		t.Errorf("the plan remarks %q; want one", p.Remarks())
	}
	s := openText(t, "email,phone,name\na@x.y,,#REF!\n")
	summary := newSummary(&Options{}, s, nil)
	summary.learn(s, planOf(t, s), "")
	want := append([]string{"Not imported: phone."}, p.Remarks()...)
	if diff := cmp.Diff(want, summary.Warnings); diff != "" {
		t.Errorf("summary's warnings (-want +got):\n%s", diff)
	}
}
