package reshape

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/importer/row"
)

func TestSteps(t *testing.T) {
	for _, tt := range []struct{ step, value, want string }{
		{"link", "https://example.com?via=ingrid", "ingrid"},
		{"link coupon", "https://example.com?via=ingrid&coupon=X1", "X1"},
		{"unslash", `O\'Brien`, "O'Brien"},
		{"unslash", `a\\b \"c\" \d`, `a\b "c" \d`},
		{"unslash", `a\\'b`, `a\'b`},
		{"one-tag", "Gold, EU", `"Gold, EU"`},
		{"one-tag", " VIP ", "VIP"},
		{"one-tag", "", ""},
		{"list :::", "* myContacts ::: Friends ::: Bergen, Oslo", `* myContacts,Friends,"Bergen, Oslo"`},
		{`without "Default Group"`, "default group", ""},
		{"without Default Group", "Default Group,VIP", "VIP"},
		{"without * *", "* myContacts,Friends", "Friends"},
		{"empty Unknown", " unknown ", ""},
		{"empty Unknown", "Unknownson", "Unknownson"},
		{"prefix awp-", "12", "awp-12"},
		{"prefix awp-", " ", ""},
		{"slug", " john  doe ", "john-doe"},
		{"first :::", " ::: a@example.com ::: b@example.com", "a@example.com"},
		{"first ,", "", ""},
	} {
		step, err := ParseStep(tt.step)
		if err != nil {
			t.Errorf("ParseStep(%q): %v", tt.step, err)
			continue
		}
		if got, err := (Chain{step}).Apply(tt.value); got != tt.want || err != nil {
			t.Errorf("%s: %q becomes %q, %v; want %q", tt.step, tt.value, got, err, tt.want)
		}
	}
}

func TestParseStepErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":            `there is no step ""; the steps are link, unslash, one-tag, list, without, empty, prefix, slug, first`,
		"lnk":         `there is no step "lnk"`,
		"slug x":      `the step "slug" takes nothing after its name`,
		"prefix":      `the step "prefix" needs TEXT after its name`,
		"list \"\" ":  `the step "list" needs SEPARATOR after its name`,
		"Link":        `there is no step "Link"`,
		"without    ": `the step "without" needs WORD after its name`,
	} {
		if _, err := ParseStep(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ParseStep(%q): %v; want %s", text, err, want)
		}
	}
}

// TestChain: a chain ends at the first step that fails.
func TestChain(t *testing.T) {
	prefix, _ := ParseStep("prefix x-")
	if got, err := (Chain{FromLink(""), prefix}).Apply("https://example.com/ingrid"); got != "x-ingrid" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := (Chain{FromLink(""), prefix}).Apply("https://example.com"); got != "" || err == nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := (Chain)(nil).Apply(" as is "); got != " as is " || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestUnslashLaw: it undoes what PHP does.
func TestUnslashLaw(t *testing.T) {
	addslashes := strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a'"\\]{0,9}`)).Draw(t, "text")
		if got := Unslash(addslashes.Replace(text)); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// TestAgain: these steps change nothing that they have changed.
func TestAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a ",;|*:]{0,9}`)).Draw(t, "text")
		for _, name := range []string{"one-tag", "without a", "without *", "empty a", "slug", "first ,"} {
			step, err := ParseStep(name)
			if err != nil {
				t.Fatal(err)
			}
			once, _ := Chain{step}.Apply(text)
			if twice, _ := (Chain{step, step}).Apply(text); twice != once {
				t.Fatalf("%s: %q becomes %q, and then %q", name, text, once, twice)
			}
		}
	})
}

// TestOneTagLaw: whatever is in a cell, it is one tag, and with all of it.
func TestOneTagLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringMatching(`[a-c,;|"' ]{0,9}`).Draw(t, "text"))
		tags := row.SplitTags(OneTag(text))
		if text == "" && len(tags) > 0 || text != "" && !strings.HasPrefix(text, `"`) && !slices.Equal(tags, []string{text}) {
			t.Fatalf("%q became %q", text, tags)
		}
		if len(tags) > 1 {
			t.Fatalf("%q became %q", text, tags)
		}
	})
}
