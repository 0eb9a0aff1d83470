// Package version makes a version that every kind of package can sort.
package version

import (
	"regexp"
	"time"
)

// A Version is a number, and what comes before that number is reached.
type Version struct {
	Number string // as "1.2.3"
	Before string // as "rc1", "" for the version itself
}

// String is the version as Scoop, winget and Homebrew want it.
func (v Version) String() string {
	if v.Before == "" {
		return v.Number
	}
	return v.Number + "-" + v.Before
}

// Of reads the name of a release, as "v1.2.3" or "v1.2.3-rc.1". Every other name is one
// of a commit, which is no release: it comes before all of them, and commits follow each
// other by their days. A hash would be sorted by chance.
func Of(name string, at time.Time) Version {
	found := regexp.MustCompile(`^v(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.?(\d+))?$`).FindStringSubmatch(name)
	if found == nil {
		return Version{"0.0.0", "git" + at.UTC().Format("20060102")}
	}
	return Version{found[1], found[2] + found[3]}
}
