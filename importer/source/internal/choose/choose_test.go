package choose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLeavesOut: values are compared without regard to case and outer white space,
// several values are alternatives, several --only are all required, and --skip wins.
func TestLeavesOut(t *testing.T) {
	columns := []string{"Status", "Plan", "a=b", "Company"}
	for _, tt := range []struct {
		only, skip []string
		cells      []string
		meant      bool
	}{
		{nil, nil, []string{"", "", "", ""}, true},
		{[]string{"Status=active"}, nil, []string{" ACTIVE\u00a0", "", "", ""}, true},
		{[]string{"status = Active , approved"}, nil, []string{"Approved", "", "", ""}, true},
		{[]string{"Status=active"}, nil, []string{"inactive", "", "", ""}, false},
		{[]string{"Status=active"}, nil, []string{"", "", "", ""}, false},
		{[]string{"Status="}, nil, []string{"  ", "", "", ""}, true},
		{[]string{"Status=,active"}, nil, []string{"active", "", "", ""}, true},
		{[]string{"Status=*"}, nil, []string{"x", "", "", ""}, true},
		{[]string{"Status=*"}, nil, []string{"", "", "", ""}, false},
		{[]string{`Status="*"`}, nil, []string{"x", "", "", ""}, false},
		{[]string{`Status="*"`}, nil, []string{"*", "", "", ""}, true},
		{[]string{"Status=active", "Plan=pro"}, nil, []string{"active", "free", "", ""}, false},
		{[]string{"Status=active", "Plan=pro"}, nil, []string{"active", "pro", "", ""}, true},
		{[]string{"Status=active"}, []string{"Plan=pro"}, []string{"active", "pro", "", ""}, false},
		{nil, []string{"Status=rejected,banned"}, []string{"Banned", "", "", ""}, false},
		{nil, []string{"Status=rejected,banned"}, []string{"", "", "", ""}, true},
		{nil, []string{"Status=not  approved"}, []string{"Not approved", "", "", ""}, false},
		{nil, []string{"a=b=c"}, []string{"", "", "c", ""}, false},
		{nil, []string{"Plan=1.5"}, []string{"", "15", "", ""}, true},
		{nil, []string{"Plan=past_due"}, []string{"", "past due", "", ""}, true},
		{nil, []string{"Plan=Z\u00fcri"}, []string{"", "Zu\u0308ri", "", ""}, false},
		{nil, []string{`Company="Smith, John", "He said ""no"""`}, []string{"", "", "", "smith, john"}, false},
		{nil, []string{`Company="Smith, John", "He said ""no"""`}, []string{"", "", "", `He said "No"`}, false},
		{nil, []string{`Company="Smith, John"`}, []string{"", "", "", "Smith"}, true},
	} {
		c, err := Bind(columns, tt.only, tt.skip, nil)
		if err != nil {
			t.Fatalf("Bind(%q, %q): %v", tt.only, tt.skip, err)
		}
		if got := c.LeavesOut(tt.cells); (got == "") != tt.meant {
			t.Errorf("only %q, skip %q: LeavesOut(%q) = %q; want it meant: %v", tt.only, tt.skip, tt.cells, got, tt.meant)
		}
	}
}

// TestRefused: a column that does not exist, or that exists twice.
func TestRefused(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Stauts=active", `There is no column "Stauts" for Options.Only = Stauts=active. The columns are: "Status", "Tag", "TAG". Did you mean "Status"?`},
		{"tag=x", `Columns 2 and 3 are both called "Tag", so Options.Only = tag=x is not clear. Rename one of them.`},
		{"Status", "Options.Only = Status must be COLUMN=VALUE, such as Status=active."},
		{" =x", `Options.Only = " =x" must be COLUMN=VALUE, such as Status=active.`},
	} {
		_, err := Bind([]string{"Status", "Tag", "TAG"}, []string{tt.text}, nil, nil)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Bind(%q): %v; want %s", tt.text, err, tt.want)
		}
	}
	if _, err := Bind([]string{"Tag", "tag"}, []string{"tag=x"}, nil, nil); err != nil {
		t.Errorf("a column with exactly that name was refused: %v", err)
	}
}

// TestUnmet: each value that no row has is told once.
func TestUnmet(t *testing.T) {
	c, _ := Bind([]string{"Status"}, []string{"Status=active, ACTIVE, aktive, "}, []string{"Status=*"}, nil)
	c.LeavesOut([]string{"active"})
	want := []string{`Options.Only: no row has "aktive" or an empty cell in Status.`}
	if got := c.Unmet(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("Unmet() = %q; want %q", got, want)
	}
}

// TestAnyText: any value in quotes chooses exactly the cells with that value, and every
// cell is either chosen by --only or left out.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringOfN(rapid.RuneFrom([]rune("aB ,\"=*'ü")), 0, 8, -1).Draw(t, "value")
		cell := rapid.OneOf(rapid.Just(value), rapid.StringOfN(rapid.RuneFrom([]rune("aB ,\"=*'ü")), 0, 8, -1)).Draw(t, "cell")
		c, err := Bind([]string{"X"}, []string{`X="` + strings.ReplaceAll(value, `"`, `""`) + `"`}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := c.LeavesOut([]string{cell}) == "", Fold(cell) == Fold(value); got != want {
			t.Errorf("%q chooses %q: %v; want %v", value, cell, got, want)
		}
		if once := Fold(cell); Fold(once) != once {
			t.Errorf("Fold(%q) = %q, which folds to %q", cell, once, Fold(once))
		}
	})
}
