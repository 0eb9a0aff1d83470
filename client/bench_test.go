package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"partner-import/client/sandbox"
)

// BenchmarkCreate is one create after another over a kept connection; compare
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

// BenchmarkBareHTTP is what net/http alone takes for the same requests.
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
