package importer

import (
	"context"
	"io"
	"net/http"
	"strings"
)

// sentBody reads the body of a request, which can be read again.
func sentBody(r *http.Request) string {
	if r.Body == nil {
		return ""
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	return string(body)
}

// withBody is the request with another body.
func withBody(r *http.Request, body string) *http.Request {
	again := r.Clone(r.Context())
	again.Body, again.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return again
}

// cloned is a request that outlives its client.
func cloned(r *http.Request) *http.Request {
	body := sentBody(r)
	again := r.Clone(context.Background())
	again.Body = io.NopCloser(strings.NewReader(body))
	return again
}
