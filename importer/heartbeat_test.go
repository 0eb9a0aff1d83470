package importer_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/row"
)

// TestHeartbeatNamesNobody: Partnero's answer during an outage names a person, and the
// progress as JSON does not.
func TestHeartbeatNamesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told, quoted := 0, false
		o := importer.Options{Dir: t.TempDir(), MaxOutage: 5 * time.Minute, Settle: time.Second, OnProgress: func(p importer.Progress) {
			text, err := json.Marshal(p)
			if err != nil || strings.Contains(string(text), "@") || strings.Contains(string(text), "welcome") {
				t.Fatalf("%s, %v", text, err)
			}
			told++
			quoted = quoted || strings.Contains(p.Cause, "ada@example.com")
		}}
		im := importer.New(account{create: answer(client.Ambiguous, http.StatusServiceUnavailable)}, o)
		if _, err := im.Run(t.Context(), openedAs(t, "s3://b/ada@example.com.csv", peopleOf(60))); err == nil {
			t.Error("there was no outage")
		}
		if told < 10 || !quoted {
			t.Errorf("told %d times, with the answer: %v; want it, else this proves nothing", told, quoted)
		}
	})
}

// TestHeartbeatHasNoTexts: whatever is in a Progress, only numbers, times and statuses are
// in its JSON. All of that is read again as it was.
func TestHeartbeatHasNoTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := importer.Progress{Counts: map[row.Status]int{}}
		number := rapid.IntRange(0, 1<<31-1)
		v := reflect.ValueOf(&want).Elem()
		for i := range v.NumField() {
			switch f := v.Field(i); {
			case f.Type() == reflect.TypeFor[time.Duration]():
				f.SetInt(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(t, "duration"))
			case f.Type() == reflect.TypeFor[time.Time]():
				f.Set(reflect.ValueOf(time.Unix(int64(number.Draw(t, "time")), 0).UTC()))
			case f.Kind() == reflect.String:
				f.SetString("503 ada@example.com")
			case f.Kind() == reflect.Bool:
				f.SetBool(rapid.Bool().Draw(t, "bool"))
			case f.Kind() == reflect.Int:
				f.SetInt(int64(number.Draw(t, "int")))
			case f.Kind() == reflect.Float64:
				f.SetFloat(rapid.Float64Range(0, 1000).Draw(t, "float"))
			case f.Kind() == reflect.Map:
				for _, status := range row.Statuses() {
					want.Counts[status] = number.Draw(t, "count")
				}
			default:
				t.Fatalf("%s is of a new kind: may it be stored?", v.Type().Field(i).Name)
			}
		}
		text, err := json.Marshal(want)
		if err != nil || strings.Contains(string(text), "@") {
			t.Fatalf("%s, %v", text, err)
		}
		var got importer.Progress
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		want.Cause = ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// TestHeartbeatNames: what a program finds in the JSON.
func TestHeartbeatNames(t *testing.T) {
	text, err := json.Marshal(importer.Progress{Rows: 3, Counts: map[row.Status]int{row.Created: 2}, Paused: 1500 * time.Millisecond})
	const want = `{"rows":3,"done":0,"counts":{"created":2},"planned":0,"sent":0,"expected_seconds":0,"rate_per_second":0,"paused_seconds":1.5,"down_seconds":0,` +
		`"settling":0,"settles_in_seconds":0,"looking_up":0,"in_flight":0,"listing":false,"listed":0,"requests":0,"retries":0,"throttled":0,"waited_seconds":0,"reading":false,"read":0}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
}
