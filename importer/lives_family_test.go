package importer_test

import (
	"fmt"
	"strings"

	"partner-import/importer"
)

func families3() (all []scenario) {
	parents := [][]string{
		{"ok"}, {"taken:email", "old"}, {"field"}, {"taken:email+id", "oldid", "holder"}, {"unsent", "unsent"}, unanswered(6), {"401"}, {"taken:id", "404"},
	}
	pasts := append([]past{{"new", nil}}, pasts3()...)
	for _, p := range pasts {
		all = append(all, scenario{name: "past of the family: " + p.name, acts: p.acts})
		for _, e := range policies3() {
			for _, orphans := range []importer.Orphans{importer.BlockOrphans, importer.CreateOrphans} {
				for _, parent := range parents {
					for _, script := range [][]string{{}, {"404"}, {"same"}, {"400"}, {"504"}} {
						a := act{row: under(full()), parent: true, parents: parent, child: true, script: script}
						a.o = importer.Options{Existing: e, Orphans: orphans, MaxAttempts: 2}
						name := fmt.Sprintf("family %s, %s orphans=%d: %s: %s", p.name, e, orphans, strings.Join(parent, " "), strings.Join(script, " "))
						if e == importer.SkipExisting || len(script) == 0 {
							all = append(all, scenario{name, append(append([]act{}, p.acts...), a), true, len(p.acts)})
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
	lost.parents, lost.script, lost.o.Orphans = []string{"field"}, unanswered(6), importer.CreateOrphans
	return []past{{"claimed", []act{kill}}, {"without", []act{alone}}, {"orphan lost", []act{lost}}}
}
