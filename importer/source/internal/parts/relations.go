package parts

import (
	"path"
	"strings"

	"partner-import/importer/source/internal/markup"
)

// maxRelations is how many relations a part may have.
const maxRelations = 10_000

// A Relation is how a part names another one.
type Relation struct {
	ID   string
	Kind string // the end of its type, as in "worksheet"
	Part string
}

// Relations returns those of a part, "" for the whole package.
func (a *Archive) Relations(part string) (list []Relation, err error) {
	dir, base := path.Split(part)
	err = a.Walk(dir+"_rels/"+base+".rels", func(x *markup.Lexer, kind markup.Kind) error {
		name, _ := x.Local()
		if kind != markup.Start || name != "Relationship" || string(x.Attr("TargetMode")) == "External" || len(list) > maxRelations {
			return nil
		}
		list = append(list, Relation{
			ID:   string(x.Attr("Id")),
			Kind: path.Base(strings.TrimRight(string(x.Attr("Type")), "/")),
			Part: a.Resolve(part, string(x.Attr("Target"))),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
