package importer_test

import (
	"fmt"
	rand "math/rand/v2"
	"slices"
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

// unanswered are enough requests with a lost answer that a row ends in doubt: six take
// all lookups, until the settle time is over and after it.
func unanswered(n int) []string { return slices.Repeat([]string{"504"}, n+10) }

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
		all = append(all, scenario{group + " " + strings.Join(b.script, " "), []act{b}, true, 0})
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
	for _, met := range [][]string{{"504", "oldname"}, {"504", "oldid", "404"}, {"504", "404", "404", "taken:email+key", "oldkey", "404"}} {
		a := act{row: full(), script: met, o: importer.Options{Existing: importer.UpdateExisting, UpdatePasswords: true}}
		all = append(all, once("change", a, each(toChanges()))...)
	}
	for _, met := range [][]string{{"504", "404", "404", "taken:email"}, {"504", "404", "404", "504"}, {"504", "504", "404", "404", "taken:"}} {
		all = append(all, once("again", act{row: full(), script: met}, each(toFinds()))...)
	}
	for _, met := range [][]string{{"504", "404", "404"}, {"unsent", "504", "404", "404", "unsent"}} {
		all = append(all, once("again", act{row: full(), script: met}, each(toCreates()))...)
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
	lost := a
	lost.script = []string{"404", "holder", "504", "404", "404"}
	all = append(all, once("named lost", lost, each(toCreates()))...)
	twins := act{row: row, twin: true, o: a.o}
	all = append(all, once("twins", twins, each(toOthers()))...)
	all = append(all, once("twins", twins, [][]string{{"404", "404"}, {"one", "one"}, {"holder", "holder"}, {"404", "holder", "401"}, unanswered(5)})...)
	all = append(all, once("by id", act{row: byID, o: a.o}, each(toCreates()))...)
	for _, left := range [][]string{append([]string{"404", "holder"}, unanswered(6)...), append([]string{"holder", "404"}, unanswered(6)...), {"404", "one", "ok"}, {"one", "one", "field"}} {
		for _, script := range [][]string{{}, {"404", "holder", "404"}, {"same"}, {"old"}, {"404", "404", "one", "ok"}} {
			for _, e := range policies3() {
				b, c := a, a
				b.script, c.script, c.o.Existing = left, script, e
				name := fmt.Sprintf("named %s; %s: %s", strings.Join(left, " "), e, strings.Join(script, " "))
				all = append(all, scenario{name, []act{b, c}, true, 0})
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
					all = append(all, scenario{name, []act{a, b}, false, 0})
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
		all = append(all, scenario{fmt.Sprint("walk ", i), w.acts(), false, 0})
	}
	return all
}
