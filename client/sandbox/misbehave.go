package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
)

// misbehave makes the answer of a fault. done is the true answer if the work was
// done, and nil if not.
func (s *Sandbox) misbehave(x *exchange, f Fault, done *reply) *reply {
	rep := s.answerOf(x, f, done)
	if f.Wait != "" {
		rep = rep.with(http.Header{"Retry-After": {f.Wait}})
	}
	return rep
}

func (s *Sandbox) answerOf(x *exchange, f Fault, done *reply) *reply {
	switch f.Kind {
	case "reset":
		return &reply{manner: reset}
	case "cut":
		return &reply{manner: cut}
	case "hang":
		return &reply{manner: hang}
	case "html200":
		return page(http.StatusOK)
	case "status0":
		body := newObject(nil)
		body.number("status", 0)
		body.text("message", cmp.Or(f.Says, "Something went wrong."))
		return compact(http.StatusOK, body.end()).with(x.limit)
	case "cut-headers", "truncated", "huge", "slow":
		return x.spoil(f.Kind, done).with(x.limit)
	}
	code, form, _ := strings.Cut(f.Kind, "-")
	status := statusOf(code)
	switch {
	case status == 0:
		return s.failure(x, http.StatusInternalServerError)
	case form == "html":
		return page(status).with(s.retryAfter(x, status))
	case form == "empty":
		return (&reply{status: status}).with(s.retryAfter(x, status))
	case form == "text":
		text := cmp.Or(f.Says, "default backend - "+code)
		return (&reply{status: status, media: "text/plain", body: []byte(text)}).with(s.retryAfter(x, status))
	case f.Says != "":
		return pretty(status, f.Says).with(x.limit).with(s.retryAfter(x, status))
	}
	return s.failure(x, status)
}

// limited is the answer above the limit.
func (s *Sandbox) limited(limit http.Header) *reply {
	code, form, _ := strings.Cut(cmp.Or(s.opts.LimitAs, "429"), "-")
	switch status := cmp.Or(statusOf(code), http.StatusTooManyRequests); form {
	case "html":
		return page(status)
	case "empty":
		return &reply{status: status}
	default:
		return pretty(status, "Too Many Attempts.").with(limit)
	}
}

// later acknowledges a request, and does its work after LateInsert, like a queue.
func (s *Sandbox) later(x *exchange) *reply {
	again := *x
	again.entry = Entry{} // the ledger has the request as it was answered
	go s.control(&again)
	return &reply{status: http.StatusAccepted}
}

// spoil sends a success in a bad manner.
func (x *exchange) spoil(kind string, done *reply) *reply {
	rep := done
	if rep == nil {
		rep = x.pretence()
	}
	switch kind {
	case "cut-headers":
		rep.manner, rep.length, rep.body = headers, len(rep.body), nil
	case "truncated":
		rep.manner, rep.length, rep.body = truncated, len(rep.body), rep.body[:len(rep.body)/2]
	case "huge":
		rep.manner = padded
	case "slow":
		rep.manner = dripping
		if done == nil {
			rep.manner = endless
		}
	}
	return rep
}

// pretence looks like a success at first sight. It names no partner, because there
// is none.
func (x *exchange) pretence() *reply {
	status := http.StatusOK
	if x.route.op == opCreate {
		status = http.StatusCreated
	}
	return compact(status, []byte(`{"data":[],"status":1}`))
}

// failure is an error status with a body in Laravel's words.
func (s *Sandbox) failure(x *exchange, status int) *reply {
	rep := pretty(status, laravelMessage(status))
	if status == http.StatusUnprocessableEntity {
		rep = compact(status, []byte(`{"message":"The given data was invalid.","errors":[]}`))
	}
	return rep.with(x.limit).with(s.retryAfter(x, status))
}

// retryAfter gives the 429 of a fault the same headers as the limiter's own.
func (s *Sandbox) retryAfter(x *exchange, status int) http.Header {
	h := http.Header{}
	if status == http.StatusTooManyRequests {
		s.throttle.announce(h, x.at, x.at.Add(s.opts.Window))
	}
	return h
}

// laravelMessage is what Laravel says when a request ends with a status.
func laravelMessage(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "Unauthenticated."
	case http.StatusForbidden:
		return "This action is unauthorized."
	case http.StatusNotFound:
		return "Not found."
	case http.StatusRequestEntityTooLarge:
		return "The POST data is too large."
	case http.StatusTooManyRequests:
		return "Too Many Attempts."
	case http.StatusInternalServerError:
		return "Server Error"
	}
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "Server Error"
}

// page is what a proxy in front of the program shows.
func page(status int) *reply {
	title := strings.TrimSpace(fmt.Sprint(status, " ", http.StatusText(status)))
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	return &reply{status: status, media: "text/html", body: []byte(body)}
}
