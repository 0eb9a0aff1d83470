package desk

import (
	"encoding/json"
	"partner-import/importer/plainfile"
	"path/filepath"
)

// Settings are what a person chose for the page, whatever the import. The zero value is
// the choice of somebody who chose nothing.
type Settings struct {
	Language string `json:"language,omitempty"` // BCP 47, "": what the browser asks for
}

func (d *Desk) settingsPath() string { return filepath.Join(d.folder, "settings.json") }

// Settings reads what was chosen. Settings that cannot be read are nobody's choice: the
// page works without them.
func (d *Desk) Settings() (s Settings) {
	text, err := plainfile.Read(d.settingsPath(), mostForm)
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return Settings{}
	}
	return s
}

// SaveSettings writes what was chosen: all of it or nothing, and it is on the disk then.
func (d *Desk) SaveSettings(s Settings) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return replace(d.settingsPath(), append(text, '\n'))
}
