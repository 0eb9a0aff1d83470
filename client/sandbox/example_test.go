package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"partner-import/client/sandbox"
)

// A test starts a sandbox, gives its URL to a client, and asks the ledger what
// really happened.
func Example() {
	fault, err := sandbox.ParseFault("502-html-after:first=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	box := sandbox.New(sandbox.Options{Key: "secret", Faults: []sandbox.Fault{fault}})
	srv, err := sandbox.Serve("", box)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()

	for range 2 {
		body := strings.NewReader(`{"email":"john.doe@partnero.com","name":"John","password":"Secret123"}`)
		req, _ := http.NewRequest("POST", srv.URL()+"/partners", body)
		req.Header.Set("Authorization", "Bearer secret")
		req.Header.Set("Accept", "application/json")
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		fmt.Println("client:", resp.Status)
	}
	for _, e := range box.Ledger() {
		fmt.Println("ledger:", e.Seq, e.Status, e.Created, e.Fault, e.Body)
	}

	// Output:
	// client: 502 Bad Gateway
	// client: 422 Unprocessable Entity
	// ledger: 1 502 true 502-html-after {"email":"john.doe@partnero.com","name":"John","password":"***"}
	// ledger: 2 422 false  {"email":"john.doe@partnero.com","name":"John","password":"***"}
}
