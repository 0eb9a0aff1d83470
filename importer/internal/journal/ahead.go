package journal

// An ahead guesses which entries are needed next: those after the last one, in
// the order of their claims, which is nearly the order of the file. It reads them
// in pages, the next page while the present one is used.
//
// Claims are nearly in the order of the file and not quite: a row waits for its
// parent, or for an answer. So an entry may be taken from anywhere in the present
// page or in the one before. A file in another order costs little: pages are read
// only after two entries in a row were asked for in order, and the first ones
// are small.
type ahead struct {
	read func(behind int64, most int) ([]Entry, error)

	page map[string]Entry // what is left of the present page
	past map[string]Entry // what is left of the page before it
	next chan pageOrError // the page that is being read, nil if there is none
	size int              // of that page
	last int64            // id of the last entry that was asked for and was in no page
	used int64            // highest id that was taken from a page
	end  int64            // highest id of the present page
	lost int              // entries in a row that were in no page
}

type pageOrError struct {
	entries []Entry
	err     error
}

const (
	firstPage = 16 // entries; each page is four times as long as the one before
	pageSize  = 1024
	// near is how far an id may be behind the last one to be in order: claims
	// that were released leave gaps.
	near = 8
	// mostLost is how many entries in a row may be in no page before it is clear
	// that the pages are elsewhere.
	mostLost = 16
)

// take returns the entry of the e-mail if it was read ahead.
func (a *ahead) take(email string) (Entry, bool, error) {
	if e, ok := a.pick(email); ok {
		return e, true, nil
	}
	if a.next == nil || a.end-a.used > int64(a.size/8) {
		return Entry{}, false, nil
	}
	if err := a.turn(); err != nil {
		return Entry{}, false, err
	}
	e, ok := a.pick(email)
	return e, ok, nil
}

// pick takes the entry out of the pages.
func (a *ahead) pick(email string) (Entry, bool) {
	for _, page := range []map[string]Entry{a.page, a.past} {
		if e, ok := page[email]; ok {
			delete(page, email)
			a.used, a.lost = max(a.used, e.ID), 0
			return e, true
		}
	}
	return Entry{}, false
}

// turn waits for the next page, and begins to read the one after it.
func (a *ahead) turn() error {
	p := <-a.next
	a.next = nil
	a.past, a.page = a.page, make(map[string]Entry, len(p.entries))
	for _, e := range p.entries {
		a.page[e.Email] = e
		a.end = e.ID
	}
	if n := len(p.entries); n == a.size {
		a.begin(p.entries[n-1].ID, min(pageSize, 4*n))
	}
	return p.err
}

func (a *ahead) begin(behind int64, size int) {
	next := make(chan pageOrError, 1)
	a.next, a.size = next, size
	go func() {
		entries, err := a.read(behind, size)
		next <- pageOrError{entries, err}
	}()
}

// seek notes that an entry was asked for that was in no page.
func (a *ahead) seek(id int64) {
	inOrder := id > a.last && id <= a.last+near
	a.last = id
	a.lost++
	if a.isReading() && a.lost < mostLost {
		return
	}
	a.drop()
	if inOrder {
		a.begin(id, firstPage)
	}
}

// isReading reports whether there are pages.
func (a *ahead) isReading() bool { return a.next != nil || len(a.page)+len(a.past) > 0 }

// drop forgets what was read ahead.
func (a *ahead) drop() {
	a.page, a.past, a.lost, a.used, a.end = nil, nil, 0, 0, 0
	if a.next != nil {
		<-a.next
		a.next = nil
	}
}
