package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// abandonTime is how long it may take to end runs.
const abandonTime = 20 * time.Second

// A History is all that the engine keeps of a run.
type History struct {
	Run  string
	JSON []byte // as it can be replayed
	text []byte // every text in it, and in what is shown beside it
}

// Histories fetches the histories of all runs.
func (t *Trial) Histories(ctx context.Context) (all []History, err error) {
	c, err := t.Engine.Dial(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	list, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{PageSize: 1000, Query: "WorkflowType = 'Import'"})
	if err != nil {
		return nil, err
	}
	for _, w := range list.GetExecutions() {
		id := w.GetExecution()
		h := &history.History{}
		for events := c.GetWorkflowHistory(ctx, id.GetWorkflowId(), id.GetRunId(), false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
			event, err := events.Next()
			if err != nil {
				return nil, err
			}
			h.Events = append(h.Events, event)
		}
		text, err := temporalproto.CustomJSONMarshalOptions{Indent: "  "}.Marshal(h)
		if err != nil {
			return nil, err
		}
		// What is shown of a run beside its history: memo, attributes, what waits and why.
		shown, err := c.DescribeWorkflow(ctx, id.GetWorkflowId(), id.GetRunId())
		if err != nil {
			return nil, err
		}
		all = append(all, History{id.GetWorkflowId(), text, texts(shown.RawResponse.ProtoReflect(), texts(h.ProtoReflect(), nil))})
	}
	return all, nil
}

// texts appends every text and all bytes in a message, however deep.
func texts(m protoreflect.Message, to []byte) []byte {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap():
			v.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
				to = textsOf(f.MapValue(), v, append(append(to, k.String()...), '\n'))
				return true
			})
		case f.IsList():
			for i := range v.List().Len() {
				to = textsOf(f, v.List().Get(i), to)
			}
		default:
			to = textsOf(f, v, to)
		}
		return true
	})
	return to
}

func textsOf(f protoreflect.FieldDescriptor, v protoreflect.Value, to []byte) []byte {
	switch f.Kind() {
	case protoreflect.MessageKind:
		return texts(v.Message(), to)
	case protoreflect.StringKind:
		return append(append(to, v.String()...), '\n')
	case protoreflect.BytesKind:
		return append(append(to, v.Bytes()...), '\n')
	}
	return to
}

// Abandon ends runs that are not over, whatever they do. Their workers do not hear of it at
// once, so end these first.
func (t *Trial) Abandon(runs []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), abandonTime)
	defer cancel()
	c, err := t.Engine.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, run := range runs {
		err := c.TerminateWorkflow(ctx, run, "", "the trial is over")
		if over := new(serviceerror.NotFound); err != nil && !errors.As(err, &over) {
			return err
		}
	}
	return nil
}

// Leaks says what must not be in a history: keys, passwords, addresses of people.
func (t *Trial) Leaks(h History) (leaks []string) {
	secrets := []string{"@", Password}
	for _, c := range t.customers {
		secrets = append(secrets, c.Key)
	}
	for _, secret := range secrets {
		if at := bytes.Index(h.text, []byte(secret)); at >= 0 {
			leaks = append(leaks, fmt.Sprintf("%s: %q, in %q", h.Run, secret, h.text[max(0, at-60):min(len(h.text), at+60)]))
		}
	}
	return leaks
}
