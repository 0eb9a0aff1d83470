package check

import (
	"net/mail"
	"strings"
	"testing"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"

	"partner-import/importer/internal/address"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// TestEmail: which addresses are valid, and what is said about the others.
func TestEmail(t *testing.T) {
	local65 := strings.Repeat("a", 65)
	const looks = ". It must look like name@example.com."
	for _, tt := range []struct{ email, want string }{
		{"a@b.c", ""},
		{"a@b", ""}, // one label is enough for Laravel's rule
		{"a@1", ""},
		{"anna+tag@example.com", ""},
		{"anna.b-c_d@example.co.uk", ""},
		{"-anna-@ex--ample.com", ""},
		{"!#$%&'*+-/=?^_`{|}~@example.com", ""},
		{"änne@example.com", ""},
		{"anna@exämple.com", ""},
		{"anna@xn--exmple-cua.com", ""},
		{"用户@例子.广告", ""},
		{"a\u0301@b.c", ""},
		{`"anna"@example.com`, ""},
		{`"anna b"@example.com`, ""},
		{`"a@b"@example.com`, ""},
		{`"a\"b"@example.com`, ""},
		{`"(a),<b>"@example.com`, ""},
		{"a@[192.0.2.1]", ""},
		{"a@[IPv6:2001:db8::1]", ""},
		{local65 + "@example.com", ""}, // which Laravel only warns about
		{"a@" + strings.Repeat("b.", 126) + "c", ""},
		{"a@" + strings.Repeat("b", 63) + ".c", ""},

		{"anna", "is not an e-mail address. It needs an @, as in name@example.com."},
		{"Total", "is not an e-mail address. It needs an @, as in name@example.com."},
		{`"anna"`, "is not an e-mail address. It needs an @, as in name@example.com."},
		{"@example.com", "has nothing before the @" + looks},
		{"anna@", "has nothing after the @" + looks},
		{"@", "has nothing before the @" + looks},
		{"a@b@c.d", "has more than one @. Keep one."},
		{"a@@c.d", "has more than one @. Keep one."},
		{"a@b.c,d@e.f", "holds two addresses. Keep one."},
		{"a@b.c; d@e.f", "holds two addresses. Keep one."},
		{"a@b.c d@e.f", "holds two addresses. Keep one."},
		{"a@b.c\nd@e.f", "holds two addresses. Keep one."},
		{"a@b.c / d@e.f", "holds two addresses. Keep one."},
		{"A <a@b.c>, B <d@e.f>", "holds two addresses. Keep one."},
		{"anna b@example.com", "has a space in it. It must look like name@example.com."},
		{"anna@exam ple.com", "has a space in it. It must look like name@example.com."},
		{"anna\u00a0@example.com", `has a space in it. It is probably "anna@example.com".`},
		{"anna\n@example.com", `has a space in it. It is probably "anna@example.com".`},
		{"anna@example.com.", "ends with a dot. Remove it."},
		{"anna.@example.com", "has a dot before the @. Remove it."},
		{".anna@example.com", "begins with a dot. Remove it."},
		{".@b.c", "begins with a dot. Remove it."},
		{"an..na@example.com", "has two dots in a row. Remove one."},
		{"anna@example..com", "has two dots in a row. Remove one."},
		{"anna@.example.com", "has a dot after the @. Remove it."},
		{"a@-b.c", "has a hyphen at the edge of its domain. Fix it."},
		{"a@b-.c", "has a hyphen at the edge of its domain. Fix it."},
		{"a@b.c-", "has a hyphen at the edge of its domain. Fix it."},
		{"a@" + strings.Repeat("b", 64) + ".c", "has a domain with more than 63 characters between two dots. Fix it."},
		{"a@" + strings.Repeat("ü", 60) + ".c", "has a domain with more than 63 characters between two dots. Fix it."},
		{"a@" + strings.Repeat("b.", 126) + "cd", "has a domain of more than 253 characters. Fix it."},
		{"Anna<a@b.c>", `has a name or a comment next to the address. Keep only the address: "a@b.c".`},
		{"<a@b.c>", `has a name or a comment next to the address. Keep only the address: "a@b.c".`},
		{"a@b.c(work)", `has a name or a comment next to the address. Keep only the address: "a@b.c".`},
		{"a(work)@b.c", "has a name or a comment next to the address. Keep only the address, as in name@example.com."},
		{"mailto:a@b.c", `has the character ":", which is not allowed there. Keep only the address: "a@b.c".`},
		{"a@b.c,", `has a comma or semicolon in it. Keep only the address: "a@b.c".`},
		{"a@b,c", `has a comma or semicolon in it. It is probably "a@b.c".`},
		{"a;@b.c", "has a comma or semicolon in it. Keep only the address, as in name@example.com."},
		{"a@b_c.d", `has the character "_", which is not allowed there. Fix it.`},
		{"a@b.c/", `has the character "/", which is not allowed there. Keep only the address: "a@b.c".`},
		{`a\b@c.d`, `has the character "\\", which is not allowed there. Fix it.`},
		{`a"b"@c.d`, `has the character "\"", which is not allowed there. Fix it.`},
		{"😀@b.c", `has the character "😀", which is not allowed there. Fix it.`},
		{"a@€.c", `has the character "€", which is not allowed there. Fix it.`},
		{"a@[b", `has the character "[", which is not allowed there. Fix it.`},
		{"a@[]", `has the character "[", which is not allowed there. Fix it.`},
		{"J\ufffdrgen@b.c", "has the character \ufffd, because an earlier export lost a letter. Type it again."},
		{`=HYPERLINK("mailto:a@b.c","a@b.c")`, "is a spreadsheet formula, not an address. Export values instead of formulas."},
		{"=A1", "is a spreadsheet formula, not an address. Export values instead of formulas."},
		{"ada king@example.com", "has a space in it. It must look like name@example.com."},
		{"ada@example.com (work)", `has a space in it. Keep only the address: "ada@example.com".`},
		{"ada@example.com - old", `has a space in it. Keep only the address: "ada@example.com".`},
		{"Phone and mail: ada@example.com", `has a space in it. Keep only the address: "ada@example.com".`},
		{"http://ada@example.com", `has the character ":", which is not allowed there. Keep only the address: "ada@example.com".`},
		{"ada (ada@example.com)", `has a space in it. Keep only the address: "ada@example.com".`},
		{"ada at example dot com", `is not an e-mail address. It is probably "ada@example.com".`},
		{"ada%40example.com", `is not an e-mail address. It is probably "ada@example.com".`},
		{"o’hara@example.com", `has the character "’", which is not allowed there. It is probably "o'hara@example.com".`},
		{"ada—k@example.com", `has the character "—", which is not allowed there. It is probably "ada-k@example.com".`},
		{"“ada@example.com", `has the character "“", which is not allowed there. Keep only the address: "ada@example.com".`},
		{"ada@example.com’", `has the character "’", which is not allowed there. Keep only the address: "ada@example.com".`},
		{"ada…@example.com", `has the character "…", which is not allowed there. It is probably "ada@example.com".`},
		{"o&#039 hara;@example.com", "has a space in it. It must look like name@example.com."},
		{"o&apo;hara@example.com", "is written with HTML entities. Write the characters that they mean."},
		{"\u0430da@example.com", `mixes two alphabets in one word: "а" is a letter of the Cyrillic one. Type it again.`},
		{"ada@ex\u03b1mple.com", `mixes two alphabets in one word: "α" is a letter of the Greek one. Type it again.`},
		{"почта@пример.рф", ""},
		{"вера.k@example.com", ""},
		{"ada@ex?mple.com", "has a question mark in it. An earlier export probably lost a letter. Type it again."},
		{"ada@example.com?subject=x", `has a question mark in it. Keep only the address: "ada@example.com".`},
		{"j?rgen@example.com", "has a question mark in it. An earlier export probably lost a letter. Type it again."},
		{"NULL", "means that there is no address. Fill in the partner's address, or delete the row."},
		{"-", "means that there is no address. Fill in the partner's address, or delete the row."},
		{"#N/A", "is a spreadsheet error, not an address. Fix the formula in the original."},
		{"#REF!", "is a spreadsheet error, not an address. Fix the formula in the original."},
	} {
		if got := emailFault(tt.email); got != tt.want {
			t.Errorf("emailFault(%q) = %q; want %q", tt.email, got, tt.want)
		}
	}
}

// TestCheckEmail: every column of addresses is checked, under the file's names.
func TestCheckEmail(t *testing.T) {
	for _, tt := range []struct {
		record row.Record
		code   row.Code
		column string
	}{
		{row.Record{}, row.EmailMissing, "E-Mail"},
		{row.Record{Email: "a b@c"}, row.EmailInvalid, "E-Mail"},
		{row.Record{Email: strings.Repeat("a", 250) + "@b.cd"}, "", ""},
		{row.Record{Email: strings.Repeat("a", 251) + "@b.cd"}, row.TooLong, "E-Mail"},
		{row.Record{Email: strings.Repeat("é", 250) + "@b.cd"}, "", ""},
		{row.Record{Email: "a@b.c", ReferrerEmail: "c"}, row.EmailInvalid, "Parent Email"},
		{row.Record{Email: "a@b.c", ReferrerEmail: "#N/A"}, row.EmailInvalid, "Parent Email"},
	} {
		got := checked(t, tt.record)
		if !is(got, tt.code) || got != nil && got.Column != tt.column {
			t.Errorf("check(%+v) = %+v; want %q in %q", tt.record, got, tt.code, tt.column)
		}
	}
}

// anEmail is nearly an address.
func anEmail() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-c.+_-]{0,4}@[a-c.-]{0,5}`),
		rapid.StringMatching(`"?[a-c @."\\]{0,5}"?@?[a-c.ü\[\]-]{0,5}`),
		rapid.String(),
	)
}

// TestPlainEmail: the fast check and the full check agree. No address is valid that the
// standard library rejects, except for those above.
func TestPlainEmail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		email := anEmail().Draw(t, "email")
		fault := emailFault(email)
		if address.IsPlain(email) {
			if at := strings.IndexByte(email, '@'); at < 1 {
				t.Fatalf("IsPlain(%q) = true; want an @ behind something", email)
			}
			if slow := faultOf(email); slow.is != "" {
				t.Fatalf("IsPlain(%q) = true; but it %s", email, slow.is)
			}
		}
		_, err := mail.ParseAddress(email)
		if fault == "" && err != nil && !strings.ContainsAny(email, `"[`) {
			t.Fatalf("emailFault(%q) = nothing; want a fault, as in %v", email, err)
		}
	})
}

func TestFoldEmail(t *testing.T) {
	for _, tt := range []struct{ email, want string }{
		{"", ""},
		{" Anna@Example.COM ", "anna@example.com"},
		{"ÄNNE@x.y", "änne@x.y"},
		{"a@Exämple.com", "a@exämple.com"},
	} {
		if got := identity.Email(tt.email); got != tt.want {
			t.Errorf("foldEmail(%q) = %q; want %q", tt.email, got, tt.want)
		}
	}
}

// TestEmailKey: addresses that reach one mailbox are one address.
func TestEmailKey(t *testing.T) {
	for _, same := range [][]string{
		{"Anna@Example.com", "anna@example.COM"},
		{"a@exämple.com", "A@EXÄMPLE.com", "a@exa\u0308mple.com", "a@xn--exmple-cua.com", "a@XN--EXMPLE-CUA.com"},
		{"änne@b.c", "A\u0308nne@b.c"},
	} {
		for _, email := range same[1:] {
			if got, want := identity.EmailKey(email), identity.EmailKey(same[0]); got != want {
				t.Errorf("emailKey(%q) = %q; want %q, as for %q", email, got, want, same[0])
			}
		}
	}
	if a, b := identity.EmailKey("änne@b.c"), identity.EmailKey("anne@b.c"); a == b {
		t.Errorf("emailKey: %q for both, with and without the accent", a)
	}
	if ascii, err := idna.Punycode.ToASCII("exämple.com"); err != nil || ascii != "xn--exmple-cua.com" {
		t.Errorf("ToASCII = %q, %v", ascii, err)
	}
}

func BenchmarkEmail(b *testing.B) {
	for _, bb := range []struct{ name, email string }{
		{"plain", "partner12345@mail.example.com"},
		{"beyond ASCII", "jürgen@exämple.com"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if emailFault(bb.email) != "" {
					b.Fatal(bb.email)
				}
			}
		})
	}
	if n := testing.AllocsPerRun(100, func() { emailFault("partner12345@mail.example.com") }); n > 0 {
		b.Errorf("%v allocations for a plain address; want none", n)
	}
}
