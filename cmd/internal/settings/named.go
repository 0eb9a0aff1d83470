package settings

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// Named are settings of an import for a program that has no command line: their values
// by their names, which are those of a config file. A setting that can be repeated has
// any number of values, and any other has one. The values of a mapping are like
// "Work e-mail=email". It can be stored as JSON.
type Named map[string][]string

// Names returns the names of all settings of an import, sorted. Some of them make sense
// on a command line only, such as "sandbox" and "yes": a program refuses them by leaving
// them out of what it gives to [ReadNamed].
func Names() []string {
	var names []string
	importFlags(new(Run)).VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return slices.DeleteFunc(names, isAboutFile)
}

// importFlags are the flags of an import, which nobody types.
func importFlags(r *Run) *pflag.FlagSet {
	flags := pflag.NewFlagSet("import", pflag.ContinueOnError)
	r.AddImport(flags)
	return flags
}

// isAboutFile reports whether a flag is about the config file itself.
func isAboutFile(name string) bool { return name == "config" || name == "profile" }

// ReadNamed reads settings from a mapping in the YAML file at path. Only the given names
// are allowed. Paths in values become relative to the folder of the file. An error
// begins with the path and the line: a name that is not allowed, or a wrong value.
func ReadNamed(path string, mapping *yaml.Node, names []string) (Named, error) {
	k := &config{path: path, settings: map[string]setting{}}
	entries, err := k.entries(mapping, names)
	if err != nil {
		return nil, err
	}
	flags, all := importFlags(new(Run)), Named{}
	for _, e := range entries {
		if err := k.take(e); err != nil {
			return nil, err
		}
		f := flags.Lookup(e.name.Value)
		if f == nil {
			return nil, k.wrong(e.name, "%v", unknown(e.name.Value))
		}
		if err := k.give(f); err != nil {
			return nil, err
		}
		all[f.Name] = k.located(f, k.settings[f.Name].values)
	}
	return all, nil
}

// Over returns the settings of both. Where both have a setting, those of n count, as a
// profile's do over those at the top of a config file.
func (n Named) Over(others Named) Named {
	all := maps.Clone(others)
	if all == nil {
		all = Named{}
	}
	maps.Copy(all, n)
	return all
}

// Import returns an import with these settings. The others have their defaults. An error
// names a setting that is unknown, has a wrong value, or contradicts another one, and
// says what to do. Messages of the importer call settings by their names as well.
func (n Named) Import() (*Run, error) {
	r := &Run{say: byName}
	flags := importFlags(r)
	for _, name := range slices.Sorted(maps.Keys(n)) {
		f := flags.Lookup(name)
		if f == nil || isAboutFile(name) {
			return nil, unknown(name)
		}
		if err := set(f, n[name]); err != nil {
			return nil, err
		}
	}
	return r, r.Check()
}

// unknown says that there is no such setting.
func unknown(name string) error {
	if isKeyName(name) {
		return errors.New("others may read these settings, so do not keep the key in them; put it in a file that only you can read")
	}
	return fmt.Errorf("there is no setting %q%s", name, meant(name, Names()))
}
