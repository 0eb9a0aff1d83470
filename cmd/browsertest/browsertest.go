//go:build unix

package browsertest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// A Browser is a Chromium without a window, which a test drives by Chrome's
// DevTools Protocol (https://chromedevtools.github.io/devtools-protocol/): JSON
// in both directions, over two pipes.
type Browser struct {
	Profile string // the folder where it keeps what it remembers
	End     func() // ends it before the test does

	t       *testing.T
	session string
	out     io.Writer

	mu      sync.Mutex
	last    int
	answers map[int]chan message
	heard   []message // what the page told by itself
	over    chan struct{}
}

type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Params are those of a command of the protocol.
type Params map[string]any

// browserAnswer is how long a browser may take for one command on a machine
// that is busy with other things.
const browserAnswer = 2 * time.Minute

// New starts the Chromium that is on the PATH, with an empty profile,
// and opens an empty page. Without one the test is skipped. Flags are more of the
// browser's own.
func New(t *testing.T, flags ...string) *Browser {
	t.Helper()
	profile := t.TempDir()
	command := exec.Command(chromium(t), append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")...)
	commands, ours, err := os.Pipe() // the browser's descriptor 3
	if err != nil {
		t.Fatal(err)
	}
	theirs, told, err := os.Pipe() // and 4
	if err != nil {
		t.Fatal(err)
	}
	var noise bytes.Buffer
	command.ExtraFiles, command.Stderr = []*os.File{commands, told}, &noise
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	commands.Close()
	told.Close()
	b := &Browser{Profile: profile, t: t, out: ours, answers: map[int]chan message{}, over: make(chan struct{})}
	go b.listen(theirs)
	b.End = sync.OnceFunc(func() {
		ours.Close() // it ends when no one drives it any more
		kill := time.AfterFunc(20*time.Second, func() { _ = command.Process.Kill() })
		defer kill.Stop()
		_ = command.Wait()
		theirs.Close()
		<-b.over
		if b.session == "" {
			t.Logf("the browser did not start; it said:\n%s", &noise)
		}
	})
	t.Cleanup(b.End)
	b.openTab()
	return b
}

// chromium is the path of the browser. Without one the test is skipped.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("another program's time, not ours")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium is on the PATH: what a browser makes of the page is not tested (Debian: apt-get install chromium)")
	return ""
}

// With has another test drive the browser.
func (b *Browser) With(t *testing.T) *Browser {
	b.t = t
	return b
}

func (b *Browser) openTab() {
	b.t.Helper()
	var target struct{ TargetID string }
	b.Do("Target.createTarget", Params{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.Do("Target.attachToTarget", Params{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Network", "Runtime", "Log"} {
		b.Do(domain+".enable", nil, nil)
	}
}

// listen hands answers to those that wait for them, and keeps the rest.
func (b *Browser) listen(r io.Reader) {
	defer close(b.over)
	messages := bufio.NewReader(r)
	for {
		text, err := messages.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m) != nil {
			continue
		}
		b.mu.Lock()
		if waiting := b.answers[m.ID]; m.ID > 0 && waiting != nil {
			waiting <- m
		} else {
			b.heard = append(b.heard, m)
		}
		b.mu.Unlock()
	}
}

// Do gives a command and waits for its result.
func (b *Browser) Do(method string, p Params, result any) {
	b.t.Helper()
	if err := b.try(method, p, result); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
}

func (b *Browser) try(method string, p Params, result any) error {
	answer := make(chan message, 1)
	b.mu.Lock()
	b.last++
	command := message{ID: b.last, Session: b.session, Method: method}
	b.answers[command.ID] = answer
	b.mu.Unlock()
	if p != nil {
		command.Params, _ = json.Marshal(p)
	}
	text, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := b.out.Write(append(text, 0)); err != nil {
		return err
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			return errors.New(m.Error.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(m.Result, result)
	case <-b.over:
		return errors.New("the browser is gone")
	case <-time.After(browserAnswer):
		return fmt.Errorf("no answer in %s", browserAnswer)
	}
}

// Open loads a page, until its scripts have run and it was drawn once, and
// returns how long that took.
func (b *Browser) Open(url string) time.Duration {
	b.t.Helper()
	began := time.Now()
	b.Do("Page.navigate", Params{"url": url}, nil)
	b.Eval(`new Promise((done) => {
		const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
		if (document.readyState === "complete") drawn(); else addEventListener("load", drawn);
	})`, nil)
	return time.Since(began)
}

// Eval runs a script in the page and takes its value, or what its promise
// brings.
func (b *Browser) Eval(script string, value any) {
	b.t.Helper()
	text, err := b.eval(script)
	if err == nil && value != nil {
		err = json.Unmarshal(text, value)
	}
	if err != nil {
		b.t.Fatalf("%s = %s: %v", script, text, err)
	}
}

func (b *Browser) eval(script string) (json.RawMessage, error) {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	err := b.try("Runtime.evaluate", Params{"expression": script, "awaitPromise": true, "returnByValue": true}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = errors.New(answer.ExceptionDetails.Text)
	}
	return answer.Result.Value, err
}

// Complaints are what the console shows, and the requests for anything but the
// page itself.
func (b *Browser) Complaints(page string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, m := range b.heard {
		switch m.Method {
		case "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening":
			all = append(all, m.Method+" "+string(m.Params))
		case "Network.requestWillBeSent":
			var sent struct{ Request struct{ URL string } }
			if err := json.Unmarshal(m.Params, &sent); err != nil || sent.Request.URL != page {
				all = append(all, "a request for "+sent.Request.URL)
			}
		}
	}
	return all
}
