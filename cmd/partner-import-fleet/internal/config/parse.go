package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// A parser makes a fleet of nodes.
type parser struct {
	reader
	fleet    *Fleet
	now      time.Time // for the schedules
	names    []string  // of the settings that may be here
	defaults settings.Named
	secrets  map[string]*yaml.Node // who has each key
}

// Parse reads the content of a fleet.yaml. The path is for messages, and for paths in
// the file.
func Parse(path string, content []byte, now time.Time) (*Fleet, error) {
	p := &parser{
		reader:  reader{path},
		fleet:   &Fleet{Path: path, Heartbeat: job.Heartbeat, Slice: job.Slice, customers: map[string]*customer{}},
		now:     now,
		names:   settingNames(),
		secrets: map[string]*yaml.Node{},
	}
	root, err := p.root(content)
	if err != nil {
		return nil, err
	}
	return p.fleet, p.readFleet(root)
}

func (p *parser) readFleet(root *yaml.Node) error {
	top, err := p.entries(root, []string{"store", "journal", "heartbeat", "slice", "defaults", "customers"}, "store: file:///srv/imports")
	if err != nil {
		return err
	}
	var customers *yaml.Node
	for _, e := range top {
		switch e.name.Value {
		case "store":
			p.fleet.Store, err = p.store(e)
		case "journal":
			p.fleet.Journal, err = p.journal(e)
		case "heartbeat":
			p.fleet.Heartbeat, err = p.duration(e, 2*time.Second, 10*time.Minute)
		case "slice":
			p.fleet.Slice, err = p.duration(e, time.Second, 24*time.Hour)
		case "defaults":
			p.defaults, err = p.settings(e, nil)
		case "customers":
			customers = e.value
		}
		if err != nil {
			return err
		}
	}
	if err := p.complete(root, customers); err != nil {
		return err
	}
	return p.readCustomers(customers)
}

// complete refuses a fleet that lacks what no run can do without.
func (p *parser) complete(root, customers *yaml.Node) error {
	switch {
	case p.fleet.Store == "":
		return p.wrong(root, `add where copies and reports go, such as "store: file:///srv/imports"`)
	case p.fleet.Journal == "":
		return p.wrong(root, `add where the journals are: "journal: postgres", or "journal: file:/mnt/journals" for a folder that all workers see`)
	case customers == nil:
		return p.wrong(root, `add "customers:"`)
	}
	return nil
}

// store reads where copies and outputs go.
func (p *parser) store(e entry) (string, error) {
	text, err := p.text(e)
	if err != nil {
		return "", err
	}
	if _, _, err := store.Locate(text, "any"); err != nil {
		return "", p.wrong(e.value, "%v", err)
	}
	return strings.TrimSuffix(text, "/"), nil
}

// journal reads where the journals are.
func (p *parser) journal(e entry) (string, error) {
	text, err := p.text(e)
	if err != nil || text == "postgres" {
		return text, err
	}
	dir, isFile := strings.CutPrefix(text, "file:")
	if dir = strings.TrimPrefix(dir, "//"); !isFile || !filepath.IsAbs(dir) {
		return "", p.wrong(e.value, `%q is not a place for journals; write "postgres", or "file:" and a folder that all workers see, such as file:/mnt/journals`, text)
	}
	return "file:" + filepath.Clean(dir), nil
}

// journalOf is the journal of one customer.
func (p *parser) journalOf(name string) string {
	if dir, isFile := strings.CutPrefix(p.fleet.Journal, "file:"); isFile {
		return filepath.Join(dir, name+".journal")
	}
	return "postgres:" + name
}

func (p *parser) readCustomers(n *yaml.Node) error {
	list, err := p.entries(n, nil, "acme:")
	for i := 0; i < len(list) && err == nil; i++ {
		err = p.readCustomer(list[i])
	}
	return err
}

func (p *parser) readCustomer(at entry) error {
	fields, err := p.entries(at.value, []string{"key", "settings", "files"}, "key: acme")
	if err != nil {
		return err
	}
	c := &customer{name: at.name.Value, journal: p.journalOf(at.name.Value), files: map[string]job.Job{}}
	own, files := p.defaults, (*yaml.Node)(nil)
	for _, e := range fields {
		switch e.name.Value {
		case "key":
			c.secret, err = p.secret(e)
		case "settings":
			own, err = p.settings(e, p.defaults)
		case "files":
			files = e.value
		}
		if err != nil {
			return err
		}
	}
	switch {
	case c.secret == "":
		return p.wrong(at.name, `add the name of the customer's key, such as "key: %s"; the key itself is in the file of that name in $FLEET_SECRETS`, c.name)
	case files == nil:
		return p.wrong(at.name, `add "files:" with the files of %q`, c.name)
	}
	p.fleet.customers[c.name] = c
	return p.readFiles(c, files, own)
}

// secret reads the name of a key. Two customers with one key would have one quota, and
// two journals that do not know of each other.
func (p *parser) secret(e entry) (string, error) {
	if err := p.isID(e.value); err != nil {
		return "", err
	}
	if first := p.secrets[e.value.Value]; first != nil {
		return "", p.wrong(e.value, "the key %q belongs to another customer (line %d); give each customer a key, or put the files under one customer", e.value.Value, first.Line)
	}
	p.secrets[e.value.Value] = e.value
	return e.value.Value, nil
}

func (p *parser) readFiles(c *customer, n *yaml.Node, own settings.Named) error {
	list, err := p.entries(n, nil, "partners: {from: incoming/partners.csv}")
	for i := 0; i < len(list) && err == nil; i++ {
		err = p.readFile(c, list[i], own)
	}
	return err
}

func (p *parser) readFile(c *customer, at entry, own settings.Named) error {
	f := file{parser: p, job: job.Job{
		Customer: c.name, File: at.name.Value, Store: p.fleet.Store, Journal: c.journal, Secret: c.secret,
		Heartbeat: p.fleet.Heartbeat, Slice: p.fleet.Slice,
	}, own: own}
	fields, err := p.entries(at.value, []string{"from", "schedule", "zone", "until", "jitter", "settings"}, "from: incoming/partners.csv")
	for i := 0; i < len(fields) && err == nil; i++ {
		err = f.read(fields[i])
	}
	if err == nil {
		err = f.finish(at)
	}
	c.files[f.job.File] = f.job
	return err
}

// warn notes what may not be meant.
func (p *parser) warn(at *yaml.Node, format string, args ...any) {
	p.fleet.Warnings = append(p.fleet.Warnings, p.at(at)+": "+fmt.Sprintf(format, args...))
}

// hasAddress reports whether a text names somebody: it would be in the history.
func hasAddress(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, "@") })
}
