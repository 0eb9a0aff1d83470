package journal

// An ahead guesses which entries are asked for next: those behind the last
// one, in the order in which they were claimed, which is nearly that of the
// file. It reads them in pages, the next one while the present one is used up.
//
// A file in another order costs little: pages are read only after two entries in
// a row were asked for in order, and small ones at first.
type ahead struct {
	read func(behind int64, most int) ([]Entry, error)

	page []Entry
	next chan pageOrError // the page that is being read, nil if there is none
	size int              // of that page
	last int64            // id of the entry that was asked for last
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
)

// take returns the entry of the e-mail if it is the next one.
func (a *ahead) take(email string) (Entry, bool, error) {
	if len(a.page) == 0 && a.next != nil {
		if err := a.turn(); err != nil {
			return Entry{}, false, err
		}
	}
	if len(a.page) == 0 || a.page[0].Email != email {
		return Entry{}, false, nil
	}
	e := a.page[0]
	a.page = a.page[1:]
	a.last = e.ID
	return e, true, nil
}

// turn waits for the next page, and begins to read the one after it.
func (a *ahead) turn() error {
	p := <-a.next
	a.next = nil
	a.page = p.entries
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

// seek notes that an entry was asked for that was not the next one.
func (a *ahead) seek(id int64) {
	inOrder := id > a.last && id <= a.last+near
	a.last = id
	a.drop()
	if inOrder {
		a.begin(id, firstPage)
	}
}

// drop forgets what was read ahead.
func (a *ahead) drop() {
	a.page = nil
	if a.next != nil {
		<-a.next
		a.next = nil
	}
}
