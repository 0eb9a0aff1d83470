package ends

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestTable: what each end means to the engine, row by row.
func TestTable(t *testing.T) {
	for _, tt := range []struct {
		kind   Kind
		then   Then
		after  time.Duration
		person bool
	}{
		{Finished, Done, 0, false},
		{Strict, Done, 0, true},
		{Time, Done, 0, false},
		{Cancelled, Done, 0, false},
		{Failures, Done, 0, true},
		{Account, Done, 0, true},
		{Yield, Turn, 0, false},
		{Shutdown, Again, time.Second, false},
		{Lost, Again, time.Second, false},
		{Held, Again, 15 * time.Second, false},
		{Journal, Again, 0, true},
		{Disk, Again, 0, true},
		{Outage, Again, 15 * time.Minute, true},
		{Store, Again, 0, true},
		{Changing, Again, 15 * time.Second, true},
		{Missing, Again, time.Minute, true},
		{NoStore, Failed, 0, true},
		{Copy, Failed, 0, true},
		{Key, Failed, 0, true},
		{Secret, Failed, 0, true},
		{OtherKey, Failed, 0, true},
		{Foreign, Failed, 0, true},
		{Address, Failed, 0, true},
		{Settings, Failed, 0, true},
		{Refused, Failed, 0, true},
		{Crash, Again, 0, true},
	} {
		if got := Of(tt.kind); got.Then != tt.then || got.After != tt.after || got.Person != tt.person {
			t.Errorf("%q: %s after %s, person %v; want %s after %s, person %v", tt.kind, got.Then, got.After, got.Person, tt.then, tt.after, tt.person)
		}
	}
}

// TestEveryKindHasWords: each row says why, names nobody, and one that has failed says
// what to do.
func TestEveryKindHasWords(t *testing.T) {
	seen := map[string]Kind{}
	if len(Kinds()) != 26 {
		t.Errorf("%d kinds; add the new one to TestTable", len(Kinds()))
	}
	for _, kind := range Kinds() {
		end := Of(kind)
		if end.Why == "" || strings.ContainsAny(end.Why, "@\n") || strings.HasSuffix(end.Why, ".") {
			t.Errorf("%q says %q", kind, end.Why)
		}
		if end.Then == Failed && !strings.Contains(end.Why, ";") {
			t.Errorf("%q has failed, and does not say what to do: %q", kind, end.Why)
		}
		if other, twice := seen[end.Why]; twice {
			t.Errorf("%q and %q say the same", kind, other)
		}
		seen[end.Why] = kind
	}
}

// TestKindOf: which kind an error of the importer is.
func TestKindOf(t *testing.T) {
	answered := func(kind client.Kind) error { return &client.Error{Op: "ping", Kind: kind} }
	for _, tt := range []struct {
		err  error
		want Kind
	}{
		{nil, Finished},
		{importer.ErrStrict, Strict},
		{&stop.Error{Reason: stop.Failures, Err: importer.ErrStrict}, Strict},
		{&stop.Error{Reason: stop.Cancelled}, Cancelled},
		{&stop.Error{Reason: stop.Key}, Key},
		{&stop.Error{Reason: stop.Account}, Account},
		{&stop.Error{Reason: stop.Outage}, Outage},
		{&stop.Error{Reason: stop.Failures}, Failures},
		{&stop.Error{Reason: stop.Time}, Time},
		{&stop.Error{Reason: stop.Misconfigured}, Address},
		{&stop.Error{Reason: stop.Input}, Disk},
		{&stop.Error{Reason: stop.Disk}, Disk},
		{&stop.Error{Reason: stop.Journal}, Journal},
		{&stop.Error{Reason: stop.Lost}, Lost},
		{&stop.Error{Reason: stop.Yield}, Yield},
		{&stop.Error{Reason: "a new one"}, Crash},
		{&importer.JournalError{Held: true, Err: errors.New("x")}, Held},
		{&importer.JournalError{OtherKey: true, Err: errors.New("x")}, OtherKey},
		{&importer.JournalError{Foreign: true, Err: errors.New("x")}, Foreign},
		{&importer.JournalError{Lost: true, Err: errors.New("x")}, Lost},
		{&importer.JournalError{Err: errors.New("x")}, Journal},
		{&importer.OutputError{Path: "x"}, Disk},
		{&source.Error{Name: "x", Code: source.CodeColumns}, Refused},
		{&source.Error{Name: "x", Code: source.CodeNoSpace}, Disk},
		{answered(client.Unauthorized), Key},
		{answered(client.Forbidden), Key},
		{answered(client.Exhausted), Account},
		{answered(client.Misconfigured), Address},
		{answered(client.Unsent), Outage},
		{answered(client.Throttled), Outage},
		{answered(client.Ambiguous), Outage},
		{errors.New("Options.Limit and Options.DryRun"), Settings},
	} {
		if got := KindOf(tt.err); got != tt.want {
			t.Errorf("KindOf(%v) = %q; want %q", tt.err, got, tt.want)
		}
		if tt.err != nil {
			if got := KindOf(fmt.Errorf("wrapped: %w", tt.err)); got != tt.want {
				t.Errorf("KindOf(wrapped %v) = %q; want %q", tt.err, got, tt.want)
			}
		}
	}
}

// TestEveryReasonHasAKind: a reason that the importer learns one day is noticed here.
func TestEveryReasonHasAKind(t *testing.T) {
	for _, reason := range stop.Reasons() {
		if got := KindOf(&stop.Error{Reason: reason}); got == Crash {
			t.Errorf("the reason %q has no kind", reason)
		}
	}
}

// TestLate: what changes if the next attempt would come after the deadline.
func TestLate(t *testing.T) {
	for _, kind := range Kinds() {
		got, want := Of(kind).Late(kind), Of(kind).Then
		switch kind {
		case Missing, Changing:
			want = Failed
		case Outage:
			want = Done
		}
		if got.Then != want {
			t.Errorf("%q is late: %s; want %s", kind, got.Then, want)
		}
	}
}
