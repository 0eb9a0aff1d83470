// Command devserver is a Temporal server in memory, for the demo and the tests. It prints
// its address and its namespace, and ends with its stdin.
package main

import (
	"fmt"
	"io"
	"os"

	"go.temporal.io/server/temporaltest"
)

func main() {
	server := temporaltest.NewServer()
	defer server.Stop()
	server.GetDefaultClient() // waits until the server answers
	fmt.Println(server.GetFrontendHostPort(), server.GetDefaultNamespace())
	_, _ = io.Copy(io.Discard, os.Stdin)
}
