package importer

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A slow writer takes its time for each line.
type slowWriter time.Duration

func (w slowWriter) Write(p []byte) (int, error) {
	time.Sleep(time.Duration(w))
	return len(p), nil
}

// TestReadingIsTold: while a file is read for the first time, it is told how
// many rows there were so far; from then on, how many there are.
func TestReadingIsTold(t *testing.T) {
	var text strings.Builder
	text.WriteString("email\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "p%d@example.com\n", i)
	}
	path := writeFile(t, "partners.csv", text.String())
	synctest.Test(t, func(t *testing.T) {
		source, err := source.Open(path, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		// The log has a line for each row, so that it sets the pace.
		core := zapcore.NewCore(zapcore.NewJSONEncoder(zapcore.EncoderConfig{}), zapcore.AddSync(slowWriter(time.Millisecond)), zap.DebugLevel)
		type told struct {
			Reading    bool
			Read, Rows int
		}
		var got []told
		o := Options{DryRun: true, Log: zap.New(core), OnProgress: func(p Progress) { got = append(got, told{p.Reading, p.Read, p.Rows}) }}
		if _, err := New(nil, o).Run(context.Background(), source); err != nil {
			t.Fatal(err)
		}
		want := []told{{true, 1024, 0}, {true, 2048, 0}, {true, 3072, 0}, {true, 4096, 0}, {false, 4096, 5000}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// TestReadingAgainIsTold: where the account is listed first, the file is read
// once more before that, which is told as well.
func TestReadingAgainIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows = 5000
		got := map[int]bool{}
		o := Options{Prefetch: true, Limit: rows - 1, OnProgress: func(p Progress) {
			if p.Reading && p.Rows == rows {
				got[p.Read] = true
				time.Sleep(send.TickEvery) // which sets the pace
			}
		}}
		tr := newTrial(t, numbered(rows), sandbox.Options{}, o)
		tr.run(nil)
		tr.want(map[string]int{"created": rows - 1, "unsent": 1})
		want := map[int]bool{0: true, 1024: true, 2048: true, 3072: true, 4096: true}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows told of (-want +got):\n%s", diff)
		}
	})
}

// TestReadingIsToldOfImports: likewise where no verdict is asked for, at most
// ten times a second, and not at all without a listener.
func TestReadingIsToldOfImports(t *testing.T) {
	if visit := (&tracker{}).telling(nil); visit != nil {
		t.Error("nobody listens, and each row is looked at")
	}
	synctest.Test(t, func(t *testing.T) {
		var got []int
		r := &tracker{
			tell:    func(p Progress) { got = append(got, p.Read) },
			limiter: client.NewLimiter(client.LimiterOptions{}), log: runlog.New(zap.NewNop()),
		}
		visit := r.telling(nil)
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
