//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
)

// TestStallsAreMadeUpFor: a program that the machine stops for 100 ms ten times in
// three seconds uses 97 % of the told rate, and hardly any second has more. It needs a quiet
// machine and half a minute, so it is part of `make torture` only.
func TestStallsAreMadeUpFor(t *testing.T) {
	if os.Getenv("TORTURE") == "" {
		t.Skip("runs with TORTURE=1")
	}
	for _, told := range []int{5, 50, 400} {
		t.Run(fmt.Sprintf("%d/s", told), func(t *testing.T) {
			rows := 10 * told
			text, _ := generate(rows)
			api := serve(t, "--latency", "5ms")
			run := importing(t, api.url, text, "--rate", fmt.Sprintf("%d/s", told))
			run.begin(t)
			ended := make(chan int)
			go func() { ended <- run.status(t) }()
			if status := stopAndGo(run, ended); status != 0 {
				t.Fatalf("exit status %d\n%s", status, &run.stderr)
			}
			var at []time.Duration
			entries := api.entries(t)[1:] // behind the ping and the reading of the file
			for _, e := range entries {
				at = append(at, e.At.Sub(entries[0].At))
			}
			slices.Sort(at)
			used := float64(len(at)-1) / at[len(at)-1].Seconds() / float64(told)
			t.Logf("%.1f %% of %d/s are used, the worst second has %d", 100*used, told, worstSecond(at))
			// The program keeps the bound when it sends. A request that was
			// on its way when the program was stopped arrives late, and close to the next.
			if most := told + 2 + told/20; used < 0.97 || worstSecond(at) > most {
				t.Errorf("used %.3f, worst second %d; want 0.97 and %d", used, worstSecond(at), most)
			}
		})
	}
}

// stopAndGo stops the process for 100 ms, lets it run for 100 to 300 ms, and so on, until
// it has ended. It returns the exit status. Stalls every 300 ms exactly would be another
// thing: each third request would be due in one, 100 ms before its end. Whoever keeps the
// rate in any second then loses 100 of 3,100 ms, so no program uses more than 96.8 %.
func stopAndGo(p *process, ended <-chan int) int {
	for signal, lasts := syscall.SIGSTOP, 100*time.Millisecond; ; {
		_ = p.Process.Signal(signal)
		select {
		case status := <-ended:
			return status
		case <-time.After(lasts):
		}
		if signal == syscall.SIGSTOP {
			signal, lasts = syscall.SIGCONT, 100*time.Millisecond+rand.N(200*time.Millisecond)
		} else {
			signal, lasts = syscall.SIGSTOP, 100*time.Millisecond
		}
	}
}

// worstSecond is how many of the sorted moments the fullest second has.
func worstSecond(at []time.Duration) (most int) {
	first := 0
	for i := range at {
		for at[i]-at[first] >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
