package reshape

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTakeKey names every place where a key may be.
func TestTakeKey(t *testing.T) {
	for _, tt := range []struct {
		cell, parameter, want, from string
	}{
		{"", "", "", "word"},
		{" ingrid ", "", "ingrid", "word"},
		{"ingrid", "via", "ingrid", "word"}, // a plain word is itself
		{"ingrid@example.com", "", "ingrid@example.com", "word"},
		{"N/A", "", "N/A", "word"},
		{"a/b", "", "a/b", "word"}, // for the rules about keys to judge
		{"https://example.com?via=ingrid", "", "ingrid", "via"},
		{"https://example.com/?via=ingrid&utm_source=mail", "", "ingrid", "via"},
		{"https://example.com/pricing?lang=de&ref=ingrid#top", "", "ingrid", "ref"},
		{"https://example.com?REF=ingrid", "", "ingrid", "REF"},
		{"https://shop.example?sca_ref=10886340.d8RxKeL1BQ", "", "10886340.d8RxKeL1BQ", "sca_ref"},
		{"https://shop.example?a=1&amp;rfsn=9351560.b4e439", "", "9351560.b4e439", "rfsn"},
		{"https://example.com/#via=ingrid", "", "ingrid", "via"},
		{"https://example.com/#/start?fpr=ingrid", "", "ingrid", "fpr"},
		{"https://example.com#a_aid=ingrid", "", "ingrid", "a_aid"},
		{"?aff=ingrid", "", "ingrid", "aff"},
		{"example.com?grsf=ab1", "", "ab1", "grsf"},
		{"https://example.com?via=j%C3%BCrgen", "", "jürgen", "via"},
		{"https://example.com?via=ingrid&via=ingrid", "", "ingrid", "via"},
		{"https://example.com?ref=ingrid&coupon=ingrid", "", "ingrid", "ref"},
		{"https://example.com?ref=a&coupon=b", "coupon", "b", "coupon"},
		{"https://example.com?partner=ingrid", "partner", "ingrid", "partner"},
		{"https://gumroad.com/a/6042431", "", "6042431", "path"},
		{"https://gumroad.com/a/6042431/", "", "6042431", "path"},
		{"https://gumroad.com/a/6042431?utm_source=x&gclid=y", "", "6042431", "path"},
		{"<https://share.example.com/mINGRID>", "", "mINGRID", "path"},
		{"share.example.com/j%C3%BCrgen", "", "jürgen", "path"},
		{"//example.com/ref/ingrid", "", "ingrid", "path"},
		{"/ref/ingrid/", "", "ingrid", "path"},
	} {
		key, err := TakeKey(tt.cell, tt.parameter)
		from := [...]string{FromWord: "word", FromParameter: key.Parameter, FromPath: "path"}[key.Origin]
		if err != nil || key.Text != tt.want || from != tt.from {
			t.Errorf("TakeKey(%q, %q) = %q from %s, %v; want %q from %s", tt.cell, tt.parameter, key.Text, from, err, tt.want, tt.from)
		}
	}
}

// TestTakeKeyErrors: what would give a wrong key gives none.
func TestTakeKeyErrors(t *testing.T) {
	for _, tt := range []struct {
		cell, parameter string
		want            LinkKind
	}{
		{"https://example.com", "", NoKey},
		{"https://example.com/", "", NoKey},
		{"www.example.com", "", NoKey},
		{"https://example.com/index.php", "", NoKey},
		{"https://example.com/ref/", "", NoKey},
		{"https://example.com?via=", "", NoKey},
		{"https://example.com?via=%20", "", NoKey},
		{"https://example.com/start?partner=ingrid", "", OtherParameter},
		{"https://l.example/?u=https%3A%2F%2Fexample.com%3Fvia%3Da", "", OtherParameter},
		{"https://example.com?ref=a", "via", NoParameter},
		{"https://example.com/ingrid", "via", NoParameter},
		{"https://example.com?ref=a&coupon=b", "", TwoKeys},
		{"https://example.com?via=a&via=b", "via", TwoKeys},
		{"https://example.com?via=john+doe", "", NotAWord},
		{"https://example.com?via=a%2Fb", "", NotAWord},
		{"https://example.com/a%3Fb", "", NotAWord},
		{"https://example.com/%zz", "", Damaged},
		{"https://example.com?via=a https://example.com?via=b", "", SeveralLinks},
		{"https://a.example/ingrid, https://b.example/ingrid2", "", SeveralLinks},
		{"https://a.example/ingrid,https://b.example/ingrid2", "", SeveralLinks},
		{"https://example.com?via=%ff", "", NotAWord},
	} {
		key, err := TakeKey(tt.cell, tt.parameter)
		var link *LinkError
		if !errors.As(err, &link) || link.Kind != tt.want || key.Text != "" {
			t.Errorf("TakeKey(%q, %q) = %q, %v; want kind %d", tt.cell, tt.parameter, key.Text, err, tt.want)
		}
	}
}

// TestKeyLaw: a key comes back out of any link that was made with it.
func TestKeyLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[A-Za-z0-9._~ü日-]{0,11}[A-Za-z0-9]`).Draw(t, "key")
		parameter := rapid.SampledFrom(Parameters()).Draw(t, "parameter")
		for _, cell := range []string{
			key,
			"https://example.com/page?utm_source=x&" + parameter + "=" + url.QueryEscape(key),
			"https://example.com/#" + parameter + "=" + url.QueryEscape(key),
			"https://example.com/page-x/" + url.PathEscape(key),
		} {
			named := isPage(key) || slices.Contains(Parameters(), strings.ToLower(key)) // a path that ends so has no key
			got, err := TakeKey(cell, "")
			if (err != nil || got.Text != key) && !(named && strings.Contains(cell, "page-x")) {
				t.Fatalf("TakeKey(%q) = %q, %v; want %q", cell, got.Text, err, key)
			}
		}
	})
}

// FuzzTakeKey: any text has a key, which is its own, or a sentence.
func FuzzTakeKey(f *testing.F) {
	for _, cell := range []string{"ingrid", "https://example.com?via=a&ref=b", "http://%", "?=", "://", "#?", "www.", "//", "a.b/c?d=e#f=g&h"} {
		f.Add(cell, "")
		f.Add(cell, "via")
	}
	f.Fuzz(func(t *testing.T, cell, parameter string) {
		key, err := TakeKey(cell, parameter)
		if err != nil && (!strings.HasSuffix(err.Error(), ".") || key.Text != "") {
			t.Errorf("TakeKey(%q) = %q, %v", cell, key.Text, err)
		}
		if err == nil && key.Origin != FromWord {
			if again, err := TakeKey(key.Text, ""); err == nil && again.Origin == FromWord && again.Text != strings.Trim(key.Text, `<>"`) && again.Text != key.Text {
				t.Errorf("TakeKey(%q) = %q, and then %q", cell, key.Text, again.Text)
			}
		}
	})
}
