package progress

import (
	"time"

	"partner-import/importer"
)

// A stage is what a run is doing. Before it sends rows, the end is not known. So
// there is no bar, only how far it has come.
type stage int

const (
	preparing stage = iota
	readingFile
	listingAccount
	reviewingRows // rows that earlier runs finished, or a report that is written again
	sendingRows
)

func stageOf(p importer.Progress) stage {
	switch {
	case p.Reading:
		return readingFile
	case p.Listing:
		return listingAccount
	case p.Planned > 0 && !p.Started.IsZero():
		return sendingRows
	case p.Done > 0:
		return reviewingRows
	}
	return preparing
}

// lull is the time after which another line reports a stage, without a terminal.
func (s stage) lull() time.Duration {
	if s == readingFile {
		return 10 * time.Second
	}
	return 30 * time.Second
}
