//go:build unix

package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
)

// These are commands of the test binary: the barest programs, which the program is
// measured against.

// bareCSVMain reads a file through encoding/csv and does nothing with it;
// frugalCSVMain does so without new memory for each row.
func bareCSVMain()   { readCSV(false) }
func frugalCSVMain() { readCSV(true) }

func readCSV(reuse bool) {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	r := csv.NewReader(bufio.NewReaderSize(file, 64<<10))
	r.ReuseRecord = reuse
	for {
		if _, err := r.Read(); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
	}
}

// bareHTTPMain posts the rows of a file, 16 at a time, and reads the ids in the
// answers: no journal, no report, no second look at anything.
func bareHTTPMain() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	r := csv.NewReader(file)
	header, err := r.Read()
	if err != nil {
		panic(err)
	}
	rows := make(chan []string, 64)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for row := range rows {
				post(transport, os.Args[2]+"/partners", header, row)
			}
		})
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		} else if err != nil {
			panic(err)
		}
		rows <- row
	}
	close(rows)
	workers.Wait()
}

func post(transport *http.Transport, url string, header, row []string) {
	fields := map[string]string{}
	for i, name := range header {
		fields[name] = row[i]
	}
	body, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(string(body)))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer any")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	answer, err := transport.RoundTrip(request)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	var created struct{ Data struct{ ID string } }
	if err := json.NewDecoder(answer.Body).Decode(&created); err != nil || created.Data.ID == "" {
		panic(fmt.Sprint(answer.Status, err))
	}
	_, _ = io.Copy(io.Discard, answer.Body)
}
