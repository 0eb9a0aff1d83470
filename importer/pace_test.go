package importer

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// TestThePaceIsWhatWasTold: a whole run uses 97 % of a told rate, and no second has more.
// That it makes up for stalls is shown of the Limiter, and of the program in a test that
// stops it.
func TestThePaceIsWhatWasTold(t *testing.T) {
	for _, told := range []int{5, 50, 400} {
		t.Run(fmt.Sprint(told), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(5*told), sandbox.Options{Latency: 20 * ms}, Options{Rate: client.LimiterOptions{Rate: float64(told)}})
				tr.run(nil)
				tr.isClean(5 * told)
				var at []time.Duration
				ledger := tr.sandbox.Ledger()[1:] // behind the ping
				for _, e := range ledger {
					at = append(at, e.At.Sub(ledger[0].At))
				}
				first, worst := 0, 0
				for i := range at {
					for at[i]-at[first] >= time.Second {
						first++
					}
					worst = max(worst, i-first+1)
				}
				if used := float64(len(at)-1) / at[len(at)-1].Seconds() / float64(told); used < 0.97 || worst > told {
					t.Errorf("%.1f %% of %d/s are used, and a second has %d; want 97 and no more than told", 100*used, told, worst)
				}
			})
		})
	}
}
