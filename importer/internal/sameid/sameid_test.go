package sameid

import (
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
