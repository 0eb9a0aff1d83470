package report

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// failedMark is in the name of failed rows.
const failedMark = ".failed"

// Names are where the outputs of an input go by default: beside it.
type Names struct{ Report, Failed, Summary, Journal string }

// A Kind is a kind of run. Each has names of its own, so that a check and a
// sandbox never replace what an import wrote.
type Kind uint8

// The kinds of runs.
const (
	Import Kind = iota
	Check
	Sandbox
	Undo
	Verify
)

// NamesFor returns the names for an input with that name, "-" for standard
// input. See [FailedOfCheck] for the failed rows of a check.
func NamesFor(input string, kind Kind) Names {
	dir, stem := stemOf(input)
	in := func(name string) string { return filepath.Join(dir, name) }
	journal := in(firstStem(stem) + ".journal")
	switch kind {
	case Check:
		return Names{Report: in(stem + ".check.csv"), Failed: in(stem + failedMark + ".csv"), Summary: in(stem + ".check.json"), Journal: journal}
	case Undo:
		return Names{Report: in(stem + ".undo.csv"), Summary: in(stem + ".undo.json"), Journal: journal}
	case Verify:
		return Names{Report: in(stem + ".verify.csv"), Summary: in(stem + ".verify.json"), Journal: journal}
	case Sandbox:
		stem += ".sandbox"
	}
	return Names{Report: in(stem + ".report.csv"), Failed: in(stem + failedMark + ".csv"), Summary: in(stem + ".summary.json"), Journal: journal}
}

// Within returns the name of an input that has its outputs in the folder dir; in its own
// for "". Only the last part of a name counts, as of "s3://bucket/partners.csv".
func Within(dir, input string) string {
	if dir == "" {
		return input
	}
	base := path.Base(filepath.ToSlash(input))
	switch base {
	case "-", ".", "..", "/":
		base = "stdin"
	}
	return filepath.Join(dir, base)
}

// FailedOfCheck returns where a check puts the failed rows. The usual place is
// for those of an import: a check takes it only if it is free, or holds what the
// check before wrote, whose digest is known.
func FailedOfCheck(input, known string) string {
	usual := NamesFor(input, Check).Failed
	digest, err := digestOf(usual)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (digest == "" || digest == known) {
		return usual
	}
	dir, stem := stemOf(input)
	return filepath.Join(dir, stem+".check"+failedMark+".csv")
}

// firstStem is how the name of the original file begins. Failed rows come from it,
// even if they failed several times or were edited. All these files belong to one
// import and share a journal, so each knows what was done.
func firstStem(stem string) string {
	first := stem
	for {
		before, is := strings.CutSuffix(withoutMark(first), failedMark)
		switch {
		case !is:
			return first
		case before == "":
			return stem
		}
		first = before
	}
}

// withoutMark removes what moveAside added to the name of failed rows.
func withoutMark(stem string) string {
	before, number, marked := strings.Cut(filepath.Ext(stem), "-")
	failed := strings.TrimSuffix(stem, filepath.Ext(stem))
	if before != EditedMark || marked && strings.Trim(number, "0123456789") != "" || !strings.HasSuffix(failed, failedMark) {
		return stem
	}
	return failed
}

// stemOf is the folder of an input, and how the names of its outputs begin.
func stemOf(name string) (dir, stem string) {
	base := filepath.Base(name)
	if name == "-" || base == "." {
		return ".", "stdin"
	}
	base = strings.TrimSuffix(base, ".gz")
	if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "" {
		base = stem
	}
	return filepath.Dir(name), base
}
