package terminal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A File is what kind of file was read.
type File struct {
	Encoding  string // "xlsx" of a workbook
	Delimiter rune   // between cells, 0 of a workbook
	Sheet     string // of a workbook
	Header    int    // the line of the header, 0 if it is not known
	Examples  []source.Example
	ChosenBy  string // the flags that leave out rows, as in "--only and --skip"
	Warnings  []string
}

// leftOut says that rows are left out on purpose.
func leftOut(n int, by string) string {
	return fmt.Sprintf("%s left out by %s", words.Counted(n, "row"), cmp.Or(by, "choice"))
}

// Describe says what kind of file a source reads.
func Describe(s *source.Source) File {
	d := s.Description()
	return File{Encoding: d.Encoding, Delimiter: d.Delimiter, Sheet: d.Sheet, Header: s.Header().Line, Examples: s.Examples(), ChosenBy: s.ChosenBy(), Warnings: s.Warnings()}
}

// A Plan is what a run will do, as far as that is known before it does anything.
type Plan struct {
	File    File
	Preview importer.Preview
	Options importer.Options // of the run, with its target
	Pace    string           // the rate of requests in words, like "up to 50/s"
	Until   time.Time        // when the run stops, zero if it may take any time
}

func (p *Plan) sends() bool { return !p.Options.DryRun && !p.Options.Rebuild }

// now is how many rows the run sends or looks up.
func (p *Plan) now() int {
	v := &p.Preview
	return v.Rows - v.Later - v.Done - v.Skipped - v.LeftOut()
}

// Plan shows what an import will do: the file, what is sent and what is not,
// the problems, and what else there is to know. Call it before
// [Screen.Confirm] and [Screen.Conclude]. It shows nothing of a run that sends
// nothing.
func (s *Screen) Plan(plan Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plan = &plan
	if !plan.sends() || s.quiet() {
		return
	}
	s.bar.Clear()
	p := s.paper()
	s.apart(p)
	addFile(p, s.run.Input, plan.Preview.Rows, plan.File)
	if plan.Preview.Rows == 0 {
		p.Gap()
		p.Put("  ", "The file has no rows below its header. Nothing is left to send.")
	} else {
		s.intentions(p, &plan)
	}
	s.problems(p, plan.Preview.Findings)
	p.Gap()
	p.Warnings(s.news(slices.Concat(plan.File.Warnings, plan.Preview.Warnings)))
	p.Gap()
	s.show(p)
}

// addFile adds what kind of file was read:
//
//	partners.csv  20,000 rows, UTF-8, comma, header on line 1
func addFile(p *paper.Paper, name string, rows int, f File) {
	parts := []string{words.Counted(rows, "row")}
	if f.Sheet != "" {
		parts = append(parts, `sheet "`+p.Said(f.Sheet)+`"`)
	} else if f.Encoding != "" {
		parts = append(parts, p.Said(f.Encoding))
	}
	if f.Delimiter != 0 {
		parts = append(parts, delimiterName(f.Delimiter))
	}
	if f.Header > 0 {
		parts = append(parts, fmt.Sprintf("header on line %d", f.Header))
	}
	p.Hang(p.Bold(p.Said(name))+"  ", "  ", strings.Join(parts, ", "))
	for _, e := range f.Examples {
		p.Hang("  ", "    ", example(p, e))
	}
}

// example is what is made from a value, such as a full name.
func example(p *paper.Paper, e source.Example) string {
	var made []string
	for i, text := range e.Made {
		if text == "" {
			made = append(made, "no "+e.Fields[i])
		} else {
			made = append(made, e.Fields[i]+` "`+p.Shortened(text, widestCell)+`"`)
		}
	}
	return fmt.Sprintf(`%s: "%s" → %s`, p.Shortened(e.Column, widestColumn), p.Shortened(e.Value, widestCell), strings.Join(made, ", "))
}

func delimiterName(r rune) string {
	switch r {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	}
	return "separated by " + fold.Printable(string(r))
}

// intentions adds what is sent, and what is not.
func (s *Screen) intentions(p *paper.Paper, plan *Plan) {
	v, o := &plan.Preview, &plan.Options
	p.Gap()
	into := "Into " + p.Bold(p.Said(o.Target.Host))
	if s.sandbox {
		into = "Into the sandbox (a built-in test server)"
	} else if o.Target.Key != "" {
		into += ", with the key that ends in " + p.Said(o.Target.Key)
	}
	p.Put("", into+":")
	for _, line := range plan.lines() {
		if line.n > 0 {
			p.Put("  "+p.Text(line.sign)+" ", line.text)
		}
	}
	if v.Unnamed {
		p.Put("  "+p.Notice()+" ", "names: none. Partners are created without a name.")
	}
	s.consequences(p, plan)
}

// A line of a plan is about so many rows.
type planLine struct {
	sign string
	n    int
	text string
}

func (p *Plan) lines() []planLine {
	v := &p.Preview
	now := words.Counted(p.now(), "row")
	switch {
	case p.Options.Limit > 0 && v.Later > 0:
		now += fmt.Sprintf(" now (--limit %d); %s %s for later", p.Options.Limit, words.Thousands(v.Later), words.Plural(v.Later, "remains", "remain"))
	case v.Done > 0:
		now += " now"
	}
	done := fmt.Sprintf("%s %s done by earlier runs", words.Counted(v.Done, "row"), words.Plural(v.Done, "was", "were"))
	if v.There > 0 {
		done += fmt.Sprintf(" (%s existed before)", words.Thousands(v.There))
	}
	return []planLine{
		{"+", p.now(), now},
		{"=", v.Done, done},
		{"?", v.InDoubt, fmt.Sprintf("%s got no answer in an earlier run; %s looked up first", words.Counted(v.InDoubt, "row"), words.Plural(v.InDoubt, "it is", "they are"))},
		{"–", v.Skipped, leftOut(v.Skipped, p.File.ChosenBy)},
		{"–", v.Invalid, fmt.Sprintf("%s with problems %s left out", words.Counted(v.Invalid, "row"), words.Plural(v.Invalid, "is", "are"))},
		{"–", v.Blocked, fmt.Sprintf("%s %s left out because their referring partner is", words.Counted(v.Blocked, "row"), words.Plural(v.Blocked, "is", "are"))},
		{"–", v.Kept, fmt.Sprintf("%s %s left out, as in an earlier run", words.Counted(v.Kept, "row"), words.Plural(v.Kept, "is", "are"))},
	}
}

// consequences adds what the import means for partners, and how long it takes.
func (s *Screen) consequences(p *paper.Paper, plan *Plan) {
	v, o := &plan.Preview, &plan.Options
	if plan.now() == 0 {
		p.Gap()
		p.Put("", "Nothing is left to send.")
		return
	}
	p.Gap()
	if o.Invite {
		p.Put("", fmt.Sprintf("Sends %s by e-mail.", words.Counted(plan.now(), "invitation")))
	} else if !s.sandbox {
		p.Put("", "Partnero's documentation mentions no e-mail to new partners. If unsure, try your own address first.")
	}
	if o.Existing == importer.UpdateExisting {
		p.Put("", "Partners who exist already are changed (--existing update).")
	}
	p.Put("", "This takes about "+forecast(v.Expected, v.Requests, plan.Pace)+".")
	if !plan.Until.IsZero() {
		p.Put("", "It stops at "+words.Moment(plan.Until, time.Now())+" if it is not done by then.")
	}
}

// problems adds how many rows are ready, how many have problems, and which.
func (s *Screen) problems(p *paper.Paper, list row.Findings) {
	if len(list) == 0 {
		return
	}
	bad := 0
	for _, f := range list {
		bad += f.Count
		s.told.findings[keyOf(f)] = f.Count
	}
	p.Gap()
	p.Number(p.Cross(), bad, 0, words.Plural(bad, "row has a problem", "rows have problems"))
	p.Gap()
	p.Findings(list)
}

// keyOf tells findings apart.
func keyOf(f row.Finding) string { return fmt.Sprint(f.Status, f.Code, f.Lines) }
