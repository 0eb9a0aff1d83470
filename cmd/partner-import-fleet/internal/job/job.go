// Package job has the words of the fleet and its engine: what goes into the history of
// a workflow, and the names that both sides know. It holds names and numbers only: no
// key, no address of a person, and nothing that an API said.
package job

import (
	"time"

	"go.temporal.io/sdk/temporal"
)

// The names that histories and schedules know. To change one breaks what runs.
const (
	TaskQueue = "partner-import"
	Workflow  = "Import"
	Stage     = "Stage"
	Run       = "Run"
)

// What a Job has if fleet.yaml does not say it.
const (
	Heartbeat = 30 * time.Second // a worker that is silent for so long is taken for dead
	Slice     = 15 * time.Minute // after how long a run gives way to one that waits for its key
)

// A Job is one file of one customer, as fleet.yaml describes it.
type Job struct {
	Customer string `json:"customer"`
	File     string `json:"file"`

	Store string `json:"store"` // the URL of the store for copies and outputs
	From  string `json:"from"`  // where the file is: a name in that store, or a URL

	Journal  string              `json:"journal"` // "postgres:NAME", or a path that all workers see
	Secret   string              `json:"secret"`  // the name of the key
	Settings map[string][]string `json:"settings,omitempty"`

	Schedule string        `json:"schedule,omitempty"` // as cron writes it, "": only by hand
	Zone     string        `json:"zone,omitempty"`     // of Schedule and Until, "": UTC
	Until    string        `json:"until,omitempty"`    // a time of day, "": no deadline
	Jitter   time.Duration `json:"jitter,omitempty"`   // the schedule is late by up to so much

	Heartbeat time.Duration `json:"heartbeat"`
	Slice     time.Duration `json:"slice"`
}

// Staged is the copy of a file that a run imports.
type Staged struct {
	Folder   string    `json:"folder"` // of the run, in the store
	Object   string    `json:"object"` // the copy, in the store
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Deadline time.Time `json:"deadline,omitzero"` // zero: none
}

// A Turn is a part of a run, between two that gave way to another run.
type Turn struct {
	Number     int  `json:"number"`                // from 1
	ReportOnly bool `json:"report_only,omitempty"` // send nothing, write what is known
}

// Outcome is how a run ended.
type Outcome struct {
	Rows        int            `json:"rows"`
	Counts      map[string]int `json:"counts,omitempty"` // by status
	Requests    int            `json:"requests"`
	ExitStatus  int            `json:"exit_status"` // that of partner-import
	Kind        string         `json:"kind"`        // of the end, see package ends
	Why         string         `json:"why"`         // the same in a sentence
	NeedsPerson bool           `json:"needs_person"`
	Again       bool           `json:"again,omitempty"` // another turn follows

	Folder  string   `json:"folder,omitempty"`  // of the outputs, in the store
	Outputs []string `json:"outputs,omitempty"` // their names there
	Worker  string   `json:"worker"`
	Turn    int      `json:"turn"`
	Attempt int      `json:"attempt"`
}

// Progress is what a heartbeat tells.
type Progress struct {
	Doing    string         `json:"doing"` // "copying", "reading", "sending" …
	Rows     int            `json:"rows,omitempty"`
	Done     int            `json:"done,omitempty"`
	Counts   map[string]int `json:"counts,omitempty"`
	Requests int            `json:"requests,omitempty"`
	PerSec   float64        `json:"per_second,omitempty"`
	Down     time.Duration  `json:"down,omitempty"` // for how long Partnero has not answered
	Worker   string         `json:"worker,omitempty"`
}

// The search attributes, which apply registers.

// CustomerAttribute is the name of a customer.
func CustomerAttribute() temporal.SearchAttributeKeyKeyword {
	return temporal.NewSearchAttributeKeyKeyword("PartnerImportCustomer")
}

// ExitStatusAttribute is how a run ended.
func ExitStatusAttribute() temporal.SearchAttributeKeyInt64 {
	return temporal.NewSearchAttributeKeyInt64("PartnerImportExitStatus")
}

// NeedsPersonAttribute says that somebody must look at a run.
func NeedsPersonAttribute() temporal.SearchAttributeKeyBool {
	return temporal.NewSearchAttributeKeyBool("PartnerImportNeedsPerson")
}

// Scheduled is when a schedule wanted a run to begin: the engine sets it.
func Scheduled() temporal.SearchAttributeKeyTime {
	return temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")
}
