package settings

import (
	"cmp"
	"fmt"
	"partner-import/importer/plainfile"
	"path/filepath"
	"slices"
	"strings"

	"partner-import/importer/source/profile"
)

// A fromFlag is the profile of a platform: the name of one that the program brings, or
// the path of a YAML file.
type fromFlag struct {
	text    string
	profile *profile.Profile
}

func (f *fromFlag) Type() string { return "NAME|FILE" }

func (f *fromFlag) String() string { return f.text }

func (f *fromFlag) Set(text string) (err error) {
	f.text = text
	f.profile, err = Profile(text)
	return err
}

// Profile returns the profile that --from means.
func Profile(text string) (*profile.Profile, error) {
	if isProfileFile(text) {
		content, err := plainfile.Read(text, mostConfig)
		if err != nil {
			return nil, fmt.Errorf("cannot be read; %v", err)
		}
		p, err := profile.Decode(text, content)
		if err != nil {
			return nil, fmt.Errorf("has a mistake; %v", err)
		}
		return p, nil
	}
	if p := profile.Find(text); p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("is not known; %s", cmp.Or(strings.ToLower(strings.TrimSpace(profile.Nearest(text))), `"partner-import formats" lists the platforms`))
}

// isProfileFile reports whether a text is the name of a file, and not of a platform.
func isProfileFile(text string) bool {
	return strings.ContainsAny(text, `/\`) || slices.Contains([]string{".yaml", ".yml"}, strings.ToLower(filepath.Ext(text)))
}
