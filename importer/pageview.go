package importer

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"partner-import/importer/internal/page"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// This file gathers what the page shows of a run.

// writePage writes the page.
func (r *run) writePage(kind string, figures []page.Figure) error {
	return r.outputs.WritePage(func(w io.Writer) error {
		v, err := r.view(kind, figures)
		if err != nil {
			return err
		}
		return v.Write(w)
	})
}

func (r *run) view(kind string, figures []page.Figure) (*page.View, error) {
	s, input := r.summary, r.source.Description()
	v := &page.View{
		Kind: kind, File: filepath.Base(r.source.Shown()), Release: s.Release, DryRun: s.DryRun,
		Host: s.Target.Host, Key: s.Target.Key, Sandbox: s.Sandbox, Notice: notice(r.stopped(), r.options.Call), Call: r.options.Call,
		Started: s.Started, Took: s.Ended.Sub(s.Started), ExitStatus: s.ExitStatus,
		Rows: s.Rows, Counts: s.Counts, ThisRun: s.ThisRun, Findings: s.Findings, Figures: figures, Timeline: r.tracker.Timeline, Warnings: s.Warnings,
		Encoding: input.Encoding, Sheet: input.Sheet, Delimiter: input.Delimiter, Bytes: int(s.Input.Bytes), SHA256: s.Input.SHA256,
	}
	for _, output := range s.Outputs {
		if output.What == "failed rows" {
			v.FailedAt = filepath.Base(output.Path)
		}
		if output.What != "page" {
			v.Written = append(v.Written, page.Output{What: output.What, Path: filepath.Base(output.Path)})
		}
	}
	// A column whose rows cannot be read any more is shown without a value.
	columns, _ := r.source.Mapping()
	for _, c := range columns {
		v.Columns = append(v.Columns, page.Column{Column: c.Column, Field: c.Field, First: c.First})
	}
	needy := 0
	for status, n := range s.Counts {
		if status.NeedsPerson() {
			needy += n
		}
	}
	var err error
	v.Table, err = r.outputs.Find(row.Status.NeedsPerson, min(needy, page.MaxRows))
	v.More = needy - len(v.Table)
	return v, err
}

// requestFigures are the numbers of an import, beside the counts of rows.
func requestFigures(s *Summary) []page.Figure {
	return page.Requests(s.Requests, s.Retries, s.Throttled, seconds(s.Waited), s.Rate)
}

// forecastFigures are those of a dry run.
func forecastFigures(s *Summary) (list []page.Figure) {
	if o := s.Online; o != nil {
		list = page.Account(o.Partners, o.WouldCreate, o.WouldExist, o.WouldFail)
	}
	if e := s.Expected; e != nil && e.Requests > 0 {
		list = append(list, page.Expected(e.Requests, seconds(e.Seconds))...)
	}
	return list
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// notice says why a run ended early, and what to do; "" if it did not.
func notice(err error, call option.Namer) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrStrict):
		return "Nothing was sent, because some rows have problems. Fix them and run again, or leave out " + call.Call(option.Strict, "") + "."
	}
	why := strings.TrimSuffix(strings.TrimPrefix(err.Error(), "stopped: "), ".")
	return "The run ended early: " + why + ". Run the same command again. It continues where it stopped."
}
