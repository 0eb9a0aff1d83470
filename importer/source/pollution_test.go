package source

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	excelize "github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// A sheet is a table as people have it: rows of cells, some of them merged.
type sheet struct {
	grid   [][]string
	merges [][4]int // top, bottom, left, right, counted from 1
	told   []string // what must be said, as regular expressions
	lost   bool     // rows may be refused if their message speaks of the columns
}

// cleanSheet has a header and some rows, each with its own values.
func cleanSheet(t *rapid.T) sheet {
	header := rapid.Permutation([]string{"email", "first name", "last name", "id", "tags"}).Draw(t, "columns")
	s := sheet{grid: [][]string{header}}
	for i := range rapid.IntRange(3, 7).Draw(t, "rows") {
		values := map[string]string{
			"email": fmt.Sprintf("p%d@example.org", i), "first name": fmt.Sprintf("Ada%c", 'a'+i), "last name": fmt.Sprintf("King%c", 'a'+i),
			"id": fmt.Sprintf("A-%d", i), "tags": rapid.SampledFrom([]string{"", "gold", "silver"}).Draw(t, "tag"),
		}
		var cells []string
		for _, column := range header {
			cells = append(cells, values[column])
		}
		s.grid = append(s.grid, cells)
	}
	return s
}

// clean returns the request of each row.
func (s sheet) clean() map[string]string {
	all := map[string]string{}
	for _, cells := range s.grid[1:] {
		var shown []string
		for _, column := range []string{"email", "first name", "last name", "id", "tags"} {
			shown = append(shown, cells[slices.Index(s.grid[0], column)])
		}
		all[shown[0]] = strings.Join(shown, "|")
	}
	return all
}

// A pollution changes a sheet.
type pollution struct {
	name  string
	apply func(*rapid.T, *sheet)
}

// pollutions are in the order in which they can be applied together.
func pollutions() []pollution {
	at := func(t *rapid.T, s *sheet) int { return rapid.IntRange(2, len(s.grid)-1).Draw(t, "at") }
	return []pollution{
		{"other header", func(t *rapid.T, s *sheet) {
			order := rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "order")
			from := at(t, s)
			s.grid = slices.Insert(s.grid, from, s.grid[0])
			for i, cells := range s.grid[from:] {
				var moved []string
				for _, column := range order {
					moved = append(moved, cells[column])
				}
				s.grid[from+i] = moved
			}
			s.lost = true
		}},
		{"repeated header", func(t *rapid.T, s *sheet) {
			i := at(t, s)
			above := i - 1
			for !slices.Contains(s.grid[above], "email") {
				above--
			}
			s.grid = slices.Insert(s.grid, i, s.grid[above])
			s.told = append(s.told, "repeats the header|other columns|different order")
		}},
		{"column without a name", func(t *rapid.T, s *sheet) {
			column := rapid.IntRange(0, len(s.grid[0])).Draw(t, "column")
			for i := range s.grid {
				value := "more"
				if i == 0 {
					value = ""
				}
				s.grid[i] = slices.Insert(slices.Clone(s.grid[i]), column, value)
			}
			s.told = append(s.told, "no name")
		}},
		{"blank rows", func(t *rapid.T, s *sheet) {
			s.grid = slices.Insert(s.grid, at(t, s), make([]string, len(s.grid[0])))
		}},
		{"total", func(_ *rapid.T, s *sheet) {
			s.grid = append(s.grid, slices.Concat([]string{"Total"}, make([]string, len(s.grid[0])-2), []string{"7"}))
		}},
		{"two rows of header", func(_ *rapid.T, s *sheet) {
			first, last := slices.Index(s.grid[0], "first name"), slices.Index(s.grid[0], "last name")
			upper, lower := slices.Clone(s.grid[0]), make([]string, len(s.grid[0]))
			if last != first+1 {
				return
			}
			upper[first], upper[last], lower[first], lower[last] = "Name", "", "First", "Last"
			s.grid = append([][]string{upper, lower}, s.grid[1:]...)
			s.merges = append(s.merges, [4]int{1, 1, first + 1, last + 1})
			s.told = append(s.told, "two rows")
		}},
		{"title", func(t *rapid.T, s *sheet) {
			title := slices.Concat([]string{"Partners of 2026"}, make([]string, len(s.grid[0])-1))
			s.grid = append([][]string{title}, s.grid...)
			for i := range s.merges {
				s.merges[i][0]++
				s.merges[i][1]++
			}
			s.told = append(s.told, "Skipped 1 line")
		}},
	}
}

func (s sheet) csv(t *rapid.T) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "delimiter")
	if err := w.WriteAll(s.grid); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s sheet) book(t *rapid.T) []byte {
	f := excelize.NewFile()
	defer f.Close()
	for i, cells := range s.grid {
		for j, text := range cells {
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if text != "" && f.SetCellStr("Sheet1", name, text) != nil {
				t.Fatal(name)
			}
		}
	}
	for _, m := range s.merges {
		from, _ := excelize.CoordinatesToCellName(m[2], m[0])
		to, _ := excelize.CoordinatesToCellName(m[3], m[1])
		if err := f.MergeCell("Sheet1", from, to); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPollutedTables: whatever is added to a clean table, in text or in a workbook,
// its rows are read as they are, or refused in words that name the cause. What was
// added is told, and nothing else is read.
func TestPollutedTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := cleanSheet(t)
		clean := s.clean()
		var added []string
		for _, p := range pollutions() {
			if rapid.IntRange(0, 2).Draw(t, p.name) == 0 {
				added = append(added, p.name)
				p.apply(t, &s)
			}
		}
		content := s.csv(t)
		if rapid.Bool().Draw(t, "workbook") {
			content = s.book(t)
		}
		in, err := OpenReader(bytes.NewReader(content), "partners", Options{})
		if err != nil {
			t.Fatalf("%q: %v\n%s", added, err, s.show())
		}
		defer in.Close()
		checkPolluted(t, in, s, clean)
		if t.Failed() {
			t.Logf("%q:\n%s", added, s.show())
		}
	})
}

func checkPolluted(t *rapid.T, in *Source, s sheet, clean map[string]string) {
	said, left := "", len(clean)
	for _, r := range readRows(t, in) {
		if r.Problem != nil {
			said += r.Problem.Message + "\n"
			continue
		}
		p := r.Record.Request()
		if !strings.Contains(p.Email, "@") {
			continue // refused later
		}
		left--
		if got := strings.Join([]string{p.Email, p.Name, p.Surname, p.ID, strings.Join(p.Tags, ",")}, "|"); got != clean[p.Email] {
			t.Errorf("line %d is read as %s; want %s", r.Line, got, clean[p.Email])
		}
	}
	said += strings.Join(in.Warnings(), "\n")
	if left > 0 && !(s.lost && regexp.MustCompile("different order|other columns").MatchString(said)) {
		t.Errorf("%d rows are lost without a word; said: %s", left, said)
	}
	for _, like := range s.told {
		if !regexp.MustCompile(like).MatchString(said) {
			t.Errorf("not told: %s; said: %s", like, said)
		}
	}
}

func (s sheet) show() string {
	var b strings.Builder
	for _, cells := range s.grid {
		fmt.Fprintf(&b, "%q\n", cells)
	}
	return b.String()
}
