package send

import "partner-import/importer/internal/lifecycle"

// rest ends every row that was not given out yet. What earlier runs did with a
// row still counts.
func (f *intake) rest(unsent func(*lifecycle.Job) error) error {
	if f.waiting != nil {
		if err := f.releaseWaiting(unsent); err != nil {
			return err
		}
	}
	for f.stage != drained {
		r, err := f.nextRow()
		if err != nil {
			return err
		}
		if r == nil {
			continue // those that go last follow, or there is nothing left
		}
		j, err := f.begin(r)
		if j != nil {
			err = unsent(j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// releaseWaiting ends the rows that wait for their parents, or for their turn
// after them.
func (f *intake) releaseWaiting(unsent func(*lifecycle.Job) error) error {
	f.waiting.ReleaseAll()
	for f.waiting.MayLeave() {
		j, d := f.comeBack()
		err := error(nil)
		if d.Result != nil {
			err = f.end(j, d)
		} else {
			err = unsent(j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
