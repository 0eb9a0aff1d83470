package source

import "slices"

// derivedColumns are the fields that are made from the values of columns, with their
// first values.
type derivedColumns []derivedColumn

type derivedColumn struct {
	MappedColumn
	at int // the column
}

func (s *Source) derivedColumns() (list derivedColumns) {
	d := s.header.Derived()
	add := func(column int, fields ...string) {
		for _, field := range fields {
			if column > 0 {
				list = append(list, derivedColumn{MappedColumn{Column: s.header.Columns[column-1], Field: field}, column - 1})
			}
		}
	}
	add(d.Key, "key")
	add(d.Name, "name", "surname")
	return list
}

// take notes the first values.
func (list derivedColumns) take(r *Parsed) {
	if r.Problem != nil || r.LeftOut != "" {
		return
	}
	for i := range list {
		if value := r.Record.Field(list[i].Field); list[i].First == "" {
			list[i].First = cloned(*value)
		}
	}
}

// into puts them behind their columns, and in place of the column itself if it has no
// other field.
func (list derivedColumns) into(all []MappedColumn) []MappedColumn {
	var merged []MappedColumn
	for i, column := range all {
		var made []MappedColumn
		for _, d := range list {
			if d.at == i {
				made = append(made, d.MappedColumn)
			}
		}
		isMade := slices.ContainsFunc(made, func(m MappedColumn) bool { return m.Field == column.Field })
		if !isMade && (column.Field != "" || len(made) == 0) {
			merged = append(merged, column)
		}
		merged = append(merged, made...)
	}
	return merged
}
