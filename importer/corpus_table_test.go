package importer

import (
	"slices"
	"strings"

	"partner-import/importer/row"
)

// A corpusTable is what polluted files are made from: clean, and true.
type corpusTable struct {
	header []string // as it is written
	fields []string // what each column means, "" for one that is ignored
	rows   [][]string
}

// cleanTable has what a reader may stumble over without anything being wrong:
// quoted commas, quotes and line ends, letters of eight scripts, text that
// looks like a number, a date, a boolean or nothing at all, and every way of
// naming a referring partner by e-mail. No cell deserves a warning.
func cleanTable() corpusTable {
	columns := []string{"email", "name", "surname", "id", "key", "tags", "referring_partner_email", "_note"}
	t := corpusTable{header: columns, fields: slices.Concat(columns[:7], []string{""})}
	for _, row := range []string{
		"ada.king@example.com~Ada~King~00123~ada~gold~~",
		"juergen.mueller@example.de~Jürgen~Müller~00124~juergen-m~gold, emea~ada.king@example.com~met in Köln, called twice",
		"bob.stone@example.com~Robert \"Bob\"~Stone~00125~bob~silver~~",
		"siobhan@example.ie~Siobhán~O'Neill~00126~siobhan~silver;emea~ada.king@example.com~likes 6\" pizza",
		"rene@example.fr~René~Lefèvre~00127~rene~gold|emea~~première, rencontre",
		"francois@example.fr~François~Bézier~00128~francois~~rene@example.fr~",
		"inigo@example.es~Íñigo~Muñoz~00129~inigo~bronze~~año, señal",
		"joao@example.pt~João~Gonçalves~00130~joao~bronze~inigo@example.es~",
		"soren@example.dk~Søren~Ørsted~00131~soren~nordics~~",
		"asa@example.se~Åsa~Öberg~00132~asa~nordics~soren@example.dk~blåbär, smörgås",
		"anna.maria@example.it~Anna\nMaria~Rossi~aff-1001~anna-maria~~~two\nlines, here",
		"plus+tag@example.com~Plus~Tag~aff-1002~PLUS~~~",
		"UPPER@EXAMPLE.COM~Upper~Case~aff-1003~upper~VIP~ada.king@example.com~",
		"na@example.com~Nadja~Nullmann~aff-1004~12345678901234567890~~~",
		"true@example.com~True~False~aff-1005~12E5~~~",
		"zoe@example.nl~Zoë~van den Berg~aff-1006~zoe~gold, gold~~",
		"jose@example.mx~José~da Silva~aff-1007~jose~~inigo@example.es~",
		"only.email@example.com~~~~~~~",
		"no.key@example.com~No~Key~aff-1008~~~~",
		"no.id@example.com~No~Id~~no-id~~~",
		"dash@example.com~Mary-Jane~Smith-Jones~2024-0102~1-2~~~",
		"curly@example.ie~Liam~O’Brien~aff-1009~liam~~siobhan@example.ie~",
		"ivan@example.bg~Иван~Петров~aff-1010~ivan~~~София, България",
		"eleni@example.gr~Ελένη~Παπαδοπούλου~aff-1011~eleni~~~",
		"mei@example.tw~美玲~林~aff-1012~mei~~~",
		"haruto@example.jp~はると~佐藤~aff-1013~haruto~~mei@example.tw~",
		"minjun@example.kr~민준~김~aff-1014~minjun~~~",
		"nguyen@example.vn~Nguyễn~Thị Hương~aff-1015~nguyen~~~",
		"dvorak@example.cz~Antonín~Dvořák~aff-1016~dvorak~~~",
		"lukasz@example.pl~Łukasz~Wiśniewski~aff-1017~lukasz~~dvorak@example.cz~",
		"sefika@example.tr~Şefika~Yılmaz~aff-1018~sefika~~~",
		"last@example.com~Last~Row~aff-1019~last~gold~ada.king@example.com~the end",
	} {
		t.rows = append(t.rows, strings.Split(row, "~"))
	}
	return t
}

// western is the clean table without the rows that Windows-1252 cannot hold,
// and ascii is what is left when nothing but ASCII is wanted.
func (t corpusTable) western() corpusTable { return t.only(charmapHolds) }

func (t corpusTable) ascii() corpusTable {
	return t.only(func(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) })
}

// oneLine is the clean table without line ends in cells.
func (t corpusTable) oneLine() corpusTable {
	return t.only(func(s string) bool { return !strings.ContainsAny(s, "\r\n") })
}

// bare is what can be written without a single quote.
func (t corpusTable) bare() corpusTable {
	return t.only(func(s string) bool { return !strings.ContainsAny(s, "\r\n\",;|") })
}

func (t corpusTable) only(good func(string) bool) corpusTable {
	var rows [][]string
	for _, row := range t.rows {
		if good(strings.Join(row, "")) {
			rows = append(rows, row)
		}
	}
	t.rows = rows
	return t
}

// with is a table with a cell of its own.
func (t corpusTable) with(row int, field, cell string) corpusTable {
	rows := slices.Clone(t.rows)
	rows[row] = slices.Clone(rows[row])
	rows[row][slices.Index(t.fields, field)] = cell
	t.rows = rows
	return t
}

// pick is a table of some columns under other names: "Vorname=name, ...".
// Columns are separated by semicolons, the names of ignored ones have no field.
func (t corpusTable) pick(spec string) corpusTable {
	var picked corpusTable
	var from []int
	for part := range strings.SplitSeq(spec, ";") {
		name, field, _ := strings.Cut(part, "=")
		picked.header = append(picked.header, strings.TrimPrefix(name, " "))
		picked.fields = append(picked.fields, field)
		from = append(from, slices.Index(t.fields, field))
	}
	for i, row := range t.rows {
		cells := make([]string, len(from))
		for j, column := range from {
			switch {
			case picked.fields[j] != "":
				cells[j] = row[column]
			case picked.header[j] != "":
				cells[j] = "x" + strings.Repeat("y", i%3)
			}
		}
		picked.rows = append(picked.rows, cells)
	}
	return picked
}

// record is what the cells of a row say.
func (t corpusTable) record(cells []string) row.Record {
	var r row.Record
	places := map[string]*string{}
	for i, place := range cellsOf(&r) { // in the order of Fields
		places[row.Fields()[i]] = place
	}
	for i, field := range t.fields {
		if field != "" {
			*places[field] = cells[i]
		}
	}
	return r
}

func (t corpusTable) records() []row.Record {
	var all []row.Record
	for _, row := range t.rows {
		all = append(all, t.record(row))
	}
	return all
}
