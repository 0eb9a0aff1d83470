package importer

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"partner-import/importer/internal/plan"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// SummaryVersion is the version of the form of a [Summary] in JSON. It rises
// when a field changes its meaning or goes away.
const SummaryVersion = 1

// A Summary says how an import went, as a whole. Counts adds up to Rows.
type Summary struct {
	Version int    `json:"schema_version"`
	Tool    string `json:"tool"` // always "partner-import"
	Release string `json:"tool_version"`

	Input  InputSummary  `json:"input"`
	Target TargetSummary `json:"target"`
	DryRun bool          `json:"dry_run"`

	Sandbox bool `json:"sandbox"`         // imported into a sandbox: nothing was sent to Partnero
	Limit   int  `json:"limit,omitempty"` // of a trial: send at most so many rows

	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	Seconds float64   `json:"duration_seconds"`

	Rows   int                `json:"rows"`
	Counts map[row.Status]int `json:"counts"`      // every status of an import, or valid and invalid
	Codes  map[row.Code]int   `json:"error_codes"` // of the rows to fix

	// ThisRun counts the rows that this run sent, looked up or found wrong. The
	// others of Counts ended in earlier runs, or were not sent yet.
	ThisRun map[row.Status]int `json:"counts_this_run"`
	// KnownBad is how many of the rows that were not imported were in the failed
	// rows of the run before, unchanged and with the same problem.
	KnownBad int `json:"known_bad"`

	// Formulas is how many cells of the failed rows a spreadsheet runs when it opens
	// that file. A workbook (.xlsx) of failed rows has none.
	Formulas int `json:"failed_formulas,omitempty"`

	Findings row.Findings   `json:"findings"`           // rows with a problem or a remark, by kind
	Online   *OnlineSummary `json:"online,omitempty"`   // of a dry run that listed the account
	Expected *Expectation   `json:"expected,omitempty"` // of a dry run

	Prefetch *PrefetchSummary `json:"prefetch,omitempty"` // of an import that listed the account first

	Requests  int     `json:"requests"` // attempts of any kind, also lookups
	Retries   int     `json:"retries"`  // attempts beyond a row's first POST
	Throttled int     `json:"throttled"`
	Waited    float64 `json:"waited_seconds"` // while the run waited for Partnero's limit
	Rate      float64 `json:"rate_per_second"`

	Warnings   []string `json:"warnings"`
	ExitStatus int      `json:"exit_status"`
	Stopped    string   `json:"stopped,omitempty"` // why it ended early

	StopReason stop.Reason `json:"stop_reason,omitempty"` // the same, for programs

	FailedDigest string `json:"failed_sha256,omitempty"` // of the file of failed rows, as it was written
	Kept         string `json:"-"`                       // the name that such a file was given, since it may have been edited

	// Outputs are the files that were written, in the order in which people
	// want to see them.
	Outputs []Output `json:"-"`
	// Missing are those that could not be written, or only in part, as on a full
	// disk.
	Missing []Output `json:"-"`
}

// An Output is a file that a run writes.
type Output struct{ What, Path string }

// InputSummary describes the file that was imported.
type InputSummary struct {
	Name      string            `json:"name"`
	SHA256    string            `json:"sha256"`
	Bytes     int64             `json:"bytes"`
	Rows      int               `json:"rows"`
	Encoding  string            `json:"encoding"`
	Delimiter string            `json:"delimiter"`
	Sheet     string            `json:"sheet,omitempty"` // of a workbook
	Columns   map[string]string `json:"columns"`         // column → field, for those that are mapped
}

// TargetSummary describes the account that was imported into.
type TargetSummary struct {
	Host string `json:"host,omitempty"`
	Key  string `json:"key_last4,omitempty"`
}

// Good reports whether every row is created, updated or already in Partnero (or
// valid, in a dry run) and nothing was left out. A trial is good if every row
// that it sent is: the others were not meant for it.
func (s *Summary) Good() bool {
	good := 0
	for status, n := range s.Counts {
		if status.Good() || status == row.Skipped || s.IsTrial() && leftOutOfTrials(status) {
			good += n
		}
	}
	return good == s.Rows && s.Stopped == ""
}

// IsTrial reports whether the limit left rows for a later run.
func (s *Summary) IsTrial() bool { return s.Limit > 0 && s.Counts[row.Unsent] > 0 && s.Stopped == "" }

// leftOutOfTrials reports whether a trial leaves out rows with this status, as
// the plan said.
func leftOutOfTrials(status row.Status) bool {
	return status == row.Unsent || status == row.Invalid || status == row.Blocked
}

// isToFix reports whether rows with this status belong in the failed rows. What
// a trial was not meant to send only needs another run.
func (s *Summary) isToFix(status row.Status) bool {
	return !status.Good() && status != row.Skipped && !(s.Limit > 0 && status == row.Unsent)
}

// toFix is how many rows belong in the failed rows.
func (s *Summary) toFix() (n int) {
	for status, rows := range s.Counts {
		if s.isToFix(status) {
			n += rows
		}
	}
	return n
}

// sentStatuses are those of rows that are sent, or were.
func sentStatuses() []row.Status {
	return slices.DeleteFunc(row.Statuses(), func(s row.Status) bool { return s == row.Valid })
}

// checkedStatuses are those of rows that are only checked.
func checkedStatuses() []row.Status { return []row.Status{row.Valid, row.Invalid, row.Skipped} }

// emptySummary is a summary before anything was read.
func emptySummary(o *Options, statuses []row.Status) *Summary {
	s := &Summary{
		Version: SummaryVersion, Tool: "partner-import", Release: o.Version,
		Input:   InputSummary{Columns: map[string]string{}},
		Sandbox: o.Sandbox && !o.DryRun, Limit: o.limit(),
		Target: o.Target, Started: time.Now().UTC(),
		Counts: map[row.Status]int{}, ThisRun: map[row.Status]int{}, Codes: map[row.Code]int{}, Findings: row.Findings{},
	}
	for _, status := range statuses {
		s.Counts[status], s.ThisRun[status] = 0, 0
	}
	return s
}

func newSummary(o *Options, s *source.Source, statuses []row.Status) *Summary {
	kind, summary := s.Description(), emptySummary(o, statuses)
	input := &summary.Input
	input.Name, input.Bytes, input.Encoding, input.Sheet = s.Name(), s.Size(), kind.Encoding, kind.Sheet
	if kind.Delimiter != 0 {
		summary.Input.Delimiter = string(kind.Delimiter)
	}
	for i, column := range s.Header().Columns {
		if field := s.Header().Field(i); field != "" {
			summary.Input.Columns[column] = field
		}
	}
	return summary
}

// learn takes over what is known when the file was read.
func (s *Summary) learn(source *source.Source, p *plan.Plan, digest string) {
	s.Rows, s.Input.Rows, s.Input.SHA256 = p.Rows(), p.Rows(), digest
	s.Warnings = slices.Concat(source.Warnings(), p.Remarks())
}

func (s *Summary) count(r *row.Result) {
	s.Counts[r.Status]++
	if !r.Earlier {
		s.ThisRun[r.Status]++
	}
	s.Findings.Add(r)
	if r.Problem.Code != "" && !r.Status.Good() {
		s.Codes[r.Problem.Code]++
	}
}

func (s *Summary) end() {
	s.Findings.Sort()
	s.Ended = time.Now().UTC()
	s.Seconds = s.Ended.Sub(s.Started).Seconds()
	if s.Warnings == nil {
		s.Warnings = []string{}
	}
}

// An Expectation is what the import of a file that was checked would take, if
// every request is answered and none meets the API's limit.
type Expectation struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
}

// expect works it out: one request to begin with, one for each valid row, and
// another one to look up each partner that exists already.
func (s *Summary) expect(o *Options) {
	e := Expectation{}
	if valid := s.Counts[row.Valid]; valid > 0 {
		e.Requests = 1 + valid
	}
	if s.Online != nil {
		e.Requests += s.Online.WouldExist
	}
	e.Seconds = o.Rate.Expect(e.Requests).Seconds()
	s.Expected = &e
}

// Write writes the summary as JSON.
func (s *Summary) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s)
}
