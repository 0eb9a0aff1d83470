package parts

import (
	"io"
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
	r, err := a.Reader(dir + "_rels/" + base + ".rels")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x, err := markup.New(r)
	if err != nil {
		return nil, err
	}
	for len(list) <= maxRelations {
		kind, err := x.Next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		name, _ := x.Local()
		if kind != markup.Start || name != "Relationship" || string(x.Attr("TargetMode")) == "External" {
			continue
		}
		list = append(list, Relation{
			ID:   string(x.Attr("Id")),
			Kind: path.Base(strings.TrimRight(string(x.Attr("Type")), "/")),
			Part: a.Resolve(part, string(x.Attr("Target"))),
		})
	}
	return list, nil
}
