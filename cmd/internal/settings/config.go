package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"partner-import/importer"
	"partner-import/importer/plainfile"
)

// configFlags say which settings to take from a file:
//
//	rate: 10/s                 # for every profile
//	profiles:
//	  production:
//	    api-key-file: production.key
//	    map:
//	      Work e-mail: email
type configFlags struct {
	path, profile string
}

func (f *configFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.path, "config", "", "read missing flags from the YAML file `PATH` (see: partner-import help nightly)")
	flags.StringVar(&f.profile, "profile", "", "use the profile `NAME` of the --config file; it overrides the settings at the top")
}

// setBy is the annotation of a flag that the config file has set.
const setBy = "set by"

// A config is the part of a settings file that one command needs. The zero config
// has no settings.
type config struct {
	path     string
	settings map[string]setting
}

// A setting is a flag's values, and the line they are on.
type setting struct {
	line   int
	values []string
}

// mostConfig is far more than anyone writes by hand, in bytes.
const mostConfig = 1 << 20

// readConfig reads the file that --config names.
func readConfig(c *cobra.Command) (*config, error) {
	path, profile := valueOf(c, "config"), valueOf(c, "profile")
	switch {
	case path == "" && profile == "":
		return &config{}, nil
	case path == "":
		return nil, errors.New("--profile needs a config file: add --config partner-import.yaml")
	}
	content, err := plainfile.Read(path, mostConfig)
	if errors.Is(err, plainfile.ErrTooLarge) {
		err = fmt.Errorf("%s is larger than 1 MiB", path)
	}
	if err != nil {
		return nil, fmt.Errorf("--config: %v; give it the name of a YAML file (see: partner-import help nightly)", err)
	}
	k := &config{path: path, settings: map[string]setting{}}
	root, err := k.decode(content)
	if err != nil {
		return nil, err
	}
	return k, k.read(root, profile, settingNames(c.Root()))
}

func valueOf(c *cobra.Command, flag string) string {
	if f := c.Flags().Lookup(flag); f != nil {
		return f.Value.String()
	}
	return ""
}

// settingNames are the flags of all commands that take a config file, so that
// one file serves all of them.
func settingNames(root *cobra.Command) (names []string) {
	for _, c := range root.Commands() {
		if c.Flags().Lookup("config") != nil {
			names = append(names, flagNames(c)...)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains([]string{"config", "profile", "help", "all"}, name) })
}

// decode returns the only document of the file. It is an empty mapping if the file
// is empty.
func (k *config) decode(content []byte) (*yaml.Node, error) {
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	case err != nil:
		return nil, fmt.Errorf("%s is not valid YAML: %s; check the indentation, quotes and colons on that line", k.path, strings.TrimPrefix(err.Error(), "yaml: "))
	case !errors.Is(decoder.Decode(&second), io.EOF):
		return nil, k.wrong(&second, "a second document begins here; keep all settings in one")
	}
	return document.Content[0], nil
}

func (k *config) wrong(at *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", k.path, max(at.Line, 1), fmt.Sprintf(format, args...))
}

// read takes the settings at the top, then those of the profile, which override
// them. It also checks the names in the other profiles.
func (k *config) read(root *yaml.Node, profile string, names []string) error {
	top, err := k.entries(root, slices.Concat(names, []string{"profiles"}))
	var profiles []entry
	for i := 0; i < len(top) && err == nil; i++ {
		if top[i].name.Value == "profiles" {
			profiles, err = k.entries(top[i].value, nil)
		} else {
			err = k.take(top[i])
		}
	}
	var known []string
	for i := 0; i < len(profiles) && err == nil; i++ {
		known = append(known, profiles[i].name.Value)
		err = k.readProfile(profiles[i], profile, names)
	}
	if err == nil && profile != "" && !slices.Contains(known, profile) {
		return fmt.Errorf("%s has no profile %q%s", k.path, profile, meant(profile, known))
	}
	return err
}

func (k *config) readProfile(p entry, wanted string, names []string) error {
	settings, err := k.entries(p.value, names)
	for i := 0; i < len(settings) && err == nil && p.name.Value == wanted; i++ {
		err = k.take(settings[i])
	}
	return err
}

// An entry is a name and its value.
type entry struct{ name, value *yaml.Node }

// entries reads a mapping. Its names must be among the given ones; with nil, any
// name will do.
func (k *config) entries(n *yaml.Node, names []string) ([]entry, error) {
	n = target(n)
	if n.Kind != yaml.MappingNode {
		return nil, k.wrong(n, `must be lines like "rate: 10/s"`)
	}
	var list []entry
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if err := k.checkName(name, names); err != nil {
			return nil, err
		}
		if seen[name.Value] > 0 {
			return nil, k.wrong(name, "%s is already on line %d; delete one of them", name.Value, seen[name.Value])
		}
		seen[name.Value] = name.Line
		list = append(list, entry{name, target(n.Content[i+1])})
	}
	return list, nil
}

// target is what an alias (*name) refers to.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (k *config) checkName(name *yaml.Node, names []string) error {
	switch {
	case isKeyName(name.Value):
		return k.wrong(name, "others may read this file, so do not keep the key in it; put the key in a file that only you can read, and set api-key-file to its name")
	case names == nil || slices.Contains(names, name.Value):
		return nil
	}
	return k.wrong(name, "there is no setting %q%s", name.Value, meant(name.Value, names))
}

func meant(given string, names []string) string {
	if near := nearest(given, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// take keeps a setting: one value, a list, or names with values, as in
//
//	map: {Work e-mail: email}
func (k *config) take(e entry) error {
	parts, join := []*yaml.Node{e.value}, 1
	switch e.value.Kind {
	case yaml.SequenceNode:
		parts = e.value.Content
	case yaml.MappingNode:
		parts, join = e.value.Content, 2
	}
	s := setting{line: e.name.Line}
	for group := range slices.Chunk(parts, join) {
		var words []string
		for _, part := range group {
			if part = target(part); part.Kind != yaml.ScalarNode || part.Tag == "!!null" {
				return k.wrong(e.name, "%s has no value; add one, or delete the line", e.name.Value)
			}
			words = append(words, part.Value)
		}
		s.values = append(s.values, strings.Join(words, "="))
	}
	k.settings[e.name.Value] = s
	return nil
}

// give sets the flag, if the file has a value for it.
func (k *config) give(f *pflag.Flag) error {
	s, ok := k.settings[f.Name]
	if !ok {
		return nil
	}
	where := fmt.Sprintf("%s:%d", k.path, s.line)
	if err := set(f, k.located(f, s.values)); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[setBy] = []string{where}
	return nil
}

// located are a flag's values with paths that count from the folder of the file.
func (k *config) located(f *pflag.Flag, values []string) []string {
	values = slices.Clone(values)
	if len(values) == 1 && (isFileFlag(f) || f.Name == "from" && isProfileFile(values[0])) {
		values[0] = k.besides(values[0])
	}
	return values
}

// besides is a path relative to the folder of the config file.
func (k *config) besides(path string) string {
	if path == "-" || filepath.IsAbs(path) || importer.IsInDatabase(path) {
		return path
	}
	return filepath.Join(filepath.Dir(k.path), path)
}

// isFileFlag reports whether a flag names a file.
func isFileFlag(f *pflag.Flag) bool {
	return slices.Contains([]string{"api-key-file", "report", "failed", "summary", "html", "journal", "log-file", "metrics-file"}, f.Name)
}
