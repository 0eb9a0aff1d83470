package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
)

// A connection is to the API that a run needs: none for a dry run, one to a
// sandbox of our own, or one to the real one.
type connection struct {
	partners    importer.Partners
	target      importer.TargetSummary
	fingerprint string
	close       func()
}

func (r *runner) connect() (connection, error) {
	none := connection{close: func() {}}
	if !r.Sends() && !r.Online {
		return none, nil
	}
	o := client.Options{
		BaseURL: r.BaseURL,
		Workers: r.Workers(), Timeout: r.Timeout(), Agent: "partner-import/" + version(),
	}
	var err error
	stop := none.close
	if r.Sandbox {
		o.Key, o.BaseURL, stop, err = startSandbox()
	} else {
		o.Key, err = r.key()
	}
	if err != nil {
		return none, err
	}
	c, err := client.New(o)
	if err != nil {
		stop()
		return none, usageError{err.Error()}
	}
	return connection{
		partners:    c,
		target:      importer.TargetSummary{Host: c.Host(), Key: o.Key.Last4()},
		fingerprint: o.Key.Fingerprint(),
		close:       func() { c.Close(); stop() },
	}, nil
}

func startSandbox() (client.Key, string, func(), error) {
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{Discard: true}))
	if err != nil {
		return client.Key{}, "", nil, err
	}
	key, err := client.NewKey("sandbox")
	return key, server.URL(), func() { server.Close() }, err
}

// key reads the API key from the file that was named, or the environment.
func (r *runner) key() (client.Key, error) {
	text, where := r.env.variable("PARTNERO_API_KEY"), "the environment variable PARTNERO_API_KEY"
	said := r.SetBy("api-key-file")
	if said != "" && text != "" {
		return client.Key{}, usageError{said + ": a key file is named, and PARTNERO_API_KEY is set as well; unset the variable, or name the file with --api-key-file, so that it is certain which key is meant"}
	}
	if r.KeyFile != "" {
		content, err := os.ReadFile(r.KeyFile)
		if err != nil {
			return client.Key{}, usageError{unreadableKey(r.KeyFile, said, err)}
		}
		text, where = string(content), "the key file "+r.KeyFile
	}
	if text == "" && r.KeyFile == "" {
		without := "to try without one, add --sandbox"
		if r.Online {
			without = "to check without one, leave out --online"
		}
		return client.Key{}, usageError{"there is no API key: set the environment variable PARTNERO_API_KEY, or name a file with --api-key-file (the key is shown at Integration → API in your program; " + without + ")"}
	}
	key, err := client.NewKey(text)
	if err != nil {
		return key, usageError{where + ": " + err.Error() + "; put the key alone there, as it is shown at Integration → API in your program"}
	}
	return key, nil
}

// unreadableKey does not repeat what may be the key itself, given for a file.
func unreadableKey(name, said string, err error) string {
	flag, bare := "--api-key-file", filepath.Base(name) == name
	if said != "" {
		flag, bare = said+": api-key-file", true // the config file's folder was put before it
	}
	if errors.Is(err, fs.ErrNotExist) && bare && filepath.Ext(name) == "" {
		return flag + " names no file; it takes the name of a file that holds the key, not the key"
	}
	return fmt.Sprintf("the key file %s cannot be read: %v", name, errors.Unwrap(err))
}

func (e environment) variable(name string) string {
	value, _ := e.lookup(name)
	return value
}
