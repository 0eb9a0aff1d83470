package client

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tidwall/gjson"
)

const (
	// DefaultBaseURL is where the vendor serves the API.
	DefaultBaseURL = "https://api.partnero.com/v1"
	// DefaultTimeout is how long one attempt may take.
	DefaultTimeout = 30 * time.Second
	// DefaultWorkers is how many requests should be in flight.
	DefaultWorkers = 16

	maxBody  = 1 << 20  // bytes of an answer that are read
	maxDrain = 64 << 10 // bytes more that are read to keep a connection
)

// Options configure a [Client]. Only Key is required.
type Options struct {
	Key     Key
	BaseURL string        // default DefaultBaseURL; plain http for loopback addresses only
	Workers int           // connections that are kept, default DefaultWorkers
	Timeout time.Duration // of one attempt, default DefaultTimeout
	Agent   string        // the User-Agent, default "partner-import"
	// Transport makes the requests, default a transport of the Client's own
	// (TLS 1.2 or later, proxies from the environment). It must not follow
	// redirects or repeat requests.
	Transport http.RoundTripper
}

// A Client makes requests to one Partnero program. It is safe for concurrent
// use. [Client.Close] releases its connections. If the context of a request ends,
// its answer is lost: the [Kind] of the error says whether it may have been processed.
type Client struct {
	base    string
	host    string
	key     Key
	agent   string
	timeout time.Duration
	clock   atomic.Pointer[reading] // the server's, of its last answer
	// Used without an http.Client, which would follow redirects and carry the
	// key to wherever they point.
	transport http.RoundTripper
}

// New checks the options and makes a Client. It sends nothing.
func New(o Options) (*Client, error) {
	if o.Key.secret == nil {
		return nil, errors.New("no API key")
	}
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	base, err := CheckBaseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base: strings.TrimRight(base.String(), "/"), host: base.Host, key: o.Key,
		agent:   cmp.Or(o.Agent, "partner-import"),
		timeout: cmp.Or(o.Timeout, DefaultTimeout), transport: o.Transport,
	}
	if c.transport == nil {
		c.transport = newTransport(cmp.Or(o.Workers, DefaultWorkers))
	}
	return c, nil
}

// Close releases the connections that are idle.
func (c *Client) Close() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// Host returns the host (and port) that the requests go to.
func (c *Client) Host() string { return c.host }

// Key returns the key, which cannot be printed.
func (c *Client) Key() Key { return c.key }

// ServerTime returns what the server's clock shows now, based on the Date of its
// last answer. Before the first answer it is this machine's clock. It is exact to
// about a second.
func (c *Client) ServerTime() time.Time {
	if r := c.clock.Load(); r != nil {
		return r.date.Add(time.Since(r.at))
	}
	return time.Now()
}

// A reading is what the server's clock showed. Subtle: the time since then is
// measured by the monotonic clock in at. So a jump of this machine's clock does
// not matter.
type reading struct {
	shown    string
	date, at time.Time
}

// CheckBaseURL parses a base URL. It refuses one that would send the key
// unencrypted: plain http is for loopback addresses.
func CheckBaseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	// The text before an @ or after a ? may be secret. No error shows it, even if
	// the rest is hardly a URL.
	shown, _, _ := strings.Cut(raw[strings.LastIndexByte(raw, '@')+1:], "?")
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("%q is not a URL like %s", shown, DefaultBaseURL)
	}
	switch {
	case u.User != nil:
		return nil, fmt.Errorf("the URL for %q must not hold a name or password", shown)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("%q must not have a query or a fragment", shown)
	case path.Base(u.Path) == "partners" || path.Base(u.Path) == "partner":
		return nil, fmt.Errorf("%q names one path of the API; leave out everything after /v1", shown)
	case u.Scheme == "https":
	case u.Scheme == "http" && isLoopback(u.Hostname()):
	case u.Scheme == "http":
		return nil, fmt.Errorf("%q would send the API key unencrypted: use https (http is for loopback addresses only)", shown)
	default:
		return nil, fmt.Errorf("%q must begin with https://", shown)
	}
	return u, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// An operation is the purpose of an attempt: its name in errors, whether it names
// a partner (then 404 means that there is no such partner), and what a success holds.
type operation struct {
	name   string
	method string
	byName bool
	answer answer
}

// do makes one attempt and returns the data in the answer to a success.
func (c *Client) do(ctx context.Context, op operation, path string, in any) (data gjson.Result, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// Fires when the headers are handed to the connection: from then on
		// the request may have arrived.
		WroteHeaders: func() { wrote.Store(true) },
	})
	request, err := c.request(ctx, op, path, in)
	if err != nil {
		return data, fmt.Errorf("%s: %w", op.name, err)
	}
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		return data, c.scrubbed(unanswered(op, wrote.Load(), err))
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		// Subtle: its body is the connection itself. To read it waits for ever, and
		// no context ends that (golang/go#44988).
		return data, unreadable(op, response.StatusCode, errUpgraded)
	}
	c.noteClock(response.Header)
	body, err := readBody(response.Body)
	if failure := classify(op, response.StatusCode, response.Header, body); failure != nil {
		// If a refusal broke off, its missing part may have said "taken".
		if err != nil && (failure.Kind == Refused || failure.Kind == Foreign) {
			failure = unreadable(op, response.StatusCode, err)
		}
		return data, c.scrubbed(failure)
	}
	if err != nil {
		return data, c.scrubbed(unreadable(op, response.StatusCode, err))
	}
	if data, err = answerData(op, response.StatusCode, body); err != nil {
		return data, c.scrubbed(hollow(op, response.StatusCode, response.Header, body, err))
	}
	return data, nil
}

func (c *Client) request(ctx context.Context, op operation, path string, in any) (*http.Request, error) {
	var body io.Reader
	if in != nil {
		encoded, err := encode(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, op.method, c.base+path, body)
	if err != nil {
		return nil, withoutURL(err)
	}
	// Subtle: with GetBody set, net/http replays a POST on its own after some
	// HTTP/2 errors, and with an Idempotency-Key header after any lost
	// connection. A create must never be sent twice, so neither is given.
	request.GetBody = nil
	request.Header.Set("Authorization", "Bearer "+c.key.text())
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.agent)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// readBody reads at most 1 MiB. It drains a little more, so the connection can be
// used again.
func readBody(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // which editors put in front
	if err == nil && len(body) > maxBody {
		_, _ = io.CopyN(io.Discard, r, maxDrain)
		return body[:maxBody], errors.New("the answer is larger than 1 MiB")
	}
	return body, err
}

func (c *Client) noteClock(header http.Header) {
	shown := header.Get("Date")
	if r := c.clock.Load(); r != nil && r.shown == shown {
		return // the same second as the last answer's
	}
	if date, err := http.ParseTime(shown); err == nil {
		c.clock.Store(&reading{shown, date, time.Now()})
	}
}

// scrubbed removes the key from what the server or the network said.
func (c *Client) scrubbed(e *Error) *Error {
	e.Redact(c.key.text())
	e.Err = withoutEcho(e.Err)
	// net/http quotes an answer that is not HTTP.
	if e.Err != nil && c.key.in(e.Err.Error()) {
		e.Err = errors.New(c.key.Scrub(e.Err.Error()))
	}
	return e
}

// withoutURL drops the URL that net/url puts before an error. The URL of a lookup
// holds an address, and the error names the operation already.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
