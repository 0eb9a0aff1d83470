package settings

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A Mistake is an environment variable that does nothing, and the one that was meant.
type Mistake struct{ Name, Meant string }

// Mistakes are the variables that are nearly the name of one of ours, such as
// PARTNER_IMPORT_WORKER, in the order of their names. Others may have a meaning for
// other programs. The variables are given as [os.Environ] returns them, and no value is
// shown.
func Mistakes(root *cobra.Command, environ []string) (list []Mistake) {
	known := knownVariables(root)
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if value == "" || !strings.HasPrefix(strings.ToUpper(name), "PARTNER") || slices.Contains(known, name) || strings.HasPrefix("PARTNER_IMPORT_", name) {
			continue
		}
		if meant := meantBy(name, known); meant != "" {
			list = append(list, Mistake{name, meant})
		}
	}
	slices.SortFunc(list, func(a, b Mistake) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// meantBy is the variable whose name is nearest. The key is no flag, so its variable is
// not called after one: whoever thinks so means the key, and not a file with the key.
func meantBy(name string, known []string) string {
	if strings.ToUpper(strings.ReplaceAll(name, "_", "")) == "PARTNERIMPORTAPIKEY" {
		return "PARTNERO_API_KEY"
	}
	return nearest(name, known)
}

// knownVariables are those of all commands. Container images set one for the version.
func knownVariables(root *cobra.Command) []string {
	names := []string{"PARTNERO_API_KEY", "PARTNER_IMPORT_VERSION"}
	add := func(f *pflag.Flag) {
		for _, name := range variables(f) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	root.PersistentFlags().VisitAll(add)
	for _, c := range root.Commands() {
		c.Flags().VisitAll(add)
	}
	return names
}
