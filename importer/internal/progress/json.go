package progress

import (
	"encoding/json"
	"math"
	"time"

	"partner-import/importer/row"
)

// A wire is a [State] as JSON. It has all that a State has but its cause, which may quote
// what was answered.
type wire struct {
	Rows   int                `json:"rows"`
	Done   int                `json:"done"`
	Counts map[row.Status]int `json:"counts,omitempty"`

	Planned  int        `json:"planned"`
	Sent     int        `json:"sent"`
	Started  *time.Time `json:"started,omitempty"`
	Expected seconds    `json:"expected_seconds"`

	Rate   float64 `json:"rate_per_second"`
	Paused seconds `json:"paused_seconds"`
	Down   seconds `json:"down_seconds"`

	Settling  int     `json:"settling"`
	SettlesIn seconds `json:"settles_in_seconds"`
	Looking   int     `json:"looking_up"`
	InFlight  int     `json:"in_flight"`

	Listing   bool    `json:"listing"`
	Listed    int     `json:"listed"`
	Requests  int     `json:"requests"`
	Retries   int     `json:"retries"`
	Throttled int     `json:"throttled"`
	Waited    seconds `json:"waited_seconds"`

	Reading bool `json:"reading"`
	Read    int  `json:"read"`
}

// seconds are a duration.
type seconds float64

func secondsOf(d time.Duration) seconds { return seconds(d.Seconds()) }

func (s seconds) duration() time.Duration {
	return time.Duration(math.Round(float64(s) * float64(time.Second)))
}

// MarshalJSON leaves out the cause.
func (s State) MarshalJSON() ([]byte, error) {
	w := wire{
		Rows: s.Rows, Done: s.Done, Counts: s.Counts,
		Planned: s.Planned, Sent: s.Sent, Expected: secondsOf(s.Expected),
		Rate: s.Rate, Paused: secondsOf(s.Paused), Down: secondsOf(s.Down),
		Settling: s.Settling, SettlesIn: secondsOf(s.SettlesIn), Looking: s.Looking, InFlight: s.InFlight,
		Listing: s.Listing, Listed: s.Listed, Requests: s.Requests, Retries: s.Retries, Throttled: s.Throttled, Waited: secondsOf(s.Waited),
		Reading: s.Reading, Read: s.Read,
	}
	if !s.Started.IsZero() {
		w.Started = &s.Started
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *State) UnmarshalJSON(text []byte) error {
	var w wire
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	*s = State{
		Rows: w.Rows, Done: w.Done, Counts: w.Counts,
		Planned: w.Planned, Sent: w.Sent, Expected: w.Expected.duration(),
		Rate: w.Rate, Paused: w.Paused.duration(), Down: w.Down.duration(),
		Settling: w.Settling, SettlesIn: w.SettlesIn.duration(), Looking: w.Looking, InFlight: w.InFlight,
		Listing: w.Listing, Listed: w.Listed, Requests: w.Requests, Retries: w.Retries, Throttled: w.Throttled, Waited: w.Waited.duration(),
		Reading: w.Reading, Read: w.Read,
	}
	if w.Started != nil {
		s.Started = *w.Started
	}
	return nil
}
