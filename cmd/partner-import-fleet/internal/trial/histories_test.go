package trial

import (
	"testing"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/history/v1"
)

// TestTexts: whoever looks for secrets must see every text, however deep.
func TestTexts(t *testing.T) {
	details := &common.Payloads{Payloads: []*common.Payload{{Metadata: map[string][]byte{"m": []byte("value")}, Data: []byte(`"a@b"`)}}}
	h := &history.History{Events: []*history.HistoryEvent{{Attributes: &history.HistoryEvent_WorkflowExecutionCompletedEventAttributes{
		WorkflowExecutionCompletedEventAttributes: &history.WorkflowExecutionCompletedEventAttributes{Result: details, NewExecutionRunId: "id"},
	}}}}
	text := texts(h.ProtoReflect(), nil)
	if got := string(text); got != "m\nvalue\n\"a@b\"\nid\n" {
		t.Errorf("texts = %q", got)
	}
	trial := &Trial{customers: []*Customer{{Key: "value"}}}
	if leaks := trial.Leaks(History{Run: "r", text: text}); len(leaks) != 2 {
		t.Errorf("leaks: %q; want the address and the key", leaks)
	}
}
