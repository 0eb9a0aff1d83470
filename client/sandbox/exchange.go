package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBody is PHP's default post_max_size in bytes.
const maxBody = 8 << 20

// exchange is one request on its way through the Sandbox.
type exchange struct {
	r     *http.Request
	at    time.Time
	route route
	input map[string]any // the decoded body, trimmed; never nil
	query url.Values
	limit http.Header // what the limiter adds to the answer
	fault string      // why the request never became one: "incomplete", or ""
	large bool
	entry Entry
}

// ServeHTTP answers one request and enters it in the ledger exactly once.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := s.receive(r)
	rep := s.decide(x)
	rep.seize(w)
	x.entry.Status = rep.status
	s.ledger.add(x.entry)
	pause(s.opts.Latency, r.Context().Done())
	rep.send(w, r, s.opts.Now())
}

// receive reads the whole request, like a web server in front of PHP.
func (s *Sandbox) receive(r *http.Request) *exchange {
	x := &exchange{r: r, at: s.opts.Now(), input: map[string]any{}, query: url.Values{}}
	x.entry = Entry{
		Seq: int(s.seq.Add(1)), At: x.at.UTC(), Method: r.Method, Path: r.URL.EscapedPath(),
		Query: redactQuery(r.URL.RawQuery), Headers: kept(r.Header),
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil && !errors.Is(err, io.EOF) {
			x.fault = "incomplete"
		}
	}
	if len(body) > maxBody {
		x.large, body = true, nil
	}
	x.entry.Body = redactBody(body)
	x.route = parseRoute(r.Method, r.URL.EscapedPath())
	x.query = trimQuery(r.URL.RawQuery)
	if x.fault == "" && isJSON(r.Header.Get("Content-Type")) {
		x.input = decodeInput(body)
	}
	return x
}

// decide takes the request through the gates, does its work and returns the
// answer.
func (s *Sandbox) decide(x *exchange) *reply {
	if x.fault != "" {
		x.entry.Fault = x.fault
		return &reply{manner: cut}
	}
	if status := int(s.down.Load()); status != 0 {
		x.entry.Fault = "down:" + strconv.Itoa(status)
		return s.failure(x, status)
	}
	if rep := x.misrouted(); rep != nil {
		return rep
	}
	if !s.authorized(x.r) {
		return compact(http.StatusUnauthorized, []byte(`{"message":"Unauthenticated."}`))
	}
	limit, blocked := s.throttle.take(x.at)
	x.limit = limit
	if blocked {
		x.entry.Throttled = true
		return s.limited(limit)
	}
	s.identify(x)
	return s.work(x)
}

// work does what the request asks for, with the fault that hits it, if any.
func (s *Sandbox) work(x *exchange) *reply {
	f, hit := s.dice.pick(x.at, x.route.on(), x.entry.Email, x.entry.Path+"?"+x.entry.Query)
	if !hit {
		return s.control(x).with(x.limit)
	}
	x.entry.Fault = f.label()
	if f.Kind == "later" {
		return s.later(x)
	}
	if !f.After {
		return s.misbehave(x, f, nil)
	}
	rep := s.control(x)
	if rep.manner != whole { // the server closed during the work
		return rep
	}
	return s.misbehave(x, f, rep)
}

// control calls the controller of the route.
func (s *Sandbox) control(x *exchange) *reply {
	switch x.route.op {
	case opCreate:
		return s.create(x)
	case opInvite:
		return s.invite(x)
	case opUpdate:
		return s.update(x)
	case opList:
		return s.list(x)
	case opSearch:
		return s.search(x)
	case opArchive, opRestore:
		return s.archive(x)
	case opDelete:
		return s.remove(x)
	}
	return s.show(x)
}

// authorized tells whether the request carries the key.
func (s *Sandbox) authorized(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	want := *s.key.Load()
	return strings.EqualFold(scheme, "Bearer") && token != "" && (want == "" || token == want)
}

// pause waits for d, or until stop is closed. It tells whether d has passed.
func pause(d time.Duration, stop <-chan struct{}) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-stop:
		return false
	}
}

// closingKey is the context key of the channel that a Server closes when it stops.
type closingKey struct{}

// closing returns that channel, or nil under any other server. Unlike the
// request's own context it outlives the client: the work continues without it.
func closing(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(closingKey{}).(<-chan struct{})
	return c
}
