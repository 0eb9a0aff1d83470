package check

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// names notices a column of first names that holds full names.
type names struct {
	all, long int // the names, and those of several words
	surnames  int
	line      int // of the first long name
	example   string
}

func (n *names) add(line int, r *row.Record) {
	if r.Surname != "" {
		n.surnames++
		return // the name may be a first name of several words
	}
	if r.Name == "" {
		return
	}
	n.all++
	if strings.IndexByte(r.Name, ' ') < 0 {
		return
	}
	if n.long == 0 {
		n.line, n.example = line, r.Name
	}
	n.long++
}

// merge takes over the names of the rows that follow.
func (n *names) merge(next *names) {
	if n.long == 0 {
		n.line, n.example = next.line, strings.Clone(next.example)
	}
	n.all += next.all
	n.long += next.long
	n.surnames += next.surnames
}

// sentences: most names have several words, and no row has a surname.
func (n *names) sentences(column string, call option.Namer) []string {
	if n.surnames > 0 || n.long*2 <= n.all {
		return nil
	}
	return []string{fmt.Sprintf("line %d: %s looks like a full name%s, and there is no surname. It is sent as the first name. "+
		"Split the column into name and surname, or leave it out with %s.", n.line, inColumn(cell.Quote(n.example), column),
		more(n.long, "and "), call.Call(option.Map, cell.Quote(column+"=-")))}
}

// ForgetNames leaves out what was noticed about full names.
func (w *Warnings) ForgetNames() { w.names = names{} }
