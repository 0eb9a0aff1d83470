package check

import (
	"strings"
	"testing"

	"partner-import/importer/row"
)

// TestDomains: valid addresses that a partner is unlikely to have are noticed, each
// kind once, also where they are found in two parts of a file.
func TestDomains(t *testing.T) {
	const fix = " Fix the address, or ignore this if it is right."
	for _, tt := range []struct{ emails, want string }{
		{"a@x.y b@gmail.com c@sub.example.de d@myexample.com e@[192.0.2.1]", ""},
		{"a@gmial.com", "gmial.com is probably gmail.com (line 2)." + fix},
		{"x@y.z a@GMIAL.com b@gmial.com c@gmial.com d@hotmial.com", "gmial.com is probably gmail.com (line 3, and 2 more); hotmial.com is probably hotmail.com (line 6)." + fix},
		{"a@gmail.con b@yaho.com c@outlok.com", "gmail.con is probably gmail.com (line 2); yaho.com is probably yahoo.com (line 3); outlok.com is probably outlook.com (line 4)." + fix},
		{"c@localhost partner7@example", `The domain of "c@localhost" has no dot (line 2, and 1 more). An address looks like name@example.com.`},
		{"a@x.y b@example.com", "1 row (line 3) has an address at example.com or another domain for examples. No mail arrives there."},
		{"b@mail.example.org c@x.test d@x.INVALID e@a.example f@b.localhost g@example.edu",
			"6 rows (first: line 2) have an address at example.com or another domain for examples. No mail arrives there."},
	} {
		var one, first, second Warnings
		for i, email := range strings.Fields(tt.emails) {
			one.Address(i+2, email, false)
			part := &first
			if i > 1 {
				part = &second
			}
			part.Address(i+2, email, false)
		}
		first.Merge(&second)
		for _, w := range []*Warnings{&one, &first} {
			if got := strings.Join(w.Sentences(func(field string) string { return field }), "\n"); got != tt.want {
				t.Errorf("%s: warnings = %s; want %s", tt.emails, got, tt.want)
			}
		}
	}
	var w Warnings
	w.Address(2, "a@example.com", true)
	if got := w.Sentences(func(string) string { return "" }); len(got) > 0 {
		t.Errorf("in the sandbox: %q; want nothing", got)
	}
}

// TestExampleRows: a row of the template is a problem, except in the sandbox.
func TestExampleRows(t *testing.T) {
	for _, email := range row.ExampleEmails() {
		r := row.Record{Email: email}
		if got := checked(t, r); !is(got, row.ExampleRow) || got.Message != "This is an example row of the template. Delete it." {
			t.Errorf("check(%s) = %+v; want an example row", email, got)
		}
		if got := (Rules{Column: func(field string) string { return field }, Examples: true}).Row(&r); got != nil {
			t.Errorf("check(%s) = %+v in the sandbox; want nothing", email, got)
		}
	}
}

// Looking at the domain of an address allocates nothing.
func BenchmarkAddress(b *testing.B) {
	var w Warnings
	b.ReportAllocs()
	for b.Loop() {
		w.Address(2, "partner12345@mail.provider.com", false)
	}
	if n := testing.AllocsPerRun(100, func() { w.Address(2, "partner12345@mail.provider.com", false) }); n > 0 {
		b.Errorf("%v allocations for an address; want none", n)
	}
}
