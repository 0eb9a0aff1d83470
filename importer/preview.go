package importer

import (
	"time"

	"partner-import/importer/row"
)

// A Preview is what is known before anything is sent. Now, Later, Done, Kept,
// Invalid and Blocked add up to Rows.
type Preview struct {
	Rows    int // data rows
	Now     int // rows that this run sends or looks up
	Later   int // rows that Options.Limit leaves for a later run
	Done    int // rows that earlier runs finished; they cost no request
	Kept    int // rows that end without a request as they did before, and are not imported
	Invalid int // rows with problems, which are left out
	Blocked int // rows that are left out because the row of their referring partner is

	There   int // of Done, partners that existed before any import of this journal
	InDoubt int // of Now, rows without an answer from an earlier run; they are looked up first

	Findings row.Findings // what is wrong with the invalid rows, by kind
	Warnings []string     // what else to know about the file, one for each kind
	Unnamed  bool         // no column holds a name

	Requests int           // what Now takes at least
	Expected time.Duration // how long that takes, if Partnero's limit allows the pace
}

// LeftOut is how many rows this run leaves out because something is wrong.
func (p *Preview) LeftOut() int { return p.Invalid + p.Blocked + p.Kept }
