package workflow

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

func aJob() job.Job {
	return job.Job{Customer: "acme", File: "partners", Heartbeat: 30 * time.Second, Slice: time.Minute}
}

// newEnv is an engine without a server, in which time passes at once.
func newEnv(t *testing.T) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	suite := &testsuite.WorkflowTestSuite{}
	env := suite.NewTestWorkflowEnvironment()
	Register(env)
	register := func(name string, f any) {
		env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	register(job.Stage, func(context.Context, job.Job, time.Time) (job.Staged, error) { return job.Staged{}, nil })
	register(job.Run, func(context.Context, job.Job, job.Staged, job.Turn) (job.Outcome, error) { return job.Outcome{}, nil })
	return env
}

func result(t *testing.T, env *testsuite.TestWorkflowEnvironment) (job.Outcome, error) {
	t.Helper()
	env.ExecuteWorkflow(job.Workflow, aJob())
	if !env.IsWorkflowCompleted() {
		t.Fatal("the workflow is not over")
	}
	var o job.Outcome
	if err := env.GetWorkflowError(); err != nil {
		return o, err
	}
	return o, env.GetWorkflowResult(&o)
}

// isTurn matches a turn with that number.
func isTurn(number int, reportOnly bool) any {
	return mock.MatchedBy(func(t job.Turn) bool { return t.Number == number && t.ReportOnly == reportOnly })
}

// noted expects what is said of the end of a run.
func noted(env *testsuite.TestWorkflowEnvironment, status int64, person bool) {
	env.OnUpsertTypedSearchAttributes(mock.MatchedBy(func(all temporal.SearchAttributes) bool {
		gotStatus, ok := all.GetInt64(job.ExitStatusAttribute())
		gotPerson, ok2 := all.GetBool(job.NeedsPersonAttribute())
		return ok && ok2 && gotStatus == status && gotPerson == person
	})).Return(nil).Once()
}

// TestTurns: a run that gives way continues with the next turn, from the same copy.
func TestTurns(t *testing.T) {
	env := newEnv(t)
	staged := job.Staged{Object: "runs/acme/partners/x/input-1/partners.csv", SHA256: "f00d"}
	env.OnActivity(job.Stage, mock.Anything, aJob(), mock.Anything).Return(staged, nil).Once()
	env.OnActivity(job.Run, mock.Anything, aJob(), staged, isTurn(1, false)).Return(job.Outcome{Again: true}, nil).Once()
	env.OnActivity(job.Run, mock.Anything, aJob(), staged, isTurn(2, false)).Return(job.Outcome{Again: true}, nil).Once()
	env.OnActivity(job.Run, mock.Anything, aJob(), staged, isTurn(3, false)).Return(job.Outcome{Rows: 5, ExitStatus: 1, NeedsPerson: true, Turn: 3}, nil).Once()
	noted(env, 1, true)
	o, err := result(t, env)
	if err != nil || o.Rows != 5 || o.Turn != 3 {
		t.Errorf("%+v, %v; want the outcome of the third turn", o, err)
	}
	env.AssertExpectations(t)
}

// TestNominal: the deadline counts from when the schedule wanted the run, not from when
// it began.
func TestNominal(t *testing.T) {
	env := newEnv(t)
	wanted := time.Date(2026, 11, 28, 1, 30, 0, 0, time.UTC)
	if err := env.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(job.Scheduled().ValueSet(wanted))); err != nil {
		t.Fatal(err)
	}
	env.SetStartTime(wanted.Add(4 * time.Hour))
	env.OnActivity(job.Stage, mock.Anything, mock.Anything, mock.MatchedBy(wanted.Equal)).Return(job.Staged{}, nil).Once()
	noted(env, 0, false)
	if _, err := result(t, env); err != nil {
		t.Error(err)
	}
	env.AssertExpectations(t)
}

// TestFailed: an end that no attempt can change fails the run at once, and the outcome is
// in the error.
func TestFailed(t *testing.T) {
	env := newEnv(t)
	outcome := job.Outcome{ExitStatus: 2, Kind: "key refused", Why: "Partnero refused the key", NeedsPerson: true}
	env.OnActivity(job.Run, mock.Anything, mock.Anything, mock.Anything, mock.Anything).Return(job.Outcome{}, temporal.NewApplicationErrorWithOptions(
		outcome.Why, outcome.Kind, temporal.ApplicationErrorOptions{NonRetryable: true, Details: []any{outcome}})).Once()
	noted(env, 2, true)
	_, err := result(t, env)
	if err == nil {
		t.Fatal("the run did not fail")
	}
	if got := Outcome(job.Outcome{}, err); got.Kind != outcome.Kind || got.ExitStatus != 2 {
		t.Errorf("the outcome in the error is %+v", got)
	}
	env.AssertExpectations(t)
}

// TestNoFile: what fails before the copy has no outcome, and the exit status of a run
// that did not start.
func TestNoFile(t *testing.T) {
	env := newEnv(t)
	env.OnActivity(job.Stage, mock.Anything, mock.Anything, mock.Anything).Return(job.Staged{}, temporal.NewApplicationErrorWithOptions(
		"the file is not there", "file is missing", temporal.ApplicationErrorOptions{NonRetryable: true})).Once()
	noted(env, 2, true)
	if _, err := result(t, env); err == nil || !strings.Contains(err.Error(), "the file is not there") {
		t.Error(err)
	}
	env.AssertExpectations(t)
}

// TestAgainLater: an attempt says how long to wait for the next one, and nobody counts
// the attempts.
func TestAgainLater(t *testing.T) {
	env := newEnv(t)
	calls := 0
	env.OnActivity(job.Run, mock.Anything, mock.Anything, mock.Anything, mock.Anything).Return(func(context.Context, job.Job, job.Staged, job.Turn) (job.Outcome, error) {
		if calls++; calls < 8 {
			return job.Outcome{}, temporal.NewApplicationErrorWithOptions("Partnero does not answer", "outage", temporal.ApplicationErrorOptions{NextRetryDelay: 15 * time.Minute})
		}
		return job.Outcome{Rows: 1}, nil
	})
	noted(env, 0, false)
	began := env.Now()
	o, err := result(t, env)
	if waited := env.Now().Sub(began); err != nil || o.Rows != 1 || waited < 7*15*time.Minute {
		t.Errorf("%+v, %v after %s; want the eighth attempt after 1h45m", o, err, waited)
	}
}

// TestStoppedWhileItWaits: a run that is stopped between two attempts still gets its
// report.
func TestStoppedWhileItWaits(t *testing.T) {
	env := newEnv(t)
	env.OnActivity(job.Run, mock.Anything, mock.Anything, mock.Anything, isTurn(1, false)).Return(job.Outcome{}, temporal.NewApplicationErrorWithOptions(
		"Partnero does not answer", "outage", temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour}))
	env.OnActivity(job.Run, mock.Anything, mock.Anything, mock.Anything, isTurn(2, true)).Return(job.Outcome{ExitStatus: 3, Kind: "stopped", Rows: 7}, nil).Once()
	noted(env, 3, false)
	env.RegisterDelayedCallback(env.CancelWorkflow, 10*time.Minute)
	o, err := result(t, env)
	if err != nil || o.Rows != 7 || o.ExitStatus != 3 {
		t.Errorf("%+v, %v; want the report of the second turn", o, err)
	}
	env.AssertExpectations(t)
}
