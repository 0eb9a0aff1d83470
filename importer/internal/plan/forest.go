package plan

// A family says of each row which other one is that of its referring partner:
// four bytes for each row of the file, and nothing at all where no row refers
// to another one. As every row has at most one parent, this is a forest, but
// for its rings, whose rows are invalid.
type family []uint32 // by row; 0: the referring partner, if any, is no row of this file

// parent returns the row of the referring partner, 0 if that is none of this
// file.
func (f family) parent(row int) int {
	if row >= len(f) {
		return 0
	}
	return int(f[row])
}

// adopt notes the parent of a row of a file with so many rows.
func (f *family) adopt(row, parent uint32, rows int) {
	if *f == nil {
		*f = make(family, rows+1)
	}
	(*f)[row] = parent
}

// rings calls found for each row that stands in a ring. A walk upwards either
// ends, or comes to where an earlier one was, or meets itself.
func (f family) rings(found func(row int)) {
	walk := make([]uint32, len(f)) // row → the walk that came by
	for start := range f {
		row := start
		for walk[row] == 0 && f[row] != 0 {
			walk[row] = uint32(start)
			row = int(f[row])
		}
		if walk[row] != uint32(start) || f[row] == 0 {
			continue
		}
		for first := row; ; {
			found(row)
			if row = int(f[row]); row == first {
				break
			}
		}
	}
}
