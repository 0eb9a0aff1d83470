// Package config reads fleet.yaml: what files of what customers are imported, when and
// how. What it refuses it names with its line and column, and says what to do.
package config

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"errors"

	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/importer/plainfile"
)

// mostBytes is far more than a fleet of thousands needs.
const mostBytes = 16 << 20

// A Fleet is what a file says.
type Fleet struct {
	Path      string
	Store     string
	Journal   string // "postgres", or "file:" and a folder
	Heartbeat time.Duration
	Slice     time.Duration
	Warnings  []string // what may not be meant, each with its line

	customers map[string]*customer
}

// A customer has one key, one journal and any number of files.
type customer struct {
	name, secret, journal string
	files                 map[string]job.Job
}

// Read reads a fleet. An error begins with the path, and the line and column if it is
// about one.
func Read(path string, now time.Time) (*Fleet, error) {
	content, err := plainfile.Read(path, mostBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %q; name your fleet.yaml (an example is in the docs)", path)
	case err != nil:
		return nil, fmt.Errorf("%v; name a YAML file", err)
	}
	return Parse(path, content, now)
}

// Jobs returns all files of all customers, in the order of their names.
func (f *Fleet) Jobs() (jobs []job.Job) {
	for _, name := range slices.Sorted(maps.Keys(f.customers)) {
		files := f.customers[name].files
		for _, file := range slices.Sorted(maps.Keys(files)) {
			jobs = append(jobs, files[file])
		}
	}
	return jobs
}

// Job returns one file of one customer.
func (f *Fleet) Job(customer, file string) (job.Job, error) {
	c, err := f.find(customer)
	if err != nil {
		return job.Job{}, err
	}
	j, ok := c.files[file]
	if !ok {
		known := slices.Sorted(maps.Keys(c.files))
		return job.Job{}, fmt.Errorf("%s: the customer %q has no file %q%s", f.Path, customer, file, meant(file, known))
	}
	return j, nil
}

// JournalOf returns where the journal of a customer is.
func (f *Fleet) JournalOf(customer string) (string, error) {
	c, err := f.find(customer)
	if err != nil {
		return "", err
	}
	return c.journal, nil
}

func (f *Fleet) find(name string) (*customer, error) {
	c, ok := f.customers[name]
	if !ok {
		return nil, fmt.Errorf("%s has no customer %q%s", f.Path, name, meant(name, slices.Sorted(maps.Keys(f.customers))))
	}
	return c, nil
}
