package terminal

import (
	"fmt"
	"slices"
	"strings"

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
	Warnings  []string
}

// Describe says what kind of file a source reads.
func Describe(s *source.Source) File {
	d := s.Description()
	return File{Encoding: d.Encoding, Delimiter: d.Delimiter, Sheet: d.Sheet, Header: s.Header().Line, Warnings: s.Warnings()}
}

// A Plan is what a run will do, as far as that is known before it does anything.
type Plan struct {
	File    File
	Preview importer.Preview
	Options importer.Options // of the run, with its target
	Pace    string           // the rate of requests in words, like "up to 50/s"
}

func (p *Plan) sends() bool { return !p.Options.DryRun && !p.Options.Rebuild }

// now is how many rows the run sends or looks up.
func (p *Plan) now() int {
	v := &p.Preview
	return v.Rows - v.Later - v.Done - v.LeftOut()
}

// Plan shows what an import will do: the file, what is sent and what is not,
// the problems, and what else there is to know. It is to be called before
// [Screen.Confirm] and [Screen.Conclude]. Of a run that sends nothing it shows
// nothing.
func (s *Screen) Plan(plan Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plan = &plan
	if !plan.sends() || s.quiet() {
		return
	}
	s.bar.clear()
	p := s.paper()
	s.apart(p)
	p.file(s.input, plan.Preview.Rows, plan.File)
	if plan.Preview.Rows == 0 {
		p.gap()
		p.put("  ", "The file has no rows below its header. Nothing is left to send.")
	} else {
		s.intentions(p, &plan)
	}
	s.problems(p, plan.Preview.Findings)
	p.gap()
	p.warnings(s.news(slices.Concat(plan.File.Warnings, plan.Preview.Warnings)))
	p.gap()
	s.show(p)
}

// file adds what kind of file was read:
//
//	partners.csv  20,000 rows, UTF-8, comma, header on line 1
func (p *paper) file(name string, rows int, f File) {
	parts := []string{counted(rows, "row")}
	if f.Sheet != "" {
		parts = append(parts, `sheet "`+p.said(f.Sheet)+`"`)
	} else if f.Encoding != "" {
		parts = append(parts, p.said(f.Encoding))
	}
	if f.Delimiter != 0 {
		parts = append(parts, delimiterName(f.Delimiter))
	}
	if f.Header > 0 {
		parts = append(parts, fmt.Sprintf("header on line %d", f.Header))
	}
	p.hang(p.Bold(p.said(name))+"  ", "  ", strings.Join(parts, ", "))
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
	return "separated by " + Printable(string(r))
}

// intentions adds what is sent, and what is not.
func (s *Screen) intentions(p *paper, plan *Plan) {
	v, o := &plan.Preview, &plan.Options
	p.gap()
	into := "Into " + p.Bold(p.said(o.Target.Host))
	if s.sandbox {
		into = "Into the sandbox (a built-in test server)"
	} else if o.Target.Key != "" {
		into += ", with the key that ends in " + p.said(o.Target.Key)
	}
	p.put("", into+":")
	for _, line := range plan.lines() {
		if line.n > 0 {
			p.put("  "+p.Text(line.sign)+" ", line.text)
		}
	}
	if v.Unnamed {
		p.put("  "+p.Notice()+" ", "names: none. Partners are created without a name.")
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
	now := counted(p.now(), "row")
	switch {
	case p.Options.Limit > 0 && v.Later > 0:
		now += fmt.Sprintf(" now (--limit %d); %s %s for later", p.Options.Limit, thousands(v.Later), plural(v.Later, "remains", "remain"))
	case v.Done > 0:
		now += " now"
	}
	done := fmt.Sprintf("%s %s done by earlier runs", counted(v.Done, "row"), plural(v.Done, "was", "were"))
	if v.There > 0 {
		done += fmt.Sprintf(" (%s existed before)", thousands(v.There))
	}
	return []planLine{
		{"+", p.now(), now},
		{"=", v.Done, done},
		{"?", v.InDoubt, fmt.Sprintf("%s got no answer in an earlier run; %s looked up first", counted(v.InDoubt, "row"), plural(v.InDoubt, "it is", "they are"))},
		{"–", v.Invalid, fmt.Sprintf("%s with problems %s left out", counted(v.Invalid, "row"), plural(v.Invalid, "is", "are"))},
		{"–", v.Blocked, fmt.Sprintf("%s %s left out because their referring partner is", counted(v.Blocked, "row"), plural(v.Blocked, "is", "are"))},
		{"–", v.Kept, fmt.Sprintf("%s %s left out, as in an earlier run", counted(v.Kept, "row"), plural(v.Kept, "is", "are"))},
	}
}

// consequences adds what the import means for partners, and how long it takes.
func (s *Screen) consequences(p *paper, plan *Plan) {
	v, o := &plan.Preview, &plan.Options
	if plan.now() == 0 {
		p.gap()
		p.put("", "Nothing is left to send.")
		return
	}
	p.gap()
	if o.Invite {
		p.put("", fmt.Sprintf("Sends %s by e-mail.", counted(plan.now(), "invitation")))
	} else if !s.sandbox {
		p.put("", "Partnero's documentation mentions no e-mail to partners who are created. Try your own address first if unsure.")
	}
	if o.Existing == importer.UpdateExisting {
		p.put("", "Partners who exist already are changed (--existing update).")
	}
	p.put("", "This takes about "+forecast(v.Expected, v.Requests, plan.Pace)+".")
}

// problems adds how many rows are ready, how many have problems, and which.
func (s *Screen) problems(p *paper, list row.Findings) {
	if len(list) == 0 {
		return
	}
	bad := 0
	for _, f := range list {
		bad += f.Count
		s.told.findings[keyOf(f)] = f.Count
	}
	p.gap()
	p.number(p.Cross(), bad, 0, plural(bad, "row has a problem", "rows have problems"))
	p.gap()
	p.findings(list)
}
