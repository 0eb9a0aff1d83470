package sqlite

import (
	"fmt"

	"partner-import/importer/option"
)

// Warnings say that the journal is on the disk of another machine, where locks may be
// none, and where fsync may mean less. Two runs could have the journal at once.
func (j *Journal) Warnings() []string { return j.warnings(networkOf) }

// warnings asks kindOf for the kind of network disk that a file is on, "" for any other one.
func (j *Journal) warnings(kindOf func(path string) string) []string {
	kind := kindOf(j.path)
	if kind == "" {
		return nil
	}
	return []string{fmt.Sprintf("The journal %s is on a network disk (%s), where two imports at once may not see each other. "+
		"Keep it on a disk of this machine, or in a database with %s.", j.path, kind, j.naming.Call(option.Journal, "postgres:NAME"))}
}
