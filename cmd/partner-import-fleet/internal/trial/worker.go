package trial

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// readyTime is how long a worker may take until it is ready.
const readyTime = time.Minute

// endTime is how long a worker may take to hand over.
const endTime = 15 * time.Second

// A Worker is a process of its own.
type Worker struct {
	Name    string
	process *exec.Cmd
	ended   chan struct{} // closed when the process is over

	mu  sync.Mutex
	log []string // the last lines of its standard error
}

// StartWorker starts a worker, and waits until it takes work.
func (t *Trial) StartWorker(ctx context.Context, variables ...string) (*Worker, error) {
	return t.StartWorkerOf(ctx, t.binary, variables...)
}

// StartWorkerOf is StartWorker with another binary.
func (t *Trial) StartWorkerOf(ctx context.Context, binary string, variables ...string) (*Worker, error) {
	w := &Worker{process: exec.Command(binary, "worker", "--settled-after", "1s"), ended: make(chan struct{})}
	w.process.Env = append(t.environment(), variables...)
	w.process.Dir = t.folder
	out, err := w.process.StderrPipe()
	if err == nil {
		err = w.process.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	t.mu.Lock()
	t.workers = append(t.workers, w)
	t.mu.Unlock()
	ready := make(chan string, 1)
	go w.listen(out, ready)
	select {
	case w.Name = <-ready:
		return w, nil
	case <-w.ended:
		err = errors.New("it ended")
	case <-time.After(readyTime):
		err = fmt.Errorf("it is not ready after %v", readyTime)
	case <-ctx.Done():
		err = ctx.Err()
	}
	w.Kill()
	return nil, fmt.Errorf("start a worker: %w\n%s", err, w.Log())
}

// listen reads what the worker says, to its end.
func (w *Worker) listen(out io.Reader, ready chan<- string) {
	defer close(w.ended)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if name, is := strings.CutPrefix(line, "worker "); is && strings.HasSuffix(name, " is ready") {
			ready <- strings.TrimSuffix(name, " is ready")
		}
		w.mu.Lock()
		w.log = append(w.log[max(0, len(w.log)-1000):], line)
		w.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, out)
	_ = w.process.Wait()
}

// Log is what the worker said last.
func (w *Worker) Log() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.log, "\n")
}

// ID is the number of the process.
func (w *Worker) ID() int { return w.process.Process.Pid }

// Kill ends the worker at once, as if its machine had died.
func (w *Worker) Kill() {
	_ = w.process.Process.Kill()
	<-w.ended
}

// End has the worker hand over and end, or ends it if that takes too long.
func (w *Worker) End() {
	_ = w.Signal(syscall.SIGTERM)
	select {
	case <-w.ended:
	case <-time.After(endTime):
		w.Kill()
	}
}

// Signal sends a signal to the worker.
func (w *Worker) Signal(s os.Signal) error { return w.process.Process.Signal(s) }

// Wait waits for the end of the worker, and returns its exit status.
func (w *Worker) Wait() int {
	<-w.ended
	return w.process.ProcessState.ExitCode()
}

// Used is the processor time and the most memory of a worker that has ended.
func (w *Worker) Used() (cpu time.Duration, state *os.ProcessState) {
	s := w.process.ProcessState
	return s.UserTime() + s.SystemTime(), s
}
