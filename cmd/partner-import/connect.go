package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/cmd/internal/settings"
	"partner-import/importer"
	"partner-import/importer/plainfile"
)

// mostKey is how many bytes a key file may have.
const mostKey = 64 << 10

// A connection is to the API that a run needs: none for a dry run, one to our own
// sandbox, or one to Partnero.
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
	o := r.ClientOptions()
	o.Agent = "partner-import/" + version()
	var err error
	stop := none.close
	if r.Sandbox {
		o.Key, o.BaseURL, stop, err = startSandbox()
	} else if o.Key, err = r.key(); err == nil {
		err = settings.CheckProxy(cmp.Or(r.BaseURL, client.DefaultBaseURL), r.env.lookup)
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

// key reads the API key from the file that the user named, or the environment.
func (r *runner) key() (client.Key, error) {
	text, where := r.env.variable("PARTNERO_API_KEY"), "the environment variable PARTNERO_API_KEY"
	said := r.SetBy("api-key-file")
	if said != "" && text != "" {
		return client.Key{}, usageError{said + ": unset PARTNERO_API_KEY, or choose the key with --api-key-file. This line names a key file and the variable holds a key, and they may differ"}
	}
	if r.KeyFile != "" {
		content, err := plainfile.Read(r.KeyFile, mostKey)
		if err != nil {
			return client.Key{}, usageError{unreadableKey(r.KeyFile, said, err)}
		}
		text, where = string(content), "the key file "+r.KeyFile
	}
	if text == "" && r.KeyFile == "" {
		without := "To try it without a key, add --sandbox."
		if r.Online {
			without = "To check without a key, leave out --online."
		}
		return client.Key{}, usageError{"set the environment variable PARTNERO_API_KEY to your API key (" + settingKey() + "), or put the key in a file and add --api-key-file. You can create a key under Integration → API in your program. " + without}
	}
	key, err := client.NewKey(text)
	if err != nil {
		return key, usageError{where + ": " + err.Error() + "; put only the key there, as Integration → API in your program shows it"}
	}
	return key, nil
}

// settingKey is how people set the key in the shell of this system.
func settingKey() string {
	if runtime.GOOS == "windows" {
		return `in PowerShell: $env:PARTNERO_API_KEY = "..."`
	}
	return "export PARTNERO_API_KEY=..."
}

// unreadableKey does not repeat what may be the key itself instead of a file.
func unreadableKey(name, said string, err error) string {
	flag, bare := "--api-key-file", filepath.Base(name) == name
	if said != "" {
		flag, bare = said+": api-key-file", true // its path now begins with the folder of the config file
	}
	if errors.Is(err, fs.ErrNotExist) && bare && filepath.Ext(name) == "" {
		return flag + " takes the name of a file that holds the key, not the key itself; there is no such file"
	}
	return fmt.Sprintf("cannot read the key file %s: %v", name, errors.Unwrap(err))
}

func (e environment) variable(name string) string {
	value, _ := e.lookup(name)
	return value
}
