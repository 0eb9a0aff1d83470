package journal

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
	rows, err := j.db.Query(`SELECT email, status, ours,
		doubt IS NOT NULL AND status != '' OR coalesce(undone, 'restored ') NOT LIKE 'restored %' OR coalesce(made, zeroblob(16)) != zeroblob(16) FROM entry ORDER BY id`)
	if err != nil {
		return j.failed("be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b Brief
		if err := rows.Scan(&b.Email, &b.Status, &b.Ours, &b.Open); err != nil {
			return j.failed("be read", err)
		}
		if !see(b) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return j.failed("be read", err)
	}
	return nil
}
