package importer_test

import (
	"fmt"
	"strings"

	"partner-import/importer"
)

// A past is what earlier runs left in the journal.
type past struct {
	name string
	acts []act
}

func pasts() []past {
	skip, change := importer.Options{MaxAttempts: 2}, importer.Options{MaxAttempts: 2, Existing: importer.UpdateExisting}
	lost := unanswered(6)
	run := func(p person, o importer.Options, script ...string) act { return act{row: p, o: o, script: script} }
	killed := func(a act, at int) act { a.kill = at; return a }
	other := func(a act) act { a.second = true; return a }
	f, edited := full(), named("Anna", full())
	return []past{
		{"claimed", []act{killed(run(f, skip), 1)}},
		{"lost", []act{run(f, skip, lost...)}},
		{"created", []act{run(f, skip, "ok")}},
		{"refused", []act{run(f, skip, "field")}},
		{"unreached", []act{run(f, skip, "unsent", "unsent")}},
		{"exists", []act{run(f, skip, "taken:email", "old")}},
		{"different", []act{run(f, skip, "taken:email", "oldname")}},
		{"updated", []act{run(f, change, "taken:email", "oldname", "ok")}},
		{"unchanged", []act{run(f, change, "taken:email", "oldname", "field")}},
		{"change lost", []act{run(f, change, "taken:email", "oldname", "504", "504")}},
		{"created, then a change lost", []act{run(f, skip, "ok"), run(edited, change, "name", "504", "504")}},
		{"created, then killed in a change", []act{run(f, skip, "ok"), killed(run(edited, change, "name"), 2)}},
		{"created, then not found out", []act{run(f, skip, "ok"), run(edited, change, lost...)}},
		{"exists, then killed in a change", []act{run(f, skip, "taken:email", "old"), killed(run(edited, change, "oldname"), 2)}},
		{"created, then a change refused", []act{run(f, skip, "ok"), run(edited, change, "name", "field")}},
		{"theirs created", []act{other(run(f, skip, "ok"))}},
		{"theirs lost", []act{other(run(f, skip, lost...))}},
		{"lost, then found by others", []act{run(f, skip, lost...), other(run(edited, skip, "same"))}},
		{"lost, then changed by others", []act{run(f, skip, lost...), other(run(edited, change, "name", "ok"))}},
		{"lost edited, then found", []act{run(edited, skip, lost...), run(f, skip, "same")}},
		{"orphan", []act{{row: under(f), parent: true, parents: []string{"field"}, o: importer.Options{Orphans: importer.CreateOrphans}}}},
		{"orphan lost", []act{{row: under(f), parent: true, parents: []string{"field"}, script: lost, o: importer.Options{Orphans: importer.CreateOrphans, MaxAttempts: 2}}}},
		{"deleted, then killed", []act{run(f, skip, "ok"), killed(run(edited, change, "404"), 2)}},
		{"child of another lost", []act{{row: under(f), parent: true, parents: []string{"taken:email", "old"}, script: lost, o: skip}}},
		{"child lost", []act{{row: under(f), parent: true, script: lost, o: skip}}},
	}
}

// presents are the runs that follow.
func presents() (all []act) {
	f, edited := full(), named("Anna", full())
	for _, e := range policies3() {
		o := importer.Options{Existing: e, MaxAttempts: 2}
		all = append(all, act{row: f, o: o}, act{row: edited, o: o}, act{row: edited, second: true, o: o})
	}
	all = append(all, act{row: f, second: true, o: importer.Options{MaxAttempts: 2}})
	all = append(all, act{row: f, o: importer.Options{MaxAttempts: 2, Existing: importer.UpdateExisting, ReplaceTags: true, UpdatePasswords: true}})
	all = append(all, act{row: under(f), parent: true, parents: []string{"taken:email", "old"}, o: importer.Options{MaxAttempts: 2, Prefetch: true}})
	orphans, block := importer.Options{MaxAttempts: 2, Orphans: importer.CreateOrphans}, importer.Options{MaxAttempts: 2}
	change := importer.Options{MaxAttempts: 2, Existing: importer.UpdateExisting}
	under := func(row person, o importer.Options, parent ...string) act {
		return act{row: under(row), parent: true, parents: parent, o: o}
	}
	all = append(all, under(f, orphans, "field"), under(f, block, "field"), under(edited, change), under(f, block, "401"))
	all = append(all, under(f, change, unanswered(6)...))
	orphans.Existing, change.Limit = importer.UpdateExisting, 1
	all = append(all, under(edited, orphans, "field"), under(edited, change))
	all = append(all, act{row: under(f, block).row, parent: true, second: true, rest: "old", o: existing(importer.FailExisting)})
	all = append(all, act{row: f, tagged: true, o: block}, act{row: f, tagged: true, o: orphans})
	return append(all, act{row: plain(), o: importer.Options{Invite: true, ResendUnknown: true, MaxAttempts: 2}})
}

func resuming() (all []scenario) {
	scripts := [][]string{
		{}, {"404"}, {"same"}, {"name"}, {"old"}, {"oldid"}, unanswered(6), {"404", "504"}, {"404", "404", "504", "same"}, {"404", "404", "taken:email", "old"},
		{"404", "404", "taken:email", "404"}, {"name", "504", "504"}, {"name", "field"}, {"name", "taken:key", "504", "holder"},
	}
	for _, p := range pasts() {
		all = append(all, scenario{name: "past: " + p.name, acts: p.acts})
		for i, a := range presents() {
			for _, script := range scripts {
				b := a
				b.script = script
				name := fmt.Sprintf("%s, %d: %s", p.name, i, strings.Join(script, " "))
				all = append(all, scenario{name, append(append([]act{}, p.acts...), b), true, len(p.acts)})
			}
		}
	}
	return all
}

// rebuilding makes the report again of what each past and present left.
func rebuilding() (all []scenario) {
	rebuilt := func(a act) act {
		a.o, a.script, a.parents = importer.Options{Rebuild: true, Existing: a.o.Existing}, nil, nil
		return a
	}
	for _, p := range pasts() {
		for i, a := range presents() {
			again := rebuilt(a)
			again.o.Invite = a.o.Invite
			all = append(all, scenario{fmt.Sprintf("%s, rebuilt as %d", p.name, i), append(append([]act{}, p.acts...), again), false, len(p.acts)})
		}
	}
	return all
}
