package workflow

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	enums "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

func histories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/*.json")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d histories, %v", len(files), err)
	}
	return files
}

func replay(t *testing.T, file string, register func(worker.WorkflowReplayer)) error {
	t.Helper()
	replayer := worker.NewWorkflowReplayer()
	register(replayer)
	return replayer.ReplayWorkflowHistoryFromJSONFile(nil, file)
}

// TestReplay: runs that are under way continue with this workflow. If it fails, what you
// changed breaks them: go back, or use workflow.GetVersion and record new histories
// beside the old ones.
func TestReplay(t *testing.T) {
	for _, file := range histories(t) {
		if err := replay(t, file, func(r worker.WorkflowReplayer) { Register(r) }); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestReplayNotices: the control. A workflow that asks for another activity, leaves one
// out, or has one more, cannot continue with a recorded history.
func TestReplayNotices(t *testing.T) {
	changes := map[string]func(workflow.Context, job.Job) (job.Outcome, error){
		"another activity": func(ctx workflow.Context, j job.Job) (o job.Outcome, err error) {
			err = workflow.ExecuteActivity(forStage(ctx, j), "Copy", j, nominal(ctx)).Get(ctx, nil)
			return o, err
		},
		"no copy": func(ctx workflow.Context, j job.Job) (o job.Outcome, err error) {
			err = workflow.ExecuteActivity(forRun(ctx, j), job.Run, j, job.Staged{}, job.Turn{Number: 1}).Get(ctx, &o)
			return o, err
		},
		"a pause first": func(ctx workflow.Context, j job.Job) (job.Outcome, error) {
			if err := workflow.Sleep(ctx, 1); err != nil {
				return job.Outcome{}, err
			}
			return Import(ctx, j)
		},
	}
	for name, change := range changes {
		for _, file := range histories(t) {
			err := replay(t, file, func(r worker.WorkflowReplayer) {
				r.RegisterWorkflowWithOptions(change, workflow.RegisterOptions{Name: job.Workflow})
			})
			if err == nil {
				t.Errorf("%s replays with a workflow that has %s", file, name)
			}
		}
	}
}

// TestHistoriesNameNobody: nothing in a history is a key, a password, or the address of a
// person: neither in its events nor in what their payloads hold.
func TestHistoriesNameNobody(t *testing.T) {
	for _, file := range histories(t) {
		h := read(t, file)
		text := readable(h)
		for _, secret := range []string{"@", "sk_live", "Secret123", "customers.example"} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s has %q: …%s…", file, secret, text[max(0, at-100):min(len(text), at+100)])
			}
		}
		if !strings.Contains(text, `"customer":"acme"`) {
			t.Errorf("%s: the payloads were not read: %.200s", file, text)
		}
	}
}

func read(t *testing.T, file string) *historypb.History {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// readable is all text of a history: that of events, and that in payloads, which JSON
// has in base64.
func readable(h *historypb.History) string {
	var b strings.Builder
	for _, event := range h.Events {
		b.WriteString(event.String() + "\n")
	}
	return strings.ReplaceAll(b.String(), `\"`, `"`)
}

// TestRecord records the histories of a namespace: see testdata/histories/README.md.
func TestRecord(t *testing.T) {
	dir := os.Getenv("RECORD")
	if dir == "" {
		t.Skip("set RECORD to the folder for the histories")
	}
	how, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.Dial(how)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := c.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{Query: `WorkflowType = "Import" AND ExecutionStatus != "Running"`})
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list.GetExecutions() {
		record(t, c, info.GetExecution().GetWorkflowId(), info.GetExecution().GetRunId(), dir)
	}
}

func record(t *testing.T, c client.Client, id, run, dir string) {
	t.Helper()
	h := &historypb.History{}
	events := c.GetWorkflowHistory(context.Background(), id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		h.Events = append(h.Events, event)
	}
	content, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.SplitN(strings.TrimPrefix(id, "acme/"), "-2", 2)[0]
	if err := os.WriteFile(filepath.Join(dir, file+".json"), append(content, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
