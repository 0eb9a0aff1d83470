package importer_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// Connect uses the sandbox. For the real API, leave out BaseURL and
// give the program's own key.
func Connect() (*client.Client, func()) {
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{}))
	if err != nil {
		log.Fatal(err)
	}
	key, err := client.NewKey("sk_test_0123456789")
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(client.Options{Key: key, BaseURL: server.URL()})
	if err != nil {
		log.Fatal(err)
	}
	return c, func() { c.Close(); server.Close() }
}

// Put writes a file into a folder of its own.
func Put(text string) (path string, remove func()) {
	dir, err := os.MkdirTemp("", "example-*")
	if err != nil {
		log.Fatal(err)
	}
	path = filepath.Join(dir, "partners.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}
	return path, func() { os.RemoveAll(dir) }
}

// An import writes its report, the failed rows, a summary and the journal next to the
// file. The same import again sends nothing.
func Example() {
	c, closeAll := Connect()
	defer closeAll()
	path, remove := Put("email,name,id\njane@example.com,Jane,aff-1001\nnot an address,Joe,aff-1002\n")
	defer remove()
	for range 2 {
		source, err := source.Open(path, source.Options{})
		if err != nil {
			log.Fatal(err)
		}
		defer source.Close()
		summary, err := importer.New(c, importer.Options{Target: importer.TargetSummary{Host: c.Host()}}).Run(context.Background(), source)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(summary.Rows, "rows,", summary.Counts[row.Created], "created,", summary.Counts[row.Invalid], "invalid,", summary.Requests, "requests")
	}
	report, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".report.csv")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(string(report), "1,2,created,jane@example.com,aff-1001,"))
	// Output:
	// 2 rows, 1 created, 1 invalid, 2 requests
	// 2 rows, 1 created, 1 invalid, 1 requests
	// true
}

// A dry run sends nothing, needs no client, and says what it found.
func ExampleImporter_Run_dryRun() {
	path, remove := Put("email,name\njane@example.com,Jane\nJANE@example.com,Jane\njoe.example.com,Joe\n")
	defer remove()
	source, err := source.Open(path, source.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	summary, err := importer.New(nil, importer.Options{DryRun: true}).Run(context.Background(), source)
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range summary.Findings {
		fmt.Println(finding.Count, finding.Code, finding.Lines)
	}
	// Output:
	// 1 duplicate_email [3]
	// 1 email_invalid [4]
}

// A soft stop lets the requests in flight finish; every row has its line, and
// the next run continues.
func ExampleImporter_Stop() {
	c, closeAll := Connect()
	defer closeAll()
	path, remove := Put("email\na@example.com\nb@example.com\nc@example.com\n")
	defer remove()
	source, err := source.Open(path, source.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	var im *importer.Importer
	im = importer.New(c, importer.Options{
		Rate: client.LimiterOptions{Rate: 1},
		OnProgress: func(p importer.Progress) {
			if p.Done > 0 {
				im.Stop(stop.Time, errors.New("that is enough for today"))
			}
		},
	})
	summary, err := im.Run(context.Background(), source)
	var stop *stop.Error
	if errors.As(err, &stop) {
		fmt.Println(stop)
	}
	fmt.Println(summary.Counts[row.Created]+summary.Counts[row.Unsent] == summary.Rows, summary.Counts[row.Unsent] > 0, summary.ExitStatus)
	// Output:
	// stopped: time is over: that is enough for today
	// true true 3
}
