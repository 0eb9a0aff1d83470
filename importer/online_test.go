package importer

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/client/sandbox"
)

func inAccount(n int) []sandbox.Partner {
	var all []sandbox.Partner
	for i := range n {
		all = append(all, sandbox.Partner{Email: fmt.Sprintf("Old%d@example.com", i+1), ID: fmt.Sprintf("old-%d", i+1)})
	}
	return all
}

func (tr *trial) requests() int {
	return tr.sandbox.Count(func(sandbox.Entry) bool { return true })
}

// What an import would meet is told per row, for one request per 250 partners
// and nothing else.
func TestOnline(t *testing.T) {
	const file = `email,id,referring_partner_email,referring_partner_id,referring_partner_key
new@example.com,,,,
OLD7@EXAMPLE.COM,,,,
old8@example.com,old-8,,,
old9@example.com,old-600,,,
other@example.com,old-500,,,
no address,,,,
child1@example.com,,new@example.com,,
child2@example.com,,old300@example.com,,
child3@example.com,,,old-300,
child4@example.com,,nobody@example.com,,
child5@example.com,,,nobody,
child6@example.com,n6,,,some-key
broken,n7,,,
child8@example.com,,,n7,
`
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, file, sandbox.Options{Partners: inAccount(600)}, Options{DryRun: true, Online: true})
		tr.run(nil)
		var got []string
		for _, line := range tr.report() {
			got = append(got, line["status"]+" "+line["error_code"]+" "+line["error_column"])
		}
		want := []string{
			"valid  ", "valid email_taken email", "valid email_taken email", "valid conflict id", "valid id_taken id",
			"invalid email_invalid email", "valid  ", "valid  ", "valid  ",
			"valid referrer_not_found referring_partner_email", "valid referrer_not_found referring_partner_id", "valid  ",
			"invalid email_invalid email", "valid referrer_failed referring_partner_id",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		wantOnline := &OnlineSummary{Partners: 600, WouldCreate: 5, WouldExist: 2, WouldFail: 5, Unchecked: 1}
		if diff := cmp.Diff(wantOnline, tr.summary.Online); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if n := tr.requests(); n != 3 || tr.summary.Requests != 3 {
			t.Errorf("%d requests, %d in the summary; want 3", n, tr.summary.Requests)
		}
		if e := tr.summary.Expected; e.Requests != 1+12+2 {
			t.Errorf("%d requests are expected; want 15", e.Requests)
		}
		if len(tr.summary.Warnings) != 2 {
			t.Errorf("warnings %q; want one about the addresses and one about the key", tr.summary.Warnings)
		}
	})
}

// TestOnlineNamesColumns as they are in the file.
func TestOnlineNamesColumns(t *testing.T) {
	const file = "E-Mail,Partner ID,Parent Email\nold7@example.com,,\nnew@example.com,old-500,\nchild@example.com,,nobody@example.com\n"
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, file, sandbox.Options{Partners: inAccount(600)}, Options{DryRun: true, Online: true})
		tr.run(nil)
		for i, column := range []string{"E-Mail", "Partner ID", "Parent Email"} {
			tr.wantLine(i+1, map[string]string{"error_column": column})
		}
	})
}

// The pages are asked for through the limiter, again after a 429 and after a
// server error, and not after too many.
func TestOnlineLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		so := sandbox.Options{Partners: inAccount(1000), Limit: 2, Window: 10 * time.Second, RetryAfter: "seconds"}
		tr := newTrial(t, "email\na@x.y\n", so, Options{DryRun: true, Online: true, Rate: client.LimiterOptions{Rate: 100}})
		tr.run(nil)
		if tr.err != nil || tr.summary.Online.Partners != 1000 || tr.summary.Throttled == 0 || tr.took < 10*time.Second {
			t.Errorf("%v, %+v after %v with %d 429s", tr.err, tr.summary.Online, tr.took, tr.summary.Throttled)
		}
		if ok := tr.status(200); ok != 5 { // the fifth page is empty, since the fourth is full
			t.Errorf("%d pages; want 5", ok)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := failingLister{}
		s := openText(t, "email\na@x.y\n")
		dir := t.TempDir()
		_, err := New(&p, Options{DryRun: true, Online: true, MaxAttempts: 3, Report: dir + "/r", Failed: dir + "/f", Summary: dir + "/s"}).Run(t.Context(), s)
		var e *client.Error
		if !errors.As(err, &e) || p.asked != 3 {
			t.Errorf("Run = %v after %d requests; want the API's error after 3", err, p.asked)
		}
	})
}

// failingLister never answers.
type failingLister struct {
	Partners
	asked int
}

func (p *failingLister) List(context.Context, int, int) ([]client.Partner, bool, error) {
	p.asked++
	return nil, false, &client.Error{Kind: client.Ambiguous, Status: 503}
}

// An API that cannot list is not asked.
func TestOnlineNoLister(t *testing.T) {
	s := openText(t, "email\na@x.y\n")
	dir := t.TempDir()
	o := Options{DryRun: true, Online: true, Report: dir + "/r", Failed: dir + "/f", Summary: dir + "/s"}
	if summary, err := New(nil, o).Run(t.Context(), s); summary != nil || !errors.Is(err, errNoLister) {
		t.Errorf("Run = %v, %v", summary, err)
	}
}

// A dry run is one goroutine, whatever the number of workers.
func TestWalkAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(5000), sandbox.Options{}, Options{DryRun: true, Workers: 1 << 20})
		tr.run(nil)
		tr.want(map[string]int{"valid": 5000})
		if tr.took > 0 {
			t.Errorf("it waited %v", tr.took)
		}
	})
}
