package header

import "partner-import/importer/source/internal/names"

// mapByProfile maps the columns as a profile says. What a person mapped comes first. It
// refuses two columns for one field.
func (m *mapper) mapByProfile(all []Mapping) error {
	for _, mapping := range all {
		for _, i := range names.Find(m.header.Columns, mapping.Column) {
			if m.header.byHand[i] || m.header.derived.reads(i) {
				continue
			}
			m.header.byHand[i] = true
			if mapping.Field == "-" {
				continue
			}
			if err := m.claim(i, mapping.Field); err != nil {
				return err
			}
		}
	}
	return nil
}
