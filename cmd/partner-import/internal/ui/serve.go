package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/browser"
	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/guard"
)

// Serving says how the page is served.
type Serving struct {
	Port    int           // on loopback, 0: a free one
	Idle    time.Duration // end after so long without a page and without a run; 0: never
	Browser bool          // open the browser
	File    string        // a file to begin with, "" for none
	Out     io.Writer     // gets the address
	Say     func(string)  // tells a person what happens

	open func(step string) // opens the browser
}

// Limits on what a request may take. Uploads and events take longer.
const (
	headerTime  = 10 * time.Second
	headerBytes = 32 << 10
)

// Serve serves the page on loopback until ctx ends, the person quits, or nobody looks
// for a while. Then imports that are under way stop softly; with an ended hard, their
// requests are given up.
func (s *Server) Serve(ctx, hard context.Context, o Serving) error {
	listener, err := listen(o.Port)
	if err != nil {
		return err
	}
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	s.quit = func() { time.AfterFunc(200*time.Millisecond, quit) } // when the page was sent
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	public := "http://" + net.JoinHostPort("127.0.0.1", port) + "/"
	release, err := s.desk.Hold(public)
	if err != nil {
		listener.Close()
		return s.knock(o, err)
	}
	defer release()
	secret := guard.NewSecret()
	base := public + secret
	first := "/"
	if o.File != "" {
		if first, err = s.Take(o.File); err != nil {
			listener.Close()
			return err
		}
	}
	server := &http.Server{
		Handler:           guard.Guard{Secret: secret, Port: port, Next: s.Handler(), Upload: IsUpload}.Handler(),
		ReadHeaderTimeout: headerTime, MaxHeaderBytes: headerBytes,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    log.New(io.Discard, "", 0), // it would repeat what others send
	}
	fmt.Fprintln(o.Out, base+first)
	o.Say("The page is open at this address. Ctrl-C ends it.")
	o.open = func(step string) {
		if err := browser.Open(ctx, base+step); err != nil {
			o.Say("The browser did not open. Open the address by hand.")
		}
	}
	if o.Browser {
		o.open(first)
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	err = s.untilOver(ctx, o, failed)
	quit()
	stopping, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	s.Close(hard)
	_ = server.Shutdown(stopping)
	server.Close()
	return err
}

// untilOver waits until the page is to end.
func (s *Server) untilOver(ctx context.Context, o Serving, failed <-chan error) error {
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-clock.C:
			s.answerKnock(o)
			if o.Idle > 0 && s.idleFor() > o.Idle {
				o.Say("No page was open for " + o.Idle.String() + ". Start the command again to continue.")
				return nil
			}
		}
	}
}

// knock asks the program that has the desk to show its page, and says so. That is what a
// person wants who closed the page and started the program again.
func (s *Server) knock(o Serving, err error) error {
	var held *desk.HeldError
	if !errors.As(err, &held) || !o.Browser {
		return err
	}
	file := o.File
	if file != "" {
		file, _ = filepath.Abs(file)
	}
	if s.desk.Knock(file) != nil {
		return err
	}
	o.Say("partner-import is open already, at " + held.Address + ". Its page opens in your browser.")
	return nil
}

// answerKnock shows the page if another program asked for it.
func (s *Server) answerKnock(o Serving) {
	file, asked := s.desk.Knocked()
	if !asked || !o.Browser {
		return
	}
	step := "/"
	if file != "" {
		var err error
		if step, err = s.Take(file); err != nil {
			step = "/"
		}
	}
	o.open(step)
}

// A ListenError is the error of a port that cannot be used.
type ListenError struct {
	Port int
	Err  error
}

func (e *ListenError) Error() string {
	return "port " + strconv.Itoa(e.Port) + " of this machine cannot be used: " + e.Err.Error()
}

func (e *ListenError) Unwrap() error { return e.Err }

// listen listens on loopback, and nowhere else.
func listen(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	var cause *net.OpError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	if err != nil {
		return nil, &ListenError{port, err}
	}
	return listener, nil
}
