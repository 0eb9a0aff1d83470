package client

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"partner-import/client/sandbox"
)

// TestArchive: a partner is archived, restored and deleted, and what the API says of
// a request that has nothing to do is an error of its own kind.
func TestArchive(t *testing.T) {
	b, c := box(t, sandbox.Options{Partners: []sandbox.Partner{{Email: "a@example.com", ID: "a b/%2F"}}})
	const id = "a b/%2F"
	ctx := t.Context()
	for i, step := range []struct {
		name   string
		do     func() error
		kind   Kind
		status string // of the partner after it
	}{
		{"restore what is not archived", func() error { return c.Restore(ctx, id) }, Refused, "active"},
		{"archive", func() error { return c.Archive(ctx, id) }, 0, "archived"},
		{"archive twice", func() error { return c.Archive(ctx, id) }, Refused, "archived"},
		{"archive nobody", func() error { return c.Archive(ctx, "nobody") }, NotFound, "archived"},
		{"restore", func() error { return c.Restore(ctx, id) }, 0, "active"},
		{"delete", func() error { return c.Delete(ctx, id) }, 0, ""},
		{"delete twice", func() error { return c.Delete(ctx, id) }, NotFound, ""},
		{"restore what is deleted", func() error { return c.Restore(ctx, id) }, NotFound, ""},
	} {
		if err := step.do(); KindOf(err) != step.kind || step.kind == 0 && err != nil {
			t.Errorf("%d %s = %v; want kind %v", i, step.name, err, step.kind)
		}
		p, err := c.Get(ctx, id)
		if p.Status != step.status || p.IsArchived() != (step.status == "archived") || (err == nil) != (step.status != "") {
			t.Errorf("%d after %s: status %q, %v; want %q", i, step.name, p.Status, err, step.status)
		}
	}
	if n := b.Count(func(e sandbox.Entry) bool { return e.Action != "" }); n != 3 {
		t.Errorf("the ledger has %d actions; want 3", n)
	}
	for name, err := range map[string]error{"archive": c.Archive(ctx, ""), "delete": c.Delete(ctx, "")} {
		if err == nil || KindOf(err) != 0 {
			t.Errorf("%s without an id = %v; want an error before any request", name, err)
		}
	}
}

// TestArchiveUnknownPath: a 404 of a server that does not know the path does not say
// that the partner is gone.
func TestArchiveUnknownPath(t *testing.T) {
	for name, body := range map[string]string{
		"a page": "<html>404</html>", "nothing": "", "a route": `{"message":"The route v1/partners/x could not be found."}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(body))
		}))
		key, err := NewKey("k")
		if err != nil {
			t.Fatal(err)
		}
		c, err := New(Options{Key: key, BaseURL: server.URL + "/v1"})
		if err != nil {
			t.Fatal(err)
		}
		_, got := c.Get(t.Context(), "x")
		for what, err := range map[string]error{"archive": c.Archive(t.Context(), "x"), "delete": c.Delete(t.Context(), "x"), "get": got} {
			if KindOf(err) != Foreign {
				t.Errorf("%s after %s = %v; want Foreign", what, name, err)
			}
		}
		c.Close()
		server.Close()
	}
}
