package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// A Query says which runs are wanted, the latest first.
type Query struct {
	Customer string // "": of all
	File     string // "": any
	Running  bool   // only those that are not over
	Most     int
}

// The states of a run.
const (
	Running    = "running"
	Waiting    = "waiting" // for another attempt
	Done       = "done"
	HasFailed  = "failed"
	WasStopped = "stopped"
)

// A Run is one run, and how it goes or ended.
type Run struct {
	ID       string         `json:"run"`
	RunID    string         `json:"run_id"`
	Customer string         `json:"customer"`
	File     string         `json:"file"`
	State    string         `json:"state"`
	Started  time.Time      `json:"started"`
	Ended    time.Time      `json:"ended,omitzero"`
	Rows     int            `json:"rows"`
	Done     int            `json:"done"`
	Counts   map[string]int `json:"counts,omitempty"`
	Exit     *int           `json:"exit_status,omitempty"` // of a run that is over
	Person   bool           `json:"needs_person,omitempty"`
	Attempt  int            `json:"attempt,omitempty"`
	Worker   string         `json:"worker,omitempty"`
	Folder   string         `json:"folder,omitempty"` // of the outputs, in the store
	Why      string         `json:"why"`
}

// Runs returns runs, as far as Temporal's visibility knows them already.
func (e *Engine) Runs(ctx context.Context, q Query) (runs []Run, err error) {
	var page []byte
	for {
		answer, err := e.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: e.Namespace, Query: q.text(), PageSize: 200, NextPageToken: page})
		if err != nil {
			return nil, fmt.Errorf("cannot list the runs in Temporal: %w", err)
		}
		for _, info := range answer.GetExecutions() {
			if r := runOf(info); q.wants(r) {
				runs = append(runs, r)
			}
			if q.Most > 0 && len(runs) == q.Most {
				return runs, nil
			}
		}
		if page = answer.GetNextPageToken(); len(page) == 0 {
			return runs, nil
		}
	}
}

func (q Query) text() string {
	text := fmt.Sprintf("WorkflowType = %q", job.Workflow)
	if q.Customer != "" {
		text += fmt.Sprintf(" AND %s = %q", job.CustomerAttribute().GetName(), q.Customer)
	}
	if q.Running {
		text += ` AND ExecutionStatus = "Running"`
	}
	return text
}

func (q Query) wants(r Run) bool { return r.Customer != "" && (q.File == "" || q.File == r.File) }

// runOf is what a list says about a run.
func runOf(info *workflowpb.WorkflowExecutionInfo) Run {
	r := Run{ID: info.GetExecution().GetWorkflowId(), RunID: info.GetExecution().GetRunId(), Started: info.GetStartTime().AsTime(), State: state(info.GetStatus())}
	if info.GetCloseTime() != nil {
		r.Ended = info.GetCloseTime().AsTime()
	}
	r.Customer, r.File, _ = SplitID(r.ID)
	return r
}

// SplitID returns the customer and the file of a run's id: CUSTOMER/FILE-TIME.
func SplitID(id string) (customer, file string, ok bool) {
	const stamp = len("-2006-01-02T15:04:05Z")
	customer, rest, ok := strings.Cut(id, "/")
	if !ok || len(rest) <= stamp {
		return "", "", false
	}
	cut := len(rest) - stamp
	if _, err := time.Parse("-"+time.RFC3339, rest[cut:]); err != nil {
		return "", "", false
	}
	return customer, rest[:cut], true
}

func state(s enums.WorkflowExecutionStatus) string {
	switch s {
	case enums.WORKFLOW_EXECUTION_STATUS_RUNNING:
		return Running
	case enums.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		return Done
	case enums.WORKFLOW_EXECUTION_STATUS_CANCELED, enums.WORKFLOW_EXECUTION_STATUS_TERMINATED:
		return WasStopped
	}
	return HasFailed
}

// Tell adds to a run how it goes, or how it ended.
func (e *Engine) Tell(ctx context.Context, r *Run) error {
	if r.State == Running {
		return e.tellRunning(ctx, r)
	}
	o, err := e.Wait(ctx, r.ID, r.RunID)
	if err != nil {
		return err
	}
	if r.Exit = &o.ExitStatus; o.Kind == "stopped" {
		r.State = WasStopped
	}
	r.Person, r.Rows, r.Counts, r.Worker, r.Attempt, r.Why = o.NeedsPerson, o.Rows, o.Counts, o.Worker, o.Attempt, o.Why
	r.Folder = o.Folder
	for _, n := range o.Counts {
		r.Done += n
	}
	r.Done -= o.Counts["unsent"]
	return nil
}

// tellRunning adds what the last heartbeat and the last failure say.
func (e *Engine) tellRunning(ctx context.Context, r *Run) error {
	answer, err := e.Client.DescribeWorkflow(ctx, r.ID, r.RunID)
	if err != nil {
		return fmt.Errorf("cannot ask Temporal about %s: %w", r.ID, err)
	}
	d := answer.RawResponse
	if len(d.GetPendingActivities()) == 0 {
		r.Why = "waiting for a worker"
		return nil
	}
	a := d.GetPendingActivities()[0]
	var p job.Progress
	if a.GetHeartbeatDetails() != nil {
		_ = converter.GetDefaultDataConverter().FromPayloads(a.GetHeartbeatDetails(), &p)
	}
	r.Rows, r.Done, r.Counts, r.Attempt, r.Worker, r.Why = p.Rows, p.Done, p.Counts, int(a.GetAttempt()), p.Worker, p.Doing
	if a.GetState() == enums.PENDING_ACTIVITY_STATE_SCHEDULED {
		r.State, r.Why = Waiting, "waiting for a worker"
		if f := a.GetLastFailure(); f != nil {
			r.Why = f.GetMessage()
		}
	}
	return nil
}

// Latest finds the run that a person names: its id, or CUSTOMER/FILE for the latest one.
func (e *Engine) Latest(ctx context.Context, name string) (Run, error) {
	customer, file, full := SplitID(name)
	if !full {
		var ok bool
		if customer, file, ok = strings.Cut(name, "/"); !ok {
			return Run{}, fmt.Errorf("%q is no run; name one of \"partner-import-fleet list\", or CUSTOMER/FILE for the latest one", name)
		}
	}
	runs, err := e.Runs(ctx, Query{Customer: customer, File: file})
	for _, r := range runs {
		if !full || r.ID == name {
			return r, e.Tell(ctx, &r)
		}
	}
	if err == nil {
		err = fmt.Errorf("there is no run %s; look at: partner-import-fleet list %s", name, customer)
	}
	return Run{}, err
}

// JobOf returns the job that a run began with.
func (e *Engine) JobOf(ctx context.Context, r Run) (j job.Job, err error) {
	history := e.Client.GetWorkflowHistory(ctx, r.ID, r.RunID, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	if !history.HasNext() {
		return j, fmt.Errorf("there is no history of %s in Temporal any more", r.ID)
	}
	event, err := history.Next()
	if err != nil {
		return j, fmt.Errorf("cannot read the history of %s in Temporal: %w", r.ID, err)
	}
	return j, converter.GetDefaultDataConverter().FromPayloads(event.GetWorkflowExecutionStartedEventAttributes().GetInput(), &j)
}

// Stop asks a run to stop softly.
func (e *Engine) Stop(ctx context.Context, r Run) error {
	return e.Client.CancelWorkflow(ctx, r.ID, r.RunID)
}
