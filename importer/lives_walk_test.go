package importer_test

import (
	"fmt"
	rand "math/rand/v2"
	"strings"

	"partner-import/importer"
)

// A walk draws the runs of a scenario.
type walk struct{ *rand.Rand }

func (w walk) often(n int) bool { return w.IntN(n) == 0 }

func (w walk) acts() (all []act) {
	base := w.act()
	for n := range 1 + w.IntN(3) {
		a := base
		if n > 0 {
			a = w.later(base)
		}
		a.script, a.parents, a.rest = w.script(6), w.script(3), ""
		if w.often(3) {
			a.rest = []string{"same", "old", "oldname"}[w.IntN(3)]
		}
		all, base = append(all, w.broken(a)), a
	}
	if w.often(3) {
		a := base
		a.o = importer.Options{Rebuild: true, Invite: base.o.Invite, Existing: base.o.Existing}
		a.kill, a.stop, a.cancel = 0, 0, 0
		all = append(all, a)
	}
	return all
}

// act draws the first file.
func (w walk) act() act {
	a := act{row: plain(), o: w.options()}
	if w.often(2) && !a.o.Invite {
		a.row = full()
	}
	switch kind := w.IntN(6); {
	case a.o.Invite:
	case kind == 0:
		a.row.refID = "p9"
	case kind == 1:
		a.row.refNamed = "p9"
	case kind < 4:
		a.row, a.parent = under(a.row), true
	}
	a.child = !a.o.Invite && w.often(5)
	return a
}

func (w walk) options() (o importer.Options) {
	o.MaxAttempts = 2 + 3*w.IntN(2)
	if o.Invite = w.often(8); o.Invite {
		o.ResendUnknown = w.often(2)
		o.Existing = importer.Existing(w.IntN(2))
		return o
	}
	w.policy(&o)
	o.Prefetch = w.often(4)
	if o.Orphans = importer.BlockOrphans; w.often(2) {
		o.Orphans = importer.CreateOrphans
	}
	if w.often(12) {
		o.Limit = 1
	}
	return o
}

func (w walk) policy(o *importer.Options) {
	o.Existing = importer.Existing(w.IntN(3))
	update := o.Existing == importer.UpdateExisting
	o.ReplaceTags, o.UpdatePasswords = update && w.often(3), update && w.often(3)
}

// later changes what may change between two runs.
func (w walk) later(a act) act {
	if w.often(3) {
		a.row.name = "Anna"
	}
	if w.often(4) {
		a.second = !a.second
	}
	if a.o.Invite {
		return a
	}
	if w.often(2) {
		w.policy(&a.o)
	}
	if w.often(5) { // the referring partner is removed, or added
		if a.parent = a.row.refID+a.row.refNamed+a.row.refEmail == ""; a.parent {
			a.row = under(a.row)
		} else {
			a.row.refID, a.row.refNamed, a.row.refEmail = "", "", ""
		}
	}
	if w.often(12) {
		a.row, a.parent, a.child = plain(), false, false
		a.o = importer.Options{Invite: true, ResendUnknown: w.often(2), MaxAttempts: 2}
	}
	return a
}

func (w walk) broken(a act) act {
	switch w.IntN(10) {
	case 0, 1:
		a.kill = 1 + w.IntN(4)
	case 2:
		a.stop = 1 + w.IntN(4)
	case 3:
		a.cancel = 1 + w.IntN(4)
	}
	return a
}

func (w walk) script(most int) (all []string) {
	for range w.IntN(most + 1) {
		all = append(all, fmt.Sprint("#", w.IntN(1000)))
	}
	return all
}

// describe says in a line what is special about a run.
func (a act) describe() string {
	words := []string{a.row.describe()}
	say := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	say(a.second, "other-file")
	say(a.tagged, "tagged")
	say(a.parent, "parent")
	say(a.child, "child")
	say(a.twin, "twin")
	say(a.o.Existing != importer.SkipExisting, a.o.Existing.String())
	say(a.o.ReplaceTags, "replace-tags")
	say(a.o.UpdatePasswords, "passwords")
	say(a.o.Orphans == importer.CreateOrphans, "orphans")
	say(a.o.Invite, "invite")
	say(a.o.ResendUnknown, "resend")
	say(a.o.Prefetch, "prefetch")
	say(a.o.Limit > 0, "limit")
	say(a.o.Rebuild, "rebuild")
	say(a.o.MaxAttempts > 0, fmt.Sprint("max=", a.o.MaxAttempts))
	say(a.kill > 0, fmt.Sprint("kill@", a.kill))
	say(a.stop > 0, fmt.Sprint("stop@", a.stop))
	say(a.cancel > 0, fmt.Sprint("cancel@", a.cancel))
	return strings.Join(words, " ")
}

func (r person) describe() string {
	text := r.name
	for _, cell := range []struct{ mark, value string }{
		{" id=", r.id}, {" key=", r.key}, {" tags=", r.tags}, {" by-id=", r.refID}, {" by=", r.refNamed}, {" by-email=", r.refEmail},
	} {
		if cell.value != "" {
			text += cell.mark + cell.value
		}
	}
	return text
}
