package importer

import (
	"io"
	"path/filepath"
)

// placeOutputs puts the outputs that have no place beside the input.
func (o *Options) placeOutputs(s *Source) {
	dir, stem := s.stem()
	for path, ending := range map[*string]string{
		&o.Report: ".report.csv", &o.Failed: ".failed.csv", &o.Summary: ".summary.json", &o.Journal: ".journal",
	} {
		if *path == "" {
			*path = filepath.Join(dir, stem+ending)
		}
	}
}

func (o *Options) checkOutputs(s *Source) error {
	outputs := []struct {
		path string
		ours func(io.Reader) bool
	}{{o.Report, isReport}, {o.Failed, isFailed}, {o.Summary, isSummary}}
	for i, out := range outputs {
		if out.path == "-" {
			continue
		}
		for _, other := range outputs[:i] {
			if filepath.Clean(other.path) == filepath.Clean(out.path) {
				return &OutputError{Path: out.path, Message: "is named for two outputs; name another file for one of them"}
			}
		}
		if err := checkOutput(out.path, s, out.ours, o.Force); err != nil {
			return err
		}
	}
	return nil
}
