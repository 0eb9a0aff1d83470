package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"partner-import/client/sandbox"
)

// BenchmarkCreate sends one create after another over a kept connection. Compare
// it with BenchmarkBareHTTP.
func BenchmarkCreate(b *testing.B) {
	_, c := box(b, sandbox.Options{Discard: true})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		p := NewPartner{Email: fmt.Sprintf("p%d@example.com", n), Name: "John", Surname: "Doe", Tags: []string{"new", "premium"}}
		if _, err := c.Create(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareHTTP makes the same requests with net/http alone.
func BenchmarkBareHTTP(b *testing.B) {
	_, c := box(b, sandbox.Options{Discard: true})
	transport := &http.Transport{}
	b.Cleanup(transport.CloseIdleConnections)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		body := fmt.Sprintf(`{"email":"p%d@example.com","name":"John","surname":"Doe","tags":["new","premium"]}`, n)
		r, err := http.NewRequest(http.MethodPost, c.base+"/partners", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Type", "application/json")
		answer, err := transport.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		if _ = answer.Body.Close(); answer.StatusCode != http.StatusCreated {
			b.Fatal(answer.Status)
		}
	}
}

// BenchmarkDecode reads the answer to a create. Compare it with BenchmarkBareJSON.
func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(createdAnswer)))
	b.ReportAllocs()
	for b.Loop() {
		data, err := answerData(operation{answer: aPartner}, http.StatusCreated, []byte(createdAnswer))
		if p := readPartner(data); err != nil || p.ID != "aff-1" {
			b.Fatal(err, p)
		}
	}
}

// BenchmarkBareJSON is encoding/json alone on the same bytes, into plain fields.
func BenchmarkBareJSON(b *testing.B) {
	b.SetBytes(int64(len(createdAnswer)))
	b.ReportAllocs()
	for b.Loop() {
		var answer struct {
			Data struct {
				ID, Key, Email, Name, Surname, Status string
				Tags                                  []struct{ Value string }
				Links                                 []string `json:"referral_links"`
				CreatedAt                             string   `json:"created_at"`
			}
		}
		if err := json.Unmarshal([]byte(createdAnswer), &answer); err != nil || answer.Data.ID != "aff-1" {
			b.Fatal(err, answer)
		}
	}
}

// createdAnswer has the fields of the documentation's example.
const createdAnswer = `{"data":{"id":"aff-1","key":"a1b2c3d4","email":"john.doe@example.com","name":"John","surname":"Doe",` +
	`"tags":[{"value":"new"},{"value":"premium"}],"status":"active","approved":true,"customers":{"count":0},` +
	`"referral_links":["https://partners.example.com?aff=a1b2c3d4"],"created_at":"2025-04-30T16:44:13.000000Z",` +
	`"updated_at":"2025-04-30T16:44:13.000000Z"},"status":1}`

// BenchmarkRequest makes the request for a partner, without a connection.
func BenchmarkRequest(b *testing.B) {
	_, c := box(b, sandbox.Options{Discard: true})
	op := operation{name: "create partner", method: http.MethodPost}
	p := NewPartner{Email: "john.doe@example.com", Name: "John", Surname: "Doe", ID: "aff-1", Tags: []string{"new", "premium"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.request(context.Background(), op, "/partners", p); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLimiter is the cost of a turn that is always free.
func BenchmarkLimiter(b *testing.B) {
	l := NewLimiter(LimiterOptions{Rate: 1e9})
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Wait(context.Background()); err != nil {
			b.Fatal(err)
		}
		l.Accepted()
	}
}
