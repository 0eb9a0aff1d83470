package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is one thing that goes wrong. Kinds:
//
//	"200" … "599"     that status with a JSON body in Laravel's words
//	"502-html"        that status with a proxy's HTML page
//	"502-empty"       that status with no body
//	"404-text"        that status with a line of plain text, as of an ingress
//	"status0"         status 200 that says in its body that nothing was done
//	"later"           status 202 with no body; the work is done after Options.LateInsert
//	"reset"           no answer, the connection is reset (RST)
//	"cut"             no answer, the connection is closed (FIN)
//	"cut-headers"     status and headers of a success, then closed before the body
//	"truncated"       the same, and the body stops in the middle
//	"html200"         status 200 with an HTML page
//	"huge"            10 MiB of white space, then the answer
//	"hang"            nothing, until the client gives up or the server closes
//	"slow"            headers at once, then 16 bytes of body every 100 ms
//
// With After, "cut-headers", "truncated", "huge" and "slow" spoil the true answer,
// whatever it is. Without After there is no true answer. The first three then
// begin like a success (201 for a create, otherwise 200) that names no partner, and
// "slow" sends white space for ever. The other kinds look the same either way. Any
// 429 has a Retry-After as Options.RetryAfter says, one Window ahead. An unknown
// Kind acts like "500".
//
// "reset", "cut" and "hang" need the connection itself. If they cannot get it
// (HTTP/2, an [net/http/httptest.ResponseRecorder]), the answer is an empty 502.
//
// Note that Go's own HTTP client silently repeats a GET that was cut or reset on a
// connection that had served before.
type Fault struct {
	Kind   string   // what happens, see above
	After  bool     // true: the work is done before it goes wrong; false: it is not done
	Share  float64  // probability for each request, 0 to 1; shares of faults add up, at most to 1
	First  int      // if > 0, so many matching requests are hit first, and Share does not count
	On     string   // "create" (also if empty), "find" (includes search), "list", "update", "invite", "archive", "restore", "delete" or "any"
	Emails []string // if not empty: only requests for these e-mails, without regard to case

	From  time.Duration // only requests so long after the first one
	Lasts time.Duration // if > 0, and for so long from then on; Share and First do not count
	Says  string        // the sentence of a JSON body; default that of Laravel
	Wait  string        // the Retry-After of the answer; default none
}

// ParseFault reads a fault as it is written on a command line:
//
//	[ON:]KIND[-after][:AMOUNT][:for=EMAIL|EMAIL…][:says=TEXT][:wait=TEXT]
//
// AMOUNT is a percentage ("3%", "0.5%"), "first=N", or "at=FROM+TIME": a stretch of
// time since the first request. Without it, every request is hit. E-mails and texts are
// percent-encoded as path segments. Examples: "500:3%", "502-html:2%",
// "cut-after:3%", "find:503:10%", "500-after:first=2", "any:404-text:at=2s+8s",
// "403:first=1:wait=6". The error quotes s and says what is wrong with it.
func ParseFault(s string) (Fault, error) {
	var f Fault
	head, rest, more := strings.Cut(s, ":")
	if isOn(head) {
		f.On = head
		head, rest, more = strings.Cut(rest, ":")
	}
	f.Kind, f.After = strings.CutSuffix(head, "-after")
	if !isKind(f.Kind) {
		return Fault{}, fmt.Errorf("fault %q: unknown kind %q", s, f.Kind)
	}
	if !more {
		f.Share = 1
		return f, nil
	}
	if err := f.parseAmount(rest); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", s, err)
	}
	return f, nil
}

// parseAmount reads AMOUNT and the options, in any order.
func (f *Fault) parseAmount(s string) error {
	f.Share = 1
	for part := range strings.SplitSeq(s, ":") {
		if err := f.parsePart(part); err != nil {
			return err
		}
	}
	return nil
}

func (f *Fault) parsePart(s string) (err error) {
	name, value, named := strings.Cut(s, "=")
	switch {
	case !named:
		f.Share, err = parseShare(s)
	case name == "first":
		f.Share = 0
		if f.First, err = strconv.Atoi(value); err != nil || f.First < 1 {
			return fmt.Errorf("first=%s: want a whole number above 0", value)
		}
	case name == "at":
		return f.parseTime(value)
	case name == "for":
		return f.parseEmails(value)
	case name == "says":
		f.Says, err = url.PathUnescape(value)
	case name == "wait":
		f.Wait, err = url.PathUnescape(value)
	default:
		return fmt.Errorf("%q: want for=EMAIL, says=TEXT or wait=TEXT", s)
	}
	return err
}

// parseTime reads FROM+TIME.
func (f *Fault) parseTime(s string) error {
	from, lasts, _ := strings.Cut(s, "+")
	var wrong error
	f.From, wrong = time.ParseDuration(from)
	if d, err := time.ParseDuration(lasts); err != nil || wrong != nil || d <= 0 || f.From < 0 {
		return fmt.Errorf("at=%s: want two times, as in at=2s+8s", s)
	} else {
		f.Share, f.Lasts = 0, d
	}
	return nil
}

func (f *Fault) parseEmails(list string) error {
	for e := range strings.SplitSeq(list, "|") {
		e, err := url.PathUnescape(e)
		if err != nil || e == "" {
			return fmt.Errorf("for=%s: want e-mails with | between them", list)
		}
		f.Emails = append(f.Emails, e)
	}
	return nil
}

// parseShare reads "3%" as 0.03. It moves the decimal point in the text, not by
// arithmetic. So no digit is lost, and String is an exact inverse.
func parseShare(s string) (float64, error) {
	n, ok := strings.CutSuffix(s, "%")
	if !ok || strings.Trim(n, "0123456789.") != "" {
		return 0, fmt.Errorf("amount %q: want a percentage like 3%% or first=N", s)
	}
	share, err := strconv.ParseFloat(n+"e-2", 64)
	if err != nil || share > 1 {
		return 0, fmt.Errorf("amount %q: want 0%% to 100%%", s)
	}
	return share, nil
}

// String writes f in the form that [ParseFault] reads.
func (f Fault) String() string {
	var b strings.Builder
	if f.On != "" {
		b.WriteString(f.On + ":")
	}
	b.WriteString(f.label())
	switch {
	case f.Lasts > 0:
		fmt.Fprintf(&b, ":at=%s+%s", f.From, f.Lasts)
	case f.First > 0:
		fmt.Fprintf(&b, ":first=%d", f.First)
	default:
		b.WriteString(":" + percent(f.Share))
	}
	for i, e := range f.Emails {
		b.WriteString([]string{":for=", "|"}[min(i, 1)] + escapePart(e))
	}
	if f.Says != "" {
		b.WriteString(":says=" + escapePart(f.Says))
	}
	if f.Wait != "" {
		b.WriteString(":wait=" + escapePart(f.Wait))
	}
	return b.String()
}

// escapePart also escapes what is between the parts of a fault.
func escapePart(s string) string { return strings.ReplaceAll(url.PathEscape(s), ":", "%3A") }

// label names the fault in the ledger: its kind, and "-after" if the work was done.
func (f Fault) label() string {
	if f.After {
		return f.Kind + "-after"
	}
	return f.Kind
}

// percent moves the decimal point of the shortest text of share by two places.
func percent(share float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(share, 'f', -1, 64), ".")
	for len(part) < 2 {
		part += "0"
	}
	whole, part = strings.TrimLeft(whole+part[:2], "0"), part[2:]
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	}
	return whole + "%"
}

func isOn(s string) bool {
	return slices.Contains([]string{opCreate, opFind, opList, opUpdate, opInvite, opArchive, opRestore, opDelete, "any"}, s)
}

func isKind(s string) bool {
	if slices.Contains([]string{"reset", "cut", "cut-headers", "truncated", "html200", "huge", "hang", "slow", "status0", "later"}, s) {
		return true
	}
	code, form, _ := strings.Cut(s, "-")
	return statusOf(code) != 0 && (s == code || form == "html" || form == "empty" || form == "text")
}

// statusOf reads a status from 200 to 599, or gives 0.
func statusOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 3 || n < 200 || n > 599 {
		return 0
	}
	return n
}
