package past

import (
	"io"
	"os"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/report"
)

// Places are where the files of an undo or a verification go. The same rules hold as
// for an import.
type Places struct {
	Input           string // the file that was imported, which may be gone
	Report, Summary string // "-" for Report is standard output
	Journal         string
	Taken           []string // files of the caller, which none may replace
	Force           bool     // replace files that this tool did not write
}

// Check refuses places where no output may be put. It writes nothing. The error is an
// [*atomicfile.Error].
func (p Places) Check() error {
	taken := map[string]bool{atomicfile.Place(p.Input): p.Input != "-"}
	files := []string{p.Journal, p.Journal + "-wal", p.Journal + ".holder"}
	if _, elsewhere := journal.Database(p.Journal); elsewhere {
		files = nil
	}
	for _, path := range append(files, p.Taken...) {
		taken[atomicfile.Place(path)] = true
	}
	input, _ := os.Stat(p.Input)
	isInput := func(info os.FileInfo) bool { return input != nil && os.SameFile(input, info) }
	isSummary := func(r io.Reader) bool { return report.JSONField(r, "tool") == "partner-import" }
	for _, out := range []struct {
		path string
		ours func(io.Reader) bool
	}{{p.Report, report.Is}, {p.Summary, isSummary}} {
		switch place := atomicfile.Place(out.path); {
		case out.path == "-" && out.path == p.Report:
			continue
		case taken[place]:
			return &atomicfile.Error{Path: out.path, Message: "is used for two things; choose another file for one of them"}
		default:
			taken[place] = true
		}
		if err := atomicfile.Check(out.path, isInput, out.ours, p.Force); err != nil {
			return err
		}
	}
	return nil
}
