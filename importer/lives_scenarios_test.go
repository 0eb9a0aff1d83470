package importer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"partner-import/importer"
)

// The scenarios: first each answer after each, then each after what earlier
// runs may have left, and at last walks at random from a fixed seed.

func plain() person { return person{email: "a@x.io", name: "Ann"} }

func full() person {
	return person{email: "a@x.io", name: "Ann", id: "7", key: "ann", tags: "red;new", password: "Passw0rd1"}
}

func named(name string, p person) person {
	p.name = name
	return p
}

func under(p person) person {
	p.refEmail = "p@x.io"
	return p
}

func existing(e importer.Existing) importer.Options { return importer.Options{Existing: e} }

func policies3() []importer.Existing {
	return []importer.Existing{importer.SkipExisting, importer.FailExisting, importer.UpdateExisting}
}

func names(events []event) (all []string) {
	for _, e := range events {
		all = append(all, e.name)
	}
	return all
}

// after are the events that may follow one.
func after(method, name string) []string {
	switch {
	case name == "429", name == "unsent", name == "403word", method == "PUT" && (name == "504" || name == "timeout" || name == "else"):
		return names(eventsFor(method))
	case method == "PUT" && strings.HasPrefix(name, "taken"):
		return names(toOthers())
	case method == "POST" && (name == "504" || name == "timeout" || name == "else" || name == "wordless" || strings.HasPrefix(name, "taken")):
		return names(toFinds())
	}
	return nil
}

// pairs are the scripts of each event of a method, and of each event after it.
func pairs(method string) (scripts [][]string) {
	for _, first := range names(eventsFor(method)) {
		scripts = append(scripts, []string{first})
		for _, second := range after(method, first) {
			scripts = append(scripts, []string{first, second})
		}
	}
	return scripts
}

// once are scenarios of one run.
func once(group string, a act, scripts [][]string) (all []scenario) {
	for _, script := range scripts {
		b := a
		b.script = append(append([]string{}, a.script...), script...)
		all = append(all, scenario{group + " " + strings.Join(b.script, " "), []act{b}, true})
	}
	return all
}

func creating() (all []scenario) {
	all = append(all, once("skip", act{row: full()}, pairs("POST"))...)
	all = append(all, once("update", act{row: full(), o: existing(importer.UpdateExisting)}, pairs("POST"))...)
	var few [][]string
	for _, script := range pairs("POST") {
		if len(script) == 1 || strings.Contains("504 else taken: taken:email taken:email+id", script[0]) {
			few = append(few, script)
		}
	}
	all = append(all, once("fail", act{row: full(), o: existing(importer.FailExisting)}, few)...)
	all = append(all, once("plain", act{row: plain(), rest: "old", o: importer.Options{MaxAttempts: 2}}, few)...)
	all = append(all, once("invite", act{row: plain(), o: importer.Options{Invite: true}}, few)...)
	return append(all, once("resend", act{row: plain(), o: importer.Options{Invite: true, ResendUnknown: true}}, few)...)
}

func meeting() (all []scenario) {
	others := [][]string{}
	for _, name := range names(toOthers()) {
		others = append(others, []string{name})
	}
	for _, e := range policies3() {
		for _, met := range [][]string{{"taken:email+id", "oldid"}, {"taken:email+key", "oldkey"}, {"taken:id+key", "bylink"}} {
			a := act{row: full(), script: met, o: existing(e)}
			all = append(all, once("owner "+e.String(), a, others)...)
		}
	}
	for _, tags := range []bool{false, true} {
		o := importer.Options{Existing: importer.UpdateExisting, ReplaceTags: tags, UpdatePasswords: tags}
		for _, met := range [][]string{{"taken:email", "oldname"}, {"taken:email+key", "oldkey", "404"}} {
			a := act{row: full(), script: met, o: o}
			all = append(all, once(fmt.Sprint("change replace=", tags), a, pairs("PUT"))...)
		}
	}
	a := act{row: full(), script: []string{"taken:email"}, o: importer.Options{Existing: importer.UpdateExisting, ReplaceTags: true}}
	return append(all, once("replace", a, each(toFinds()))...)
}

func each(events []event) (scripts [][]string) {
	for _, name := range names(events) {
		scripts = append(scripts, []string{name})
	}
	return scripts
}

// A past is what earlier runs left in the journal.
type past struct {
	name string
	acts []act
}

func pasts() []past {
	skip, change := importer.Options{MaxAttempts: 2}, importer.Options{MaxAttempts: 2, Existing: importer.UpdateExisting}
	lost := []string{"504", "504", "504"}
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
	all = append(all, act{row: under(f), parent: true, parents: []string{"field"}, o: importer.Options{MaxAttempts: 2, Orphans: importer.CreateOrphans}})
	return append(all, act{row: plain(), o: importer.Options{Invite: true, ResendUnknown: true, MaxAttempts: 2}})
}

func resuming() (all []scenario) {
	scripts := [][]string{{}, {"404"}, {"same"}, {"name"}, {"old"}, {"oldid"}, {"504", "504", "504"}, {"404", "504"}}
	for _, p := range pasts() {
		for i, a := range presents() {
			for _, script := range scripts {
				b := a
				b.script = script
				name := fmt.Sprintf("%s, %d: %s", p.name, i, strings.Join(script, " "))
				all = append(all, scenario{name, append(append([]act{}, p.acts...), b), true})
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
			all = append(all, scenario{fmt.Sprintf("%s, rebuilt as %d", p.name, i), append(append([]act{}, p.acts...), again), false})
		}
	}
	return all
}

func families3() (all []scenario) {
	parents := [][]string{
		{"ok"}, {"taken:email", "old"}, {"field"}, {"taken:email+id", "oldid", "holder"}, {"unsent", "unsent"}, {"504", "504", "504"}, {"401"}, {"taken:id", "404"},
	}
	pasts := []past{{"new", nil}}
	for _, p := range pasts3() {
		pasts = append(pasts, p)
	}
	for _, p := range pasts {
		for _, e := range policies3() {
			for _, orphans := range []importer.Orphans{importer.BlockOrphans, importer.CreateOrphans} {
				for _, parent := range parents {
					for _, script := range [][]string{{}, {"404"}, {"same"}, {"400"}, {"504"}} {
						a := act{row: under(full()), parent: true, parents: parent, child: true, script: script}
						a.o = importer.Options{Existing: e, Orphans: orphans, MaxAttempts: 2}
						name := fmt.Sprintf("family %s, %s orphans=%d: %s: %s", p.name, e, orphans, strings.Join(parent, " "), strings.Join(script, " "))
						if e == importer.SkipExisting || len(script) == 0 {
							all = append(all, scenario{name, append(append([]act{}, p.acts...), a), true})
						}
					}
				}
			}
		}
	}
	return all
}

func pasts3() []past {
	a := act{row: under(full()), parent: true, o: importer.Options{MaxAttempts: 2}}
	kill, alone, lost := a, a, a
	kill.kill = 2
	alone.row, alone.parent = full(), false
	lost.parents, lost.script, lost.o.Orphans = []string{"field"}, []string{"504", "504", "504"}, importer.CreateOrphans
	return []past{{"claimed", []act{kill}}, {"without", []act{alone}}, {"orphan lost", []act{lost}}}
}

// namesakes are rows that name a partner by an id or a key.
func namesakes() (all []scenario) {
	row := full()
	row.refNamed = "p9"
	byID := full()
	byID.refID = "p9"
	a := act{row: row, o: importer.Options{MaxAttempts: 2}}
	for _, first := range names(toOthers()) {
		all = append(all, once("named", a, [][]string{{first}})...)
		for _, second := range names(toOthers()) {
			if first == "404" || first == "holder" || first == "one" || second == "one" {
				all = append(all, once("named", a, [][]string{{first, second}})...)
			}
		}
	}
	all = append(all, once("by id", act{row: byID, o: a.o}, each(toCreates()))...)
	for _, left := range [][]string{{"404", "holder", "504", "504", "504"}, {"holder", "404", "504", "504", "504"}, {"404", "one", "ok"}, {"one", "one", "field"}} {
		for _, script := range [][]string{{}, {"404", "holder", "404"}, {"same"}, {"old"}, {"404", "404", "one", "ok"}} {
			for _, e := range policies3() {
				b, c := a, a
				b.script, c.script, c.o.Existing = left, script, e
				name := fmt.Sprintf("named %s; %s: %s", strings.Join(left, " "), e, strings.Join(script, " "))
				all = append(all, scenario{name, []act{b, c}, true})
			}
		}
	}
	return all
}

func listed() (all []scenario) {
	for _, e := range policies3() {
		for i, row := range []person{full(), plain()} {
			a := act{row: row, o: importer.Options{Existing: e, Prefetch: true, MaxAttempts: 2}}
			all = append(all, once(fmt.Sprintf("listed %s %d", e, i), a, each(toFinds()))...)
		}
	}
	a := act{row: full(), o: importer.Options{Prefetch: true}, script: []string{"404"}}
	return append(all, once("listed", a, each(toCreates()))...)
}

// breaking are runs that end at a request, softly, hard or at once.
func breaking() (all []scenario) {
	scripts := [][]string{{"504", "404", "ok"}, {"taken:email", "oldname", "ok"}, {"unsent", "504", "404", "ok"}, {"504", "same"}, {"taken:email+key", "oldkey", "404", "504", "ok"}}
	for _, script := range scripts {
		for at := 1; at <= 4; at++ {
			for way := range 3 {
				for _, next := range []string{"404", "same", "oldname"} {
					a := act{row: under(full()), parent: true, child: way == 0, script: script, o: existing(importer.UpdateExisting)}
					b := a
					b.script, b.rest = nil, next
					*[]*int{&a.kill, &a.stop, &a.cancel}[way] = at
					name := fmt.Sprintf("%s at %d: %s; %s", []string{"killed", "stopped", "cancelled"}[way], at, strings.Join(script, " "), next)
					all = append(all, scenario{name, []act{a, b}, false})
				}
			}
		}
	}
	return all
}

// walks are drawn from a fixed seed.
func walks(n int) (all []scenario) {
	for i := range n {
		w := walk{rand.New(rand.NewPCG(20261127, uint64(i)))}
		all = append(all, scenario{fmt.Sprint("walk ", i), w.acts(), false})
	}
	return all
}
