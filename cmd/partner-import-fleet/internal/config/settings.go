package config

import (
	"slices"
	"strings"

	"partner-import/cmd/internal/settings"
)

// settingNames are the settings that a fleet may have. The others are about files and
// screens of one machine, or a worker decides them.
func settingNames() []string {
	elsewhere := []string{
		"api-key-file", "journal", "wait", "slice", "until", "max-duration", "report", "failed", "summary", "html", "force",
		"sandbox", "dry-run", "show-mapping", "yes", "quiet", "no-progress", "log-file", "log-level", "log-format", "metrics-file",
		"color", "help", "all",
	}
	return slices.DeleteFunc(settings.Names(), func(name string) bool { return slices.Contains(elsewhere, name) })
}

// settings reads settings by name, over others.
func (p *parser) settings(e entry, others settings.Named) (settings.Named, error) {
	fields, err := p.entries(e.value, p.names, "max-rate: 50/s")
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if f.name.Value == "from" && strings.ContainsAny(f.value.Value, "./") {
			return nil, p.wrong(f.value, `workers do not have the file %q; name a profile of "partner-import formats"`, f.value.Value)
		}
	}
	own, err := settings.ReadNamed(p.path, e.value, p.names)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if hasAddress(own[f.name.Value]) {
			return nil, p.wrong(f.value, `%q has an "@", and Temporal keeps settings in its history, where no address of a person may be; name the partner by id or key, or the column by another name`, f.name.Value)
		}
	}
	return own.Over(others), nil
}

// checkSettings refuses settings that contradict each other, or that nobody else may see.
func (f *file) checkSettings(at entry) error {
	run, err := settings.Named(f.job.Settings).Import()
	switch {
	case err != nil:
		return f.wrong(at.name, "%v", err)
	case run.SetsPassword():
		return f.wrong(at.name, "Temporal keeps settings in its history, so no password may be among them; put it into a column of the file")
	}
	return nil
}
