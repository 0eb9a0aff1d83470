package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
)

// said collects what a person is told.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) say(text string) { _, _ = io.WriteString(s, text+"\n") }

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestIdle: the page ends after a while in which nobody looked. A page that is open, and
// each request, keep it.
func TestIdle(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		told, over := &said{}, make(chan error, 1)
		go func() {
			over <- s.untilOver(t.Context(), Serving{Idle: 30 * time.Minute, Say: told.say}, nil)
		}()
		isOver := func() bool {
			synctest.Wait()
			select {
			case err := <-over:
				if err != nil {
					t.Error(err)
				}
				return true
			default:
				return false
			}
		}
		time.Sleep(29 * time.Minute)
		s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		time.Sleep(29 * time.Minute)
		if isOver() {
			t.Fatal("a request did not keep it")
		}
		reading, end := context.WithCancel(t.Context())
		open := s.counted(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-reading.Done() }))
		go open.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		time.Sleep(5 * time.Hour)
		if isOver() {
			t.Fatal("an open page did not keep it")
		}
		end()
		time.Sleep(29 * time.Minute)
		if isOver() {
			t.Fatal("it ended too early")
		}
		time.Sleep(2 * time.Minute)
		if !isOver() || !strings.Contains(told.String(), "No page was open for 30m0s.") {
			t.Errorf("it did not end, or said nothing: %q", told)
		}
		s.Close(t.Context())
	})
}

// TestTwoPrograms: two programs on one desk would write the same files. The second one
// learns where the first one's page is, and not its secret.
func TestTwoPrograms(t *testing.T) {
	folder := t.TempDir()
	first, err := New(Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	out, over := &said{}, make(chan error, 1)
	ctx, quit := context.WithCancel(context.Background())
	go func() {
		over <- first.Serve(ctx, context.Background(), Serving{Out: out, Say: out.say})
	}()
	for late := time.Now().Add(time.Minute); !strings.Contains(out.String(), "Ctrl-C"); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the first one does not begin")
		}
	}
	address, _, _ := strings.Cut(out.String(), "\n")
	public := address[:strings.LastIndex(strings.TrimSuffix(address, "/"), "/")+1]
	secret := strings.Trim(strings.TrimPrefix(address, public), "/")
	second, err := New(Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	var held *desk.HeldError
	err = second.Serve(ctx, ctx, Serving{Out: out, Say: out.say})
	if !errors.As(err, &held) || held.Address != public || len(secret) < 20 || strings.Contains(err.Error(), secret) {
		t.Errorf("the second one: %v; want the address %s", err, public)
	}
	quit()
	if err := <-over; err != nil {
		t.Error(err)
	}
	ctx, quit = context.WithCancel(context.Background())
	quit()
	if err := second.Serve(ctx, ctx, Serving{Out: out, Say: out.say}); err != nil {
		t.Errorf("after the first one ended: %v", err)
	}
}

// TestAKnockOpensThePage: who starts the program again sees the page of the first one,
// with the file that was named.
func TestAKnockOpensThePage(t *testing.T) {
	folder := t.TempDir()
	s, err := New(Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	var opened []string
	o := Serving{Browser: true, open: func(step string) { opened = append(opened, step) }}
	s.answerKnock(o)
	told := &said{}
	if err := s.knock(Serving{Browser: true, Say: told.say}, &desk.HeldError{Folder: folder, Address: "http://127.0.0.1:1/"}); err != nil {
		t.Fatal(err)
	}
	s.answerKnock(o)
	if err := s.knock(Serving{Browser: true, Say: told.say, File: "partners.csv"}, &desk.HeldError{Folder: folder, Address: "http://127.0.0.1:1/"}); err != nil {
		t.Fatal(err)
	}
	s.answerKnock(o)
	if len(opened) != 2 || opened[0] != "/" || !strings.HasSuffix(opened[1], "/columns") || !strings.Contains(told.String(), "is open already, at http://127.0.0.1:1/.") {
		t.Errorf("opened %q, said %q", opened, told)
	}
	if err := s.knock(Serving{}, errors.New("else")); err == nil {
		t.Error("another error is taken for an open page")
	}
	s.Close(context.Background())
}
