package sameid

import (
	"fmt"
	"strings"
	"testing"

	"partner-import/importer/row"
)

func TestWarning(t *testing.T) {
	var ids IDs
	see := func(line int, status row.Status, id string) {
		ids.See(&row.Result{Line: line, Status: status, ID: id})
	}
	see(2, row.Created, "a")
	see(3, row.Created, "b")
	see(4, row.Exists, "a") // found, and not made
	see(5, row.Created, "") // an invitation has no id
	see(6, row.Created, "")
	if got := ids.Warning(); got != "" {
		t.Errorf("%q; want no warning", got)
	}
	see(7, row.Created, "a")
	if got := ids.Warning(); !strings.Contains(got, `the id "a" to the rows on lines 2 and 7.`) {
		t.Errorf("%q", got)
	}
	see(8, row.Created, "a\u202e")
	see(9, row.Created, "b")
	if got := ids.Warning(); !strings.Contains(got, "lines 2 and 7, and other ids to 1 more row.") {
		t.Errorf("%q", got)
	}
}

// TestManyIDs: those that come together are compared as well, and those far apart.
func TestManyIDs(t *testing.T) {
	const rows = 3*together + 5
	for _, twice := range [][2]int{{0, 1}, {together - 1, together}, {0, rows - 1}, {2, 2 * together}} {
		var ids IDs
		for i := range rows {
			id := i
			if i == twice[1] {
				id = twice[0]
			}
			ids.See(&row.Result{Line: i + 2, Status: row.Created, ID: fmt.Sprint("id", id)})
		}
		want := fmt.Sprintf(`the id "id%d" to the rows on lines %d and %d.`, twice[0], twice[0]+2, twice[1]+2)
		if got := ids.Warning(); !strings.Contains(got, want) {
			t.Errorf("%q; want %s", got, want)
		}
	}
}
