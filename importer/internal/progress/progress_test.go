package progress

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
)

// TestReadingIsToldOfImports: likewise where no verdict is asked for, at most
// ten times a second, and not at all if no one listens.
func TestReadingIsToldOfImports(t *testing.T) {
	if visit := (&Tracker{}).Telling(nil); visit != nil {
		t.Error("no one listens, and each row is looked at")
	}
	synctest.Test(t, func(t *testing.T) {
		var got []int
		r := &Tracker{
			Tell:    func(p State) { got = append(got, p.Read) },
			Limiter: client.NewLimiter(client.LimiterOptions{}), Log: runlog.New(zap.NewNop()),
		}
		visit := r.Telling(nil)
		for one := range 10 * tellEach {
			if one%tellEach == 0 {
				time.Sleep(send.TickEvery / 2)
			}
			if err := visit(row.Row{Number: one + 1}, nil); err != nil {
				t.Fatal(err)
			}
		}
		want := []int{2 * tellEach, 4 * tellEach, 6 * tellEach, 8 * tellEach, 10 * tellEach}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows told of (-want +got):\n%s", diff)
		}
	})
}
