package importer

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"partner-import/importer/row"
)

// This file is what the page is told of a run.

// writePage writes the page.
func (r *run) writePage(kind string, figures []figure) error {
	v, err := r.view(kind, figures)
	if err != nil {
		return err
	}
	return writeOut(r.options.HTML, v.write)
}

func (r *run) view(kind string, figures []figure) (*view, error) {
	s, input := r.summary, r.source.Description()
	v := &view{
		Kind: kind, File: filepath.Base(r.source.shown()), Release: s.Release, DryRun: s.DryRun,
		Host: s.Target.Host, Key: s.Target.Key, Notice: notice(r.stopped()),
		Started: s.Started, Took: s.Ended.Sub(s.Started), ExitStatus: s.ExitStatus,
		Rows: s.Rows, Counts: s.Counts, Figures: figures, Timeline: r.tracker.timeline, Warnings: s.Warnings,
		Encoding: input.Encoding, Sheet: input.Sheet, Delimiter: input.Delimiter, Bytes: int(s.Input.Bytes), SHA256: s.Input.SHA256,
	}
	for _, f := range s.Findings {
		v.Findings = append(v.Findings, viewFinding(f))
	}
	for _, output := range s.Outputs {
		if output.What == "failed rows" {
			v.FailedAt = filepath.Base(output.Path)
		}
		if output.Path != r.options.HTML {
			v.Written = append(v.Written, viewOutput{output.What, filepath.Base(output.Path)})
		}
	}
	// A column whose rows cannot be read any more is shown without a value.
	columns, _ := r.source.Mapping()
	for _, c := range columns {
		v.Columns = append(v.Columns, viewColumn(c))
	}
	var err error
	v.Table, v.More, err = r.needy()
	return v, err
}

// needy returns the rows that need a person as the report has them, in the
// order of the file, and how many more there are.
func (r *run) needy() (list []row.Result, more int, err error) {
	all := 0
	for status, n := range r.summary.Counts {
		if status.NeedsPerson() {
			all += n
		}
	}
	if all == 0 {
		return nil, 0, nil
	}
	lines, err := r.outputs.live.lines()
	if err != nil {
		return nil, 0, err
	}
	for row := 1; len(list) < min(all, maxPageRows); row++ {
		line, err := lines.at(row)
		if err != nil {
			return nil, 0, err
		}
		if !lineStatus(line).NeedsPerson() {
			continue
		}
		result, err := parseLine(line)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, result)
	}
	return list, all - len(list), nil
}

// requestFigures are the numbers of an import, beside the counts of rows.
func requestFigures(s *Summary) []figure {
	return []figure{
		{"requests", grouped(s.Requests)},
		{"sent again", grouped(s.Retries)},
		{"answers of 429", grouped(s.Throttled)},
		{"paused by the limit", cmp.Or(inWordsIfAny(seconds(s.Waited)), "0 s")},
		{"pace at the end", number(s.Rate) + "/s"},
	}
}

// forecastFigures are those of a dry run.
func forecastFigures(s *Summary) (list []figure) {
	if o := s.Online; o != nil {
		list = append(list, figure{"partners in the account", grouped(o.Partners)},
			figure{"rows that would be new", grouped(o.WouldCreate)},
			figure{"there already", grouped(o.WouldExist)},
			figure{"would fail", grouped(o.WouldFail)})
	}
	if e := s.Expected; e != nil && e.Requests > 0 {
		list = append(list, figure{"requests of an import", grouped(e.Requests)},
			figure{"it would take about", inWords(seconds(e.Seconds))})
	}
	return list
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// notice says why a run ended early, and what to do; "" if it did not.
func notice(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrStrict):
		return "Nothing was sent, since rows are invalid: mend them and run again, or leave out --strict."
	}
	why := strings.TrimSuffix(strings.TrimPrefix(err.Error(), "stopped: "), ".")
	return "It ended early: " + why + ". Run the same command again: it goes on where it stopped."
}
