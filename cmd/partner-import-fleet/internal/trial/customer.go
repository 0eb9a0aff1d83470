package trial

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"partner-import/client/sandbox"
)

// Password is that of every partner, and of the database: it must be nowhere else.
const Password = "Hunter2-of-the-demo"

// A Customer has a sandbox, and files.
type Customer struct {
	Name string
	Box  *sandbox.Sandbox
	Key  string // of the API: a secret

	Settings []string // of partner-import, as lines of YAML such as "rate: 100/s"

	server *sandbox.Server
	files  []*File
	folder string // of the store
}

// A File is one of a customer.
type File struct {
	Name     string
	Rows     int
	Lines    []string // more lines of fleet.yaml, such as "schedule: ..."
	first    int
	customer *Customer
}

// Customer adds a customer with a sandbox. The key is the customer's own.
func (t *Trial) Customer(name string, o sandbox.Options) (*Customer, error) {
	c := &Customer{Name: name, Key: "sk_test_of_" + name, folder: t.path("store")}
	o.Key = c.Key
	c.Box = sandbox.New(o)
	var err error
	if c.server, err = sandbox.Serve("", c.Box); err != nil {
		return nil, err
	}
	t.customers = append(t.customers, c)
	return c, t.secret(c)
}

func (t *Trial) secret(c *Customer) error {
	return os.WriteFile(t.path("secrets", c.Name), []byte(c.Key+"\n"), 0o600)
}

// File adds a file with so many rows. No two files of a customer have a row in common.
func (c *Customer) File(name string, rows int) (*File, error) {
	f := &File{Name: name, Rows: rows, customer: c}
	for _, other := range c.files {
		f.first += other.Rows
	}
	c.files = append(c.files, f)
	return f, f.Write()
}

// source is where the file is in the store.
func (f *File) source() string { return path.Join("incoming", f.customer.Name, f.Name+".csv") }

// Email is the address in a row, which is counted from 0.
func (f *File) Email(row int) string {
	return fmt.Sprintf("p%d@%s.example.com", f.first+row, f.customer.Name)
}

// Write writes the file anew.
func (f *File) Write() error {
	var b strings.Builder
	b.WriteString("email,name,surname,password,tags\n")
	for row := range f.Rows {
		fmt.Fprintf(&b, "%s,Name %d,Sur %d,%s,a;b\n", f.Email(row), row, row, Password)
	}
	return f.Replace(b.String())
}

// Replace gives the file another content.
func (f *File) Replace(text string) error {
	to := filepath.Join(f.customer.folder, filepath.FromSlash(f.source()))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, []byte(text), 0o600)
}

// Customer is whose file it is.
func (f *File) Customer() *Customer { return f.customer }

// Created is how many partners of the customer were created, as the ledger says.
func (f *File) Created() int {
	return f.customer.Box.Count(func(e sandbox.Entry) bool { return e.Created })
}

// describe writes the customer's part of fleet.yaml.
func (c *Customer) describe(to io.Writer) {
	fmt.Fprintf(to, "  %s:\n    key: %s\n    settings:\n      base-url: %s\n", c.Name, c.Name, c.server.URL())
	for _, line := range c.Settings {
		fmt.Fprintf(to, "      %s\n", line)
	}
	fmt.Fprintln(to, "    files:")
	for _, f := range c.files {
		fmt.Fprintf(to, "      %s:\n        from: %s\n", f.Name, f.source())
		for _, line := range f.Lines {
			fmt.Fprintf(to, "        %s\n", line)
		}
	}
}
