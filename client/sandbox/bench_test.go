package sandbox

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkCreate is a create straight into the handler, with 200,000 partners in it.
func BenchmarkCreate(b *testing.B) {
	there := make([]Partner, 200_000)
	for i := range there {
		there[i].Email = fmt.Sprintf("old%d@example.com", i)
	}
	box := New(Options{Partners: there, Discard: true})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		body := fmt.Sprintf(`{"email":"new%d@example.com","name":"John","surname":"Doe","tags":["new","premium"]}`, n)
		r := httptest.NewRequest("POST", "/v1/partners", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer k")
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		box.ServeHTTP(w, r)
		if w.Code != 201 {
			b.Fatal(w.Code, w.Body)
		}
	}
}
