package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestFaultsOnTheWire: a client sees each fault as documented. Its work is done
// exactly if its name says so.
func TestFaultsOnTheWire(t *testing.T) {
	const nothing = -1 // no answer at all
	for _, tt := range []struct {
		kind   string
		status int                               // seen by the client
		sent   int                               // in the ledger
		ok     func(body string, err error) bool // what else the client sees
	}{
		{"500", 500, 500, says("{\n    \"message\": \"Server Error\"\n}")},
		{"422", 422, 422, says(`{"message":"The given data was invalid.","errors":[]}`)},
		{"520", 520, 520, says("{\n    \"message\": \"Server Error\"\n}")},
		{"502-html", 502, 502, begins("<html>")},
		{"504-empty", 504, 504, says("")},
		{"html200", 200, 200, begins("<html>")},
		{"reset", nothing, 0, fails(syscall.ECONNRESET)},
		{"cut", nothing, 0, fails(io.EOF)},
		{"cut-headers", 201, 201, fails(io.ErrUnexpectedEOF)},
		{"truncated", 201, 201, fails(io.ErrUnexpectedEOF)},
		{"huge", 201, 201, func(body string, err error) bool {
			return err == nil && len(body) > 10<<20 && strings.HasPrefix(strings.TrimSpace(body), `{"data":`)
		}},
	} {
		for _, after := range []bool{false, true} {
			f := Fault{Kind: tt.kind, After: after, First: 1}
			t.Run(f.label(), func(t *testing.T) {
				box := New(Options{Faults: []Fault{f}})
				status, body, err := post(t.Context(), serve(t, box), "a@b.c")
				if status != max(tt.status, 0) || !tt.ok(body, err) {
					t.Errorf("client sees %d %.100q, %v; want %d", status, body, err, tt.status)
				}
				l := box.Ledger()
				if len(l) != 1 || l[0].Status != tt.sent || l[0].Fault != f.label() || l[0].Created != after {
					t.Errorf("ledger = %+v; want status %d, fault %s, created %v", l, tt.sent, f.label(), after)
				}
				if _, ok := box.Find("a@b.c"); ok != after {
					t.Errorf("partner exists: %v; want %v", ok, after)
				}
			})
		}
	}
}

func says(want string) func(string, error) bool {
	return func(body string, err error) bool { return err == nil && body == want }
}

func begins(want string) func(string, error) bool {
	return func(body string, err error) bool { return err == nil && strings.HasPrefix(body, want) }
}

func fails(want error) func(string, error) bool {
	return func(_ string, err error) bool { return errors.Is(err, want) }
}

// TestHang: the answer never comes, until the client gives up.
func TestHang(t *testing.T) {
	for _, kind := range []string{"hang", "slow"} {
		box := New(Options{Faults: []Fault{{Kind: kind, First: 1}}})
		srv := serve(t, box)
		ctx, giveUp := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, _, err := post(ctx, srv, "a@b.c")
			done <- err
		}()
		waitFor(t, func() bool { return len(box.Ledger()) == 1 })
		giveUp()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: client sees %v; want that it gave up itself", kind, err)
		}
	}
}

// TestSlowComesToItsEnd: a patient client gets the whole true answer.
func TestSlowComesToItsEnd(t *testing.T) {
	box := New(Options{Faults: []Fault{{Kind: "slow", After: true, First: 1}}, ProgramURL: "https://x.y"})
	status, body, err := post(t.Context(), serve(t, box), "a@b.c")
	if err != nil || status != 201 || !strings.Contains(body, box.Partners()[0].ID) {
		t.Errorf("client sees %d %s, %v; want 201 and the partner", status, body, err)
	}
}

// TestTruncatedBodyStopsInTheMiddle: what arrives is the true beginning.
func TestTruncatedBodyStopsInTheMiddle(t *testing.T) {
	box := New(Options{Faults: []Fault{{Kind: "truncated", After: true, First: 1}}})
	srv := serve(t, box)
	_, body, _ := post(t.Context(), srv, "a@b.c")
	if !strings.HasPrefix(body, `{"data":{"email":"a@b.c"`) || strings.HasSuffix(body, "}") {
		t.Errorf("body = %s; want the first half of the answer", body)
	}
}

// TestManyAtOnce: with faults, races and readers, each request has one entry, each
// e-mail one partner, and each partner one entry that created it.
func TestManyAtOnce(t *testing.T) {
	const workers, each = 8, 60
	box := New(Options{Faults: []Fault{{Kind: "500", Share: 0.1}, {Kind: "cut", After: true, Share: 0.1}, {Kind: "503", Share: 0.1, On: "update"}}})
	srv := serve(t, box)
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := range each {
				email := fmt.Sprintf("p%d@example.com", (i+w)%each)
				_, _, _ = post(t.Context(), srv, email)
				call(t, box, "PUT", "/v1/partners", `{"email":"`+email+`","update":{"key":"k`+email+`","tags":["x"]}}`)
				call(t, box, "GET", "/v1/partners?limit=5", "")
				_ = box.Ledger()
				_ = box.Partners()
			}
		})
	}
	running.Wait()
	if n := len(box.Ledger()); n != 3*workers*each {
		t.Errorf("%d entries; want %d", n, 3*workers*each)
	}
	for i, e := range box.Ledger() {
		if e.Seq != i+1 {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
	}
	for _, p := range box.Partners() {
		if n := box.Count(func(e Entry) bool { return e.Created && e.PartnerID == p.ID && e.Email == p.Email }); n != 1 {
			t.Errorf("%s was created %d times", p.Email, n)
		}
	}
	if n := len(box.Partners()); n != each {
		t.Errorf("%d partners; want %d", n, each)
	}
}
