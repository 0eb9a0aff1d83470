// Package devengine starts a Temporal server in memory, for the demo and the tests: the
// temporal command where it is on the PATH, and otherwise the program in devserver.
package devengine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

// startTime is how long a server may take until it answers.
const startTime = time.Minute

// An Engine is a running server. Whoever started it stops it.
type Engine struct {
	Address   string // host and port
	Namespace string

	process *exec.Cmd
	stdin   io.Closer     // the server ends with it
	ended   chan struct{} // closed when the process is over
}

// Start starts a server and waits until it answers. If it must be built first, tell gets a
// sentence about that, because it takes minutes. The error says what is missing.
func Start(ctx context.Context, tell func(string)) (*Engine, error) {
	if path, err := exec.LookPath("temporal"); err == nil {
		return startCommand(ctx, path)
	}
	path, err := build(ctx, tell)
	if err != nil {
		return nil, err
	}
	return startOwn(path)
}

// startOwn starts devserver, which says where it is.
func startOwn(path string) (*Engine, error) {
	e := &Engine{process: exec.Command(path)}
	out, err := e.process.StdoutPipe()
	if err == nil {
		e.stdin, err = e.process.StdinPipe()
	}
	if err == nil {
		err = e.start()
	}
	if err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		said <- line
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case line := <-said:
		if n, _ := fmt.Sscan(line, &e.Address, &e.Namespace); n == 2 {
			return e, nil
		}
		err = errors.New("the engine ended before it answered")
	case <-time.After(startTime):
		err = fmt.Errorf("the engine does not answer after %v", startTime)
	}
	e.Stop()
	return nil, err
}

// start starts the process, and notes its end.
func (e *Engine) start() error {
	e.ended = make(chan struct{})
	err := e.process.Start()
	if err != nil {
		return err
	}
	go func() {
		defer close(e.ended)
		_ = e.process.Wait()
	}()
	return nil
}

// startCommand starts the temporal command on a free port.
func startCommand(ctx context.Context, path string) (*Engine, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	e := &Engine{Address: address, Namespace: "default"}
	e.process = exec.Command(path, "server", "start-dev", "--headless", "--ip", host, "--port", port, "--log-level", "never")
	if err := e.start(); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		if c, err := e.Dial(ctx); err == nil { // it asks the server
			c.Close()
			return e, nil
		}
		select {
		case <-e.ended:
			return nil, fmt.Errorf("%s server start-dev ended before it answered (%v)", path, e.process.ProcessState)
		case <-ctx.Done():
			e.Stop()
			return nil, fmt.Errorf("the engine does not answer: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// free returns a loopback address that nobody uses.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Environment is what Temporal's programs need to find the server, and nothing of the
// caller's own settings for another one.
func (e *Engine) Environment(of []string) []string {
	var env []string
	for _, variable := range of {
		if !strings.HasPrefix(variable, "TEMPORAL_") {
			env = append(env, variable)
		}
	}
	return append(env, "TEMPORAL_ADDRESS="+e.Address, "TEMPORAL_NAMESPACE="+e.Namespace, "TEMPORAL_CONFIG_FILE=/dev/null")
}

// Dial connects to the server. The caller closes the client.
func (e *Engine) Dial(ctx context.Context) (client.Client, error) {
	return client.DialContext(ctx, client.Options{HostPort: e.Address, Namespace: e.Namespace, Logger: silent{}})
}

// Kill ends the server at once, with all that it knows.
func (e *Engine) Kill() {
	_ = e.process.Process.Kill()
	<-e.ended
}

// Stop ends the server. Another call does nothing.
func (e *Engine) Stop() {
	if e.stdin == nil {
		e.Kill()
		return
	}
	_ = e.stdin.Close()
	select {
	case <-e.ended:
	case <-time.After(10 * time.Second):
		e.Kill()
	}
}

// silent is a log that nobody reads.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}

var _ log.Logger = silent{}
