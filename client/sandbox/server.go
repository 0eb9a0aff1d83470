package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

const (
	closeWait = 5 * time.Second      // how long Server.Close waits for handlers at most
	closePoll = 2 * time.Millisecond // how often it looks
)

// Server serves a handler on a loopback address. The caller of Serve closes it.
// Its methods are safe for concurrent use.
type Server struct {
	url     string
	http    *http.Server
	cancel  context.CancelFunc // ends the waits of handlers
	served  chan error         // what http.Server.Serve returned
	once    sync.Once
	err     error        // of Close
	running atomic.Int64 // handlers, also those that took their connection over

	mu     sync.Mutex
	active map[net.Conn]bool // connections with a request that is not fully answered
}

// Serve starts to serve h on addr and returns at once. The host of addr must be
// loopback ("127.0.0.1:0", "localhost:8080", "[::1]:0"), so only this machine can
// reach it. "" means "127.0.0.1:0". The error says why addr cannot be used.
func Serve(addr string, h http.Handler) (*Server, error) {
	ln, err := listen(addr)
	if err != nil {
		return nil, fmt.Errorf("serve sandbox on %q: %w", addr, err)
	}
	return ServeOn(ln, h), nil
}

// ServeOn starts to serve h on a listener and returns at once. The server closes
// the listener. It is for tests in virtual time, with a network in memory.
func ServeOn(ln net.Listener, h http.Handler) *Server {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		url:    "http://" + ln.Addr().String() + "/v1",
		cancel: cancel,
		served: make(chan error, 1),
		active: map[net.Conn]bool{},
	}
	base := context.WithValue(ctx, closingKey{}, ctx.Done())
	s.http = &http.Server{
		Handler:           s.counted(h),
		ConnState:         s.note,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // clients that leave are not worth a line
	}
	go func() { s.served <- s.http.Serve(ln) }()
	return s
}

// listen opens addr if it is on loopback.
func listen(addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, errors.New("not a loopback address")
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	// The machine's resolver decides what "localhost" is, so check the result.
	if a, ok := ln.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return nil, errors.Join(errors.New("not a loopback address"), ln.Close())
	}
	return ln, nil
}

// counted counts running handlers.
func (s *Server) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Add(-1)
		h.ServeHTTP(w, r)
	})
}

// note keeps track of active connections: an answer is sent after its handler has
// returned.
func (s *Server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateActive {
		s.active[c] = true
		return
	}
	delete(s.active, c)
}

// URL returns the base URL for a client, "http://127.0.0.1:PORT/v1".
func (s *Server) URL() string { return s.url }

// Close stops listening, ends the waits of running handlers, lets them finish
// for at most 5 s, and closes all connections. The error says if handlers are still
// running, or why the server had stopped by itself. A second call returns the
// same.
func (s *Server) Close() error {
	s.once.Do(func() { s.err = s.close() })
	return s.err
}

// close does its own waiting. http.Server.Shutdown waits 5 s for a connection that
// was opened and never used, and does not wait for handlers that took over theirs.
// Shutdown without time closes the listener, the idle connections, and every other
// one after its answer.
func (s *Server) close() error {
	s.cancel()
	expired, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.http.Shutdown(expired)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	err = errors.Join(err, s.drain(), s.http.Close())
	if e := <-s.served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// drain waits until no request is under way.
func (s *Server) drain() error {
	for deadline := time.Now().Add(closeWait); s.busy(); time.Sleep(closePoll) {
		if time.Now().After(deadline) {
			return fmt.Errorf("close sandbox: %d handlers still running after %v", s.running.Load(), closeWait)
		}
	}
	return nil
}

func (s *Server) busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.active) > 0 || s.running.Load() > 0
}
