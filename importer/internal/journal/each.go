package journal

import "strings"

// A Brief is the part of an entry that says whether its row is done.
type Brief struct {
	Email  string // the identity
	Status string // Claimed, or how it ended
	Ours   bool   // one of the journal's runs created the partner
	Open   bool   // what it means for a row depends on what the row asks for
}

// Each calls see with every entry, in the order of claims, until see returns false.
// It is three times as fast as finding each. Call it before the first Find.
func (j *Journal) Each(see func(Brief) bool) error {
	rows, err := j.db.Query(`SELECT concat(ours,
		doubt IS NOT NULL AND status != '' OR coalesce(undone, 'restored ') NOT LIKE 'restored %' OR coalesce(made, zeroblob(16)) != zeroblob(16),
		status, ' ', email) FROM entry ORDER BY id`) // one column, as in packed
	if err != nil {
		return j.failed("be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return j.failed("be read", err)
		}
		if !see(brief(text)) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return j.failed("be read", err)
	}
	return nil
}

func brief(text string) Brief {
	flags, email, _ := strings.Cut(text, " ")
	return Brief{Email: email, Status: flags[min(2, len(flags)):], Ours: strings.HasPrefix(flags, "1"), Open: strings.HasPrefix(flags[min(1, len(flags)):], "1")}
}
