//go:build unix

package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// serverAttacks are answers of a server during an import of 20 rows.
func serverAttacks() []attack {
	return []attack{
		answered("another protocol", always(http.StatusSwitchingProtocols, ""), func(*victim) error { return nil }),
		answered("a long id", longIDs, func(v *victim) error {
			if n := len(readable(v.path("partners.report.csv"))); n == 0 || n > 200<<10 {
				return fmt.Errorf("the report has %d bytes", n)
			}
			return nil
		}),
		answered("the key in a success", created(`{"data":{"id":"`+victimKey+`","key":"`+victimKey+`","referral_link":"https://x.eu/`+victimKey+`"}}`), noKey),
		answered("the key in a refusal", toCreates(422, `{"errors":{"`+victimKey+`":["`+victimKey+`"]}}`), noKey),
		answered("one id for all", created(`{"data":{"id":"7","key":"k"}}`), func(v *victim) error {
			if !strings.Contains(v.said, `the id "7" to the rows on lines`) {
				return errors.New("nobody is told")
			}
			return nil
		}),
		answered("controls in a sentence", toCreates(422, `{"message":"\u009b31m \u202eabc \u2066"}`), noEscapes),
		answered("a formula behind a semicolon", created(`{"data":{"id":"x;=1+1;y","key":"a|=2+2","referral_link":"b\t=3+3"}}`), noFormula),
	}
}

// answered is an import of 20 rows against a server.
func answered(name string, server http.HandlerFunc, broke func(*victim) error) attack {
	return attack{name, func(t *testing.T, v *victim) error {
		api := httptest.NewServer(server)
		t.Cleanup(api.Close)
		t.Cleanup(api.CloseClientConnections)
		text := "email\n"
		for i := range 20 {
			text += fmt.Sprintf("p%d@b.eu\n", i)
		}
		v.write(t, "partners.csv", text)
		args := []string{"import", "partners.csv", "--base-url", api.URL, "--rate", "1000/s", "--max-outage", "1s", "--log-file", "-", "--log-level", "debug"}
		if _, err := v.run(args...); err != nil {
			return err
		}
		return broke(v)
	}}
}

func always(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if status == http.StatusSwitchingProtocols {
			hijacked, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = hijacked.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"))
			}
			return // the connection stays open
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// toCreates answers creates so. Nobody is found.
func toCreates(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			always(status, body)(w, r)
		case strings.HasSuffix(r.URL.Path, "/partner"):
			always(404, `{"message":"Partner not found"}`)(w, r)
		default:
			always(200, `{"data":[]}`)(w, r)
		}
	}
}

func created(body string) http.HandlerFunc { return toCreates(201, body) }

// longIDs gives each partner an id of 100 kB, which lookups repeat.
func longIDs(w http.ResponseWriter, r *http.Request) {
	partner := `{"data":{"id":"` + strings.Repeat("x", 100_000) + `","email":"` + r.URL.Query().Get("email") + `"}}`
	switch {
	case r.Method == http.MethodPost:
		always(201, partner)(w, r)
	case strings.HasSuffix(r.URL.Path, "/partner"):
		always(200, partner)(w, r)
	default:
		always(200, `{"data":[]}`)(w, r)
	}
}

func noKey(v *victim) error {
	if before, _, is := strings.Cut(v.wrote(), victimKey); is {
		return fmt.Errorf("the key is in what it wrote, after %q", before[max(0, len(before)-200):])
	}
	return nil
}

func noEscapes(v *victim) error {
	for _, mark := range []string{"\x1b", "\u009b", "\u202e", "\u2066"} {
		if strings.Contains(v.said, mark) {
			return fmt.Errorf("it shows %q", mark)
		}
	}
	return nil
}

func noFormula(v *victim) error {
	report := readable(v.path("partners.report.csv"))
	for _, formula := range []string{";=1+1", "|=2+2", "\t=3+3"} {
		if strings.Contains(report, formula) {
			return fmt.Errorf("the report holds the formula %q", formula)
		}
	}
	if !strings.Contains(report, "=1+1") {
		return fmt.Errorf("the report does not hold the id:\n%s", report)
	}
	return nil
}
