package journal

// An Ahead guesses which entries are needed next: those after the last one, in
// the order of their claims, which is nearly the order of the file. It reads them
// in pages, the next page while the present one is used.
//
// Claims are nearly in the order of the file and not quite: a row waits for its
// parent, or for an answer. So an entry may be taken from anywhere in the present
// page or in the one before. A file in another order costs little: pages are read
// only after two entries in a row were asked for in order, and the first ones
// are small.
type Ahead struct {
	Read func(into []Entry, behind int64, most int) ([]Entry, error)

	page page             // the present one
	past page             // the one before it
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

// A page has entries in the order of claims. Most are taken in that order, and found
// without a search.
type page struct {
	entries []Entry
	next    int            // behind the last entry that was taken
	left    int            // entries that were not taken
	places  map[string]int // of the entries, nil until one is searched for
}

func newPage(entries []Entry) page { return page{entries: entries, left: len(entries)} }

// take takes the entry of the e-mail out of the page, if it is there.
func (p *page) take(email string) (e Entry, ok bool) {
	at := p.next
	if !p.has(email, at) {
		at = p.search(email)
	}
	if !p.has(email, at) {
		return Entry{}, false
	}
	e, p.entries[at] = p.entries[at], Entry{}
	p.next, p.left = at+1, p.left-1
	return e, true
}

// has reports whether the entry at a place is that of the e-mail, and was not taken.
func (p *page) has(email string, at int) bool {
	return at < len(p.entries) && p.entries[at].Email == email && email != ""
}

// search returns where the entry of the e-mail was, if the page has it.
func (p *page) search(email string) int {
	if p.left > 0 && p.places == nil {
		p.places = make(map[string]int, p.left)
		for i := range p.entries {
			p.places[p.entries[i].Email] = i
		}
	}
	if at, ok := p.places[email]; ok {
		return at
	}
	return len(p.entries)
}

// PageSize is how many entries a page has at most.
const PageSize = 1024

const (
	firstPage = 16 // entries; each page is four times as long as the one before
	// near is how far an id may be behind the last one to be in order: claims
	// that were released leave gaps.
	near = 8
	// mostLost is how many entries in a row may be in no page before it is clear
	// that the pages are elsewhere.
	mostLost = 16
)

// Take returns the entry of the e-mail if it was read ahead.
func (a *Ahead) Take(email string) (Entry, bool, error) {
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
func (a *Ahead) pick(email string) (Entry, bool) {
	for _, page := range []*page{&a.page, &a.past} {
		if e, ok := page.take(email); ok {
			a.used, a.lost = max(a.used, e.ID), 0
			return e, true
		}
	}
	return Entry{}, false
}

// turn waits for the next page, and begins to read the one after it.
func (a *Ahead) turn() error {
	p := <-a.next
	a.next = nil
	free := a.past.entries[:0]
	a.past, a.page = a.page, newPage(p.entries)
	if n := len(p.entries); n > 0 {
		a.end = p.entries[n-1].ID
	}
	if len(p.entries) == a.size {
		a.begin(free, a.end, min(PageSize, 4*a.size))
	}
	return p.err
}

func (a *Ahead) begin(into []Entry, behind int64, size int) {
	next := make(chan pageOrError, 1)
	a.next, a.size = next, size
	go func() {
		entries, err := a.Read(into, behind, size)
		next <- pageOrError{entries, err}
	}()
}

// Miss notes that an entry was asked for that was in no page.
func (a *Ahead) Miss(id int64) {
	inOrder := id > a.last && id <= a.last+near
	a.last = id
	a.lost++
	if a.IsReading() && a.lost < mostLost {
		return
	}
	a.Drop()
	if inOrder {
		a.begin(nil, id, firstPage)
	}
}

// IsReading reports whether there are pages.
func (a *Ahead) IsReading() bool { return a.next != nil || a.page.left+a.past.left > 0 }

// Drop forgets what was read ahead.
func (a *Ahead) Drop() {
	a.page, a.past, a.lost, a.used, a.end = page{}, page{}, 0, 0, 0
	if a.next != nil {
		<-a.next
		a.next = nil
	}
}
