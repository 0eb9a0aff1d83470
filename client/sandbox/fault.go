package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Fault is one thing that goes wrong. Kinds:
//
//	"400" … "599"     that status with a JSON body in Laravel's words
//	"502-html"        that status with a proxy's HTML page
//	"502-empty"       that status with no body
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
}

// ParseFault reads a fault as it is written on a command line:
//
//	[ON:]KIND[-after][:AMOUNT[:for=EMAIL|EMAIL…]]
//
// AMOUNT is a percentage ("3%", "0.5%") or "first=N". Without it, every request is
// hit. E-mails are percent-encoded as path segments. Examples: "500:3%",
// "502-html:2%", "cut-after:3%", "find:503:10%", "500-after:first=2". The error
// quotes s and says what is wrong with it.
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

// parseAmount reads AMOUNT[:for=…].
func (f *Fault) parseAmount(s string) (err error) {
	amount, emails, more := strings.Cut(s, ":")
	if n, ok := strings.CutPrefix(amount, "first="); ok {
		f.First, err = strconv.Atoi(n)
		if err != nil || f.First < 1 {
			return fmt.Errorf("first=%s: want a whole number above 0", n)
		}
	} else if f.Share, err = parseShare(amount); err != nil {
		return err
	}
	if !more {
		return nil
	}
	list, ok := strings.CutPrefix(emails, "for=")
	if !ok {
		return fmt.Errorf("%q: want for=EMAIL", emails)
	}
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
	if f.First > 0 {
		fmt.Fprintf(&b, ":first=%d", f.First)
	} else {
		b.WriteString(":" + percent(f.Share))
	}
	for i, e := range f.Emails {
		b.WriteString([]string{":for=", "|"}[min(i, 1)] + url.PathEscape(e))
	}
	return b.String()
}

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
	if slices.Contains([]string{"reset", "cut", "cut-headers", "truncated", "html200", "huge", "hang", "slow"}, s) {
		return true
	}
	code, form, _ := strings.Cut(s, "-")
	return statusOf(code) != 0 && (s == code || form == "html" || form == "empty")
}

// statusOf reads a status from 400 to 599, or gives 0.
func statusOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 3 || n < 400 || n > 599 {
		return 0
	}
	return n
}
