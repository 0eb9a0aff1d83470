package stage

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
)

// CheckNotice returns an error if the notice lacks a module that the binary says it was
// built from. Whoever gives the binary to others must give these licences with it.
func (b Build) CheckNotice() error {
	info, err := buildinfo.Read(bytes.NewReader(b.Binary))
	if err != nil {
		return fmt.Errorf("%s/%s: %w", b.OS, b.Arch, err)
	}
	wanted := []string{"Go"}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		if m.Version != "(devel)" { // else it is a folder of this project
			wanted = append(wanted, m.Path+" "+m.Version)
		}
	}
	for _, module := range wanted {
		if !bytes.Contains(b.Notice, []byte("\n"+module+", ")) {
			return fmt.Errorf("%s/%s: NOTICE has no licence of %s", b.OS, b.Arch, module)
		}
	}
	return nil
}
