package past

import (
	"encoding/json"
	"io"
	"time"

	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A Summary says how an undo or a verification went, as a whole. Counts adds up to
// Rows.
type Summary struct {
	Version int    `json:"schema_version"` // of this form; it rises when a field changes its meaning or goes away
	Tool    string `json:"tool"`           // always "partner-import"
	Release string `json:"tool_version"`
	Command string `json:"command"` // "undo", "restore", "delete" or "verify"

	Input   string `json:"input"`   // the name of the file that was imported
	Journal string `json:"journal"` // where it is
	Host    string `json:"host,omitempty"`
	Key     string `json:"key_last4,omitempty"`

	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	Seconds float64   `json:"duration_seconds"`

	Rows     int                `json:"rows"`            // lines of the report
	Counts   map[row.Status]int `json:"counts"`          // by status
	ThisRun  map[row.Status]int `json:"counts_this_run"` // those that cost this run a request
	Codes    map[row.Code]int   `json:"error_codes"`     // of all rows that have one
	Findings row.Findings       `json:"findings"`        // rows with a remark, by kind
	Open     int                `json:"open"`            // rows that are not as they should be; 0: all is well

	Requests  int     `json:"requests"`
	Throttled int     `json:"throttled"`
	Waited    float64 `json:"waited_seconds"`
	Rate      float64 `json:"rate_per_second"`

	ExitStatus int         `json:"exit_status"`
	Stopped    string      `json:"stopped,omitempty"` // why it ended early
	StopReason stop.Reason `json:"stop_reason,omitempty"`

	Report string `json:"-"` // where it is
	Path   string `json:"-"` // where this summary is

	// IsOpen reports whether a row is not as it should be.
	IsOpen func(*row.Result) bool `json:"-"`
}

// NewSummary makes a summary that has counted nothing. The statuses are those that
// its rows may get.
func NewSummary(statuses []row.Status, isOpen func(*row.Result) bool) *Summary {
	s := &Summary{
		Version: 1, Tool: "partner-import", Started: time.Now().UTC(), IsOpen: isOpen,
		Counts: map[row.Status]int{}, ThisRun: map[row.Status]int{}, Codes: map[row.Code]int{}, Findings: row.Findings{},
	}
	for _, status := range statuses {
		s.Counts[status], s.ThisRun[status] = 0, 0
	}
	return s
}

func (s *Summary) count(r *row.Result) {
	s.Rows++
	s.Counts[r.Status]++
	if !r.Earlier {
		s.ThisRun[r.Status]++
	}
	if r.Problem.Code != "" {
		s.Codes[r.Problem.Code]++
	}
	if s.IsOpen(r) {
		s.Open++
	}
	found := *r
	if found.Line == 0 { // the row is not from a file: where it is in the report
		found.Line = r.Row + 1
	}
	s.Findings.Add(&found)
}

func (s *Summary) end() {
	s.Findings.Sort()
	s.Ended = time.Now().UTC()
	s.Seconds = s.Ended.Sub(s.Started).Seconds()
}

// Write writes the summary as JSON.
func (s *Summary) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s)
}
