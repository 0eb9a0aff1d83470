package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// prefix begins the ids of our schedules.
const prefix = "partner-import/"

// A Schedule is when a job runs, as fleet.yaml or Temporal has it.
type Schedule struct {
	Job     job.Job
	CatchUp time.Duration // for how long a run that was missed still begins
	Skips   bool          // no second run begins during another
	Paused  bool
}

// Name is CUSTOMER/FILE.
func (s Schedule) Name() string { return s.Job.Customer + "/" + s.Job.File }

func (s Schedule) id() string { return prefix + s.Name() }

// Schedules returns our schedules as Temporal has them, by their names.
func (e *Engine) Schedules(ctx context.Context) (map[string]Schedule, error) {
	list, err := e.Client.ScheduleClient().List(ctx, client.ScheduleListOptions{PageSize: 1000})
	all := map[string]Schedule{}
	for err == nil && list.HasNext() {
		var entry *client.ScheduleListEntry
		if entry, err = list.Next(); err != nil || !strings.HasPrefix(entry.ID, prefix) {
			continue
		}
		var s Schedule
		if s, err = e.schedule(ctx, entry.ID); err == nil {
			all[strings.TrimPrefix(entry.ID, prefix)] = s
		}
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the schedules in Temporal: %w", err)
	}
	return all, nil
}

// schedule reads one schedule. One that was deleted meanwhile, or that we did not make,
// has no job.
func (e *Engine) schedule(ctx context.Context, id string) (Schedule, error) {
	d, err := e.Client.ScheduleClient().GetHandle(ctx, id).Describe(ctx)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return Schedule{}, nil
	}
	if err != nil {
		return Schedule{}, err
	}
	s := Schedule{Paused: d.Schedule.State.Paused, CatchUp: d.Schedule.Policy.CatchupWindow, Skips: d.Schedule.Policy.Overlap == enums.SCHEDULE_OVERLAP_POLICY_SKIP}
	if action, ok := d.Schedule.Action.(*client.ScheduleWorkflowAction); ok && len(action.Args) == 1 {
		if payload, ok := action.Args[0].(*commonpb.Payload); ok {
			_ = converter.GetDefaultDataConverter().FromPayload(payload, &s.Job) // what cannot be read is replaced
		}
	}
	return s, nil
}

// Create makes a schedule.
func (e *Engine) Create(ctx context.Context, s Schedule) error {
	_, err := e.Client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: s.id(), Spec: *s.spec(), Action: s.action(),
		Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: s.CatchUp,
	})
	return refused(s, err)
}

// Update makes a schedule what s says. One that is paused stays so.
func (e *Engine) Update(ctx context.Context, s Schedule) error {
	err := e.Client.ScheduleClient().GetHandle(ctx, s.id()).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			return &client.ScheduleUpdate{Schedule: &client.Schedule{
				Action: s.action(), Spec: s.spec(), State: in.Description.Schedule.State,
				Policy: &client.SchedulePolicies{Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: s.CatchUp},
			}}, nil
		},
	})
	return refused(s, err)
}

// refused says which schedule Temporal did not take.
func refused(s Schedule, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot set the schedule of %s (%q in %s): %w", s.Name(), s.Job.Schedule, s.Job.Zone, err)
}

// Delete deletes the schedule with a name. Runs under way continue.
func (e *Engine) Delete(ctx context.Context, name string) error {
	return e.Client.ScheduleClient().GetHandle(ctx, prefix+name).Delete(ctx)
}

// Pause pauses the schedule with a name, or resumes it.
func (e *Engine) Pause(ctx context.Context, name string, pause bool) error {
	h := e.Client.ScheduleClient().GetHandle(ctx, prefix+name)
	if pause {
		return h.Pause(ctx, client.SchedulePauseOptions{Note: "paused by partner-import-fleet"})
	}
	return h.Unpause(ctx, client.ScheduleUnpauseOptions{Note: "resumed by partner-import-fleet"})
}

func (s Schedule) spec() *client.ScheduleSpec {
	return &client.ScheduleSpec{CronExpressions: []string{s.Job.Schedule}, TimeZoneName: s.Job.Zone, Jitter: s.Job.Jitter}
}

func (s Schedule) action() *client.ScheduleWorkflowAction {
	return &client.ScheduleWorkflowAction{
		ID: s.Name(), Workflow: job.Workflow, Args: []any{s.Job}, TaskQueue: job.TaskQueue,
		TypedSearchAttributes: customerIs(s.Job.Customer),
	}
}

// customerIs are the search attributes of a run that begins.
func customerIs(name string) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(job.CustomerAttribute().ValueSet(name))
}
