package sqlite

import (
	"math"
	"strings"

	"partner-import/importer/internal/journal"
)

// briefly is a brief as one text, see [packed].
const briefly = `concat(ours,
	doubt IS NOT NULL AND status != '' OR coalesce(undone, 'restored ') NOT LIKE 'restored %' OR coalesce(made, zeroblob(16)) != zeroblob(16),
	status, ' ', email)`

// A bundle is some briefs. Text has them all, if they are certain.
type bundle struct {
	texts []string
	last  int64 // the id of the last one
	err   error
}

// Each calls see with every entry, in the order of claims, until see returns false.
// It is several times as fast as finding each. Call it before the first Find.
func (j *Journal) Each(see func(journal.Brief) bool) error {
	bundles, over := make(chan bundle, 1), make(chan struct{})
	go j.bundles(bundles, over)
	defer func() { // nothing reads the journal any more
		close(over)
		for range bundles {
		}
	}()
	for b := range bundles {
		for _, text := range b.texts {
			if !see(brief(text)) {
				return nil
			}
		}
		if b.err != nil {
			return j.failed("be read", b.err)
		}
	}
	return nil
}

// bundles reads all briefs, while others look at those before them.
func (j *Journal) bundles(to chan<- bundle, over <-chan struct{}) {
	defer close(to)
	for behind := int64(math.MinInt64); ; {
		b := j.bundle(behind)
		if behind = b.last; b.err == nil && len(b.texts) == 0 {
			return
		}
		select {
		case to <- b:
		case <-over:
			return
		}
		if b.err != nil {
			return
		}
	}
}

// bundle reads the briefs behind an id.
func (j *Journal) bundle(behind int64) (b bundle) {
	count, text := 0, ""
	if b.err = j.db.QueryRow(selectMany(briefly), behind, journal.PageSize).Scan(&b.last, &count, &text); b.err == nil {
		if b.texts = strings.Split(text, record); len(b.texts) == count {
			return b
		}
	}
	b.texts = nil
	b.last, b.err = j.loose(behind, func(text string) { b.texts = append(b.texts, text) })
	return b
}

// loose reads the briefs behind an id one by one, and returns the last id.
func (j *Journal) loose(behind int64, see func(text string)) (last int64, err error) {
	rows, err := j.db.Query("SELECT id, "+briefly+" FROM entry WHERE id > ? ORDER BY id LIMIT ?", behind, journal.PageSize)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&last, &text); err != nil {
			return last, err
		}
		see(text)
	}
	return last, rows.Err()
}
func brief(text string) journal.Brief {
	flags, email, _ := strings.Cut(text, " ")
	return journal.Brief{Email: email, Status: flags[min(2, len(flags)):], Ours: strings.HasPrefix(flags, "1"), Open: strings.HasPrefix(flags[min(1, len(flags)):], "1")}
}
