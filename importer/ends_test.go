package importer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// An account answers the first request, and then each create, with an error.
type account struct{ first, create error }

func (a account) Ping(context.Context) error { return a.first }

func (a account) Create(_ context.Context, n client.NewPartner) (client.Partner, error) {
	return client.Partner{ID: "id-of-" + n.Email, Email: n.Email, Key: "k", CreatedAt: time.Now()}, a.create
}

func (a account) Find(context.Context, client.By) (client.Partner, error) {
	return client.Partner{}, &client.Error{Kind: client.NotFound, Status: http.StatusNotFound}
}

func (a account) ServerTime() time.Time { return time.Now() }

func answer(kind client.Kind, status int) error {
	return &client.Error{Op: "create partner", Kind: kind, Status: status, Message: "ada@example.com is not welcome"}
}

func openedAs(t *testing.T, name, text string) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), name, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func peopleOf(rows int) string {
	text := "email\n"
	for i := range rows {
		text += fmt.Sprintf("p%d@example.com\n", i)
	}
	return text
}

var errShutdown = errors.New("this worker shuts down") // a reason of the caller

// TestReasonOf: a program learns why a run ended, or did not start, without its text.
func TestReasonOf(t *testing.T) {
	for _, tt := range []struct {
		name    string
		account account
		options importer.Options
		act     func(*importer.Importer, context.CancelCauseFunc)
		want    stop.Reason
		cause   error // which is found in the error, nil: any
		started bool
	}{
		{name: "good", started: true},
		{name: "key at the first request", account: account{first: answer(client.Unauthorized, 401)}, want: stop.Key},
		{name: "forbidden at the first request", account: account{first: answer(client.Forbidden, 403)}, want: stop.Key},
		{name: "key revoked meanwhile", account: account{create: answer(client.Unauthorized, 401)}, want: stop.Key, started: true},
		{name: "full account at the first request", account: account{first: answer(client.Exhausted, 402)}, want: stop.Account},
		{name: "full account", account: account{create: answer(client.Exhausted, 402)}, want: stop.Account, started: true},
		{name: "down at the first request", account: account{first: answer(client.Ambiguous, 503)}, want: stop.Outage},
		{name: "unreachable", account: account{first: answer(client.Unsent, 0)}, want: stop.Outage},
		{name: "down", account: account{create: answer(client.Ambiguous, 503)}, want: stop.Outage, started: true},
		{name: "another address", account: account{first: answer(client.Misconfigured, 301)}, want: stop.Misconfigured},
		{name: "rejected rows", account: account{create: answer(client.Refused, 422)}, options: importer.Options{MaxFailures: importer.MaxFailures{Rows: 1}}, want: stop.Failures, started: true},
		{name: "time", act: func(im *importer.Importer, _ context.CancelCauseFunc) { im.Stop(stop.Time, nil) }, want: stop.Time, started: true},
		{name: "the caller's reason", act: func(im *importer.Importer, _ context.CancelCauseFunc) { im.Stop(stop.Cancelled, errShutdown) },
			want: stop.Cancelled, cause: errShutdown, started: true},
		{name: "the context's cause", act: func(_ *importer.Importer, cancel context.CancelCauseFunc) { cancel(errShutdown) },
			want: stop.Cancelled, cause: errShutdown, started: true},
		{name: "declined", options: importer.Options{OnPlan: func(importer.Preview) bool { return false }}, want: stop.Cancelled, cause: importer.ErrDeclined},
		{name: "too few rows", options: importer.Options{MinRows: 1000}, want: stop.Input},
		{name: "no folder", options: importer.Options{Dir: filepath.Join(t.TempDir(), "gone")}, want: stop.Disk},
		{name: "contradiction", options: importer.Options{ResendUnknown: true}, want: stop.Misconfigured},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				o := tt.options
				if o.Dir == "" {
					o.Dir = t.TempDir()
				}
				o.MaxOutage, o.Settle = time.Minute, time.Second
				var im *importer.Importer
				acted := false
				o.OnProgress = func(p importer.Progress) {
					if tt.act != nil && p.Sent > 0 && !acted {
						acted = true
						tt.act(im, cancel)
					}
				}
				im = importer.New(tt.account, o)
				summary, err := im.Run(ctx, openedAs(t, "s3://b/x.csv", peopleOf(60)))
				if got := importer.ReasonOf(err); got != tt.want || (summary != nil) != tt.started {
					t.Errorf("%v has the reason %q, and a summary: %v; want %q, %v", err, got, summary != nil, tt.want, tt.started)
				}
				if tt.cause != nil && !errors.Is(err, tt.cause) {
					t.Errorf("%v; want %v in it", err, tt.cause)
				}
				if summary != nil && summary.StopReason != tt.want {
					t.Errorf("the summary says %q", summary.StopReason)
				}
			})
		})
	}
}

// TestStoppedBeforeItBegan: the caller's reason is also that of a run that did not begin.
func TestStoppedBeforeItBegan(t *testing.T) {
	im := importer.New(account{}, importer.Options{Dir: t.TempDir()})
	im.Stop(stop.Cancelled, errShutdown)
	summary, err := im.Run(t.Context(), openedAs(t, "x.csv", peopleOf(3)))
	if summary != nil || importer.ReasonOf(err) != stop.Cancelled || !errors.Is(err, errShutdown) {
		t.Errorf("%v, %v", summary, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := importer.New(account{}, importer.Options{Dir: t.TempDir()}).Run(ctx, openedAs(t, "x.csv", peopleOf(3))); importer.ReasonOf(err) != stop.Cancelled {
		t.Errorf("%v has the reason %q", err, importer.ReasonOf(err))
	}
}

// TestJournalHeld: a program learns that another run has the journal, and which one.
func TestJournalHeld(t *testing.T) {
	o := importer.Options{Dir: t.TempDir(), Fingerprint: "one", Target: importer.TargetSummary{Host: "h"}}
	run := func(o importer.Options) error {
		_, err := importer.New(account{}, o).Run(t.Context(), openedAs(t, "x.csv", peopleOf(3)))
		return err
	}
	var inside error
	first := o
	first.OnProgress = func(p importer.Progress) {
		if inside == nil && p.Planned > 0 {
			second := o
			second.Journal, second.Dir = filepath.Join(o.Dir, "x.journal"), t.TempDir()
			inside = run(second)
		}
	}
	if err := run(first); err != nil {
		t.Fatal(err)
	}
	var held *importer.JournalError
	if !errors.As(inside, &held) || !held.Held || held.Lost || held.OtherKey || !strings.Contains(held.Holder, "process ") || importer.ReasonOf(inside) != stop.Journal {
		t.Errorf("%v; want that it is held, and by which process: %+v", inside, held)
	}
	o.Fingerprint = "two"
	err := run(o)
	if !errors.As(err, &held) || !held.OtherKey || held.Held || held.Holder != "" || importer.ReasonOf(err) != stop.Journal {
		t.Errorf("%v; want that it belongs to another key: %+v", err, held)
	}
}

// A broken reader fails after some bytes.
type broken struct{ r io.Reader }

func (b broken) Read(p []byte) (int, error) {
	if n, err := b.r.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("connection reset by peer")
}

// TestCodeOf: a program learns what is wrong with a file without its text, which quotes it.
func TestCodeOf(t *testing.T) {
	for text, want := range map[string]source.Code{
		"":                                source.CodeNoTable,
		"PK\x03\x04 of something":         source.CodeNoTable,
		"\x1f\x8b\x08 cut":                source.CodeNoTable,
		"<html><body>ada@example.com":     source.CodeNoTable,
		"name,city\nAda,London\n":         source.CodeColumns,
		"email,email\na@b.de,c@d.de\n":    source.CodeColumns,
		"email,name\nada@example.com,A\n": "",
	} {
		s, err := source.OpenReader(strings.NewReader(text), "s3://b/x.csv", source.Options{})
		if err == nil {
			s.Close()
		}
		if got := source.CodeOf(err); got != want || err != nil && importer.ReasonOf(err) != stop.Input {
			t.Errorf("%q: %v has the code %q; want %q", text, err, got, want)
		}
	}
	_, err := source.OpenReader(broken{strings.NewReader("email\n")}, "s3://b/x.csv", source.Options{})
	if source.CodeOf(err) != source.CodeUnreadable {
		t.Errorf("%v has the code %q", err, source.CodeOf(err))
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "gone.csv"), t.TempDir()} {
		if _, err := source.Open(path, source.Options{}); source.CodeOf(err) != source.CodeUnreadable {
			t.Errorf("%v has the code %q", err, source.CodeOf(err))
		}
	}
	if _, err := source.OpenReader(strings.NewReader(peopleOf(1)), "x", source.Options{Map: []source.Mapping{{Column: "Mail", Field: "email"}}}); source.CodeOf(err) != source.CodeColumns {
		t.Errorf("%v has the code %q", err, source.CodeOf(err))
	}
	s := openedAs(t, "x.csv", "email,status\na@example.com,active\nb@example.com,rejected\n")
	if _, err := importer.New(account{}, importer.Options{Dir: t.TempDir()}).Run(t.Context(), s); source.CodeOf(err) != source.CodeUndecided || importer.ReasonOf(err) != stop.Input {
		t.Errorf("%v has the code %q", err, source.CodeOf(err))
	}
	if _, err := importer.New(account{}, importer.Options{Dir: t.TempDir(), MinRows: 9}).Run(t.Context(), openedAs(t, "x.csv", peopleOf(1))); source.CodeOf(err) != source.CodeFewRows {
		t.Errorf("%v has the code %q", err, source.CodeOf(err))
	}
	for _, err := range []error{s.Changed(), s.Growing()} {
		if source.CodeOf(err) != source.CodeChanged {
			t.Errorf("%v has the code %q", err, source.CodeOf(err))
		}
	}
	if source.CodeOf(nil) != "" || source.CodeOf(errShutdown) != "" {
		t.Error("what is no file's error has a code")
	}
}
