package header

import "partner-import/importer/source/internal/names"

// mapByProfile maps the columns as a profile says. What a person mapped comes first. Of
// several columns for one field the first counts.
func (m *mapper) mapByProfile(all []Mapping) {
	for _, mapping := range all {
		for _, i := range names.Find(m.header.Columns, mapping.Column) {
			if m.header.byHand[i] || m.header.derived.reads(i) {
				continue
			}
			m.header.byHand[i] = true
			if mapping.Field != "-" && m.header.Index(mapping.Field) < 0 {
				m.header.fields[i] = mapping.Field
			}
		}
	}
}
