package importer

import (
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/send"
	"partner-import/importer/source"
)

// TestTimelineOfARun: what is sampled during a run is what it counts in
// the end, and nothing is said to last longer than the time that has passed.
func TestTimelineOfARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(400)+"nobody,,,\n", sandbox.Options{Latency: 20 * ms, Limit: 8, RetryAfter: "5"}, Options{})
		source, err := source.Open(tr.path("partners.csv"), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		key, _ := client.NewKey("sk_virtual_1234")
		c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{tr.sandbox}})
		if err != nil {
			t.Fatal(err)
		}
		im := New(c, Options{HTML: tr.path("p.html"), Rate: client.LimiterOptions{Rate: 12}, Settle: time.Second})
		r := &importing{run: im.begin(source, nil), partners: c}
		defer r.close()
		if err := r.prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		down := time.AfterFunc(20*time.Second, func() { tr.sandbox.SetDown(503) })
		up := time.AfterFunc(40*time.Second, func() { tr.sandbox.SetDown(0) })
		defer up.Stop()
		defer down.Stop()
		r.send(t.Context())
		if err := r.finish("Import", func() []page.Figure { return nil }); err != nil {
			t.Fatal(err)
		}
		samples := r.tracker.Timeline.Samples()
		last := samples[len(samples)-1]
		waited := time.Duration(r.summary.Waited * float64(time.Second))
		if last.Good != 400 || last.Bad != 1 || last.Requests != r.summary.Requests || last.Throttled != r.summary.Throttled || (last.Paused-waited).Abs() > ms {
			t.Errorf("the last sample is %+v; want what the summary counts: %+v", last, r.summary)
		}
		if last.Throttled == 0 || last.Down < 10*time.Second || last.Down > 40*time.Second {
			t.Errorf("%d answers of 429, and %s without an answer; want some, and about 20 s", last.Throttled, last.Down)
		}
		if want := min(300, int(last.At/(2*send.TickEvery))); len(samples) < want {
			t.Errorf("%d samples of %s; want at least %d", len(samples), last.At, want)
		}
		for i := 1; i < len(samples); i++ {
			from, to := samples[i-1], samples[i]
			took := to.At - from.At
			if to.Paused < from.Paused || to.Paused-from.Paused > took+ms || to.Down < from.Down || to.Down-from.Down > took+send.TickEvery || to.Requests < from.Requests {
				t.Errorf("from %+v to %+v", from, to)
			}
		}
	})
}
