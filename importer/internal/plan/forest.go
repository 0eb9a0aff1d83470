package plan

// A family has, for each row, the row of its referring partner. It takes four
// bytes for each row of the file, and nothing if no row refers to another one.
// Every row has at most one parent, so this is a forest, except for its circles.
// The rows in a circle are invalid.
type family []uint32 // by row; 0: the referring partner, if any, is not in this file

// parent returns the row of the referring partner, 0 if it is not in this file.
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

// rings calls found for each row in a circle. A walk upwards either ends, or comes
// to where an earlier walk was, or meets itself.
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
