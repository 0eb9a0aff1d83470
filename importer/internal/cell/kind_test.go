package cell

import "testing"

// TestKindOf: the kind of a value, and never the value.
func TestKindOf(t *testing.T) {
	for text, want := range map[string]string{
		"": Empty, " ": Empty, "hello": Text, "Secret12": Text, "A17": Text, "17 Main Street": Text, "1.2.3.4": Numbers, "-": Text,
		"17": Numbers, "-1,234.50": Numbers, "1.234,50 €": Numbers, "$12": Numbers, "20 %": Numbers, "+49 170 1234": Numbers,
		"2025-01-31": Dates, "31.01.2025": Dates, "1/31/25": Dates, "2025-01-31T10:00:00Z": Dates, "2025-01-31 10:00": Dates,
		"Jan 31, 2025": Dates, "31 January 2025": Dates,
		"a@x.y": Emails, "a@x.y, b@x.y": Text, "https://x.y/z": Links, "www.x.y": Links,
	} {
		if got := KindOf(text); got != want {
			t.Errorf("KindOf(%q) = %s; want %s", text, got, want)
		}
	}
	for _, tt := range []struct{ a, b, want string }{
		{Empty, Empty, Empty}, {Empty, Dates, Dates}, {Dates, Empty, Dates}, {Dates, Dates, Dates}, {Dates, Numbers, Text}, {"", Links, Links},
	} {
		if got := BothKinds(tt.a, tt.b); got != tt.want {
			t.Errorf("BothKinds(%s, %s) = %s; want %s", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestIsCode: what an id or a key looks like.
func TestIsCode(t *testing.T) {
	for text, want := range map[string]bool{"A17": true, "anna-b_c.d": true, "17": true, "": false, "a b": false, "a@x.y": false, "2025-01-31": false, "größe": false} {
		if got := IsCode(text); got != want {
			t.Errorf("IsCode(%q) = %v; want %v", text, got, want)
		}
	}
}

// TestName: a simple name is shown as it is, and any other one in quotes.
func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"Phone": "Phone", "Comission %": "Comission %", "Straße (neu)": "Straße (neu)", "": `""`, "a, b": `"a, b"`, "a\x1bb": `"a\x1bb"`, `a"b`: `"a\"b"`,
	} {
		if got := Name(name); got != want {
			t.Errorf("Name(%q) = %s; want %s", name, got, want)
		}
	}
}
