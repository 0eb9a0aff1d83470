package work

import (
	"errors"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/importer"
)

// writeReport is for a run that may send nothing any more: its time is over, or it was
// stopped while it waited. What earlier attempts did still gets its line in a report. The
// kind is how the run ends if that works, or if nothing was ever sent.
func (a *attempt) writeReport(kind ends.Kind) ends.Kind {
	file, why := a.open()
	if file == nil {
		return why
	}
	defer file.Close()
	o := a.options()
	o.Rebuild = true
	o.ExitStatus = func(*importer.Summary, error) int { return stopped }
	summary, err := importer.New(nil, o).Run(a.hard, file)
	var journal *importer.JournalError
	switch {
	case err == nil:
		a.summary = summary
		return kind
	case errors.As(err, &journal) && !journal.Held:
		return kind // without a journal, nothing was sent
	}
	a.err = err
	return ends.KindOf(err)
}
