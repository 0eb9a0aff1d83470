package terminal

import (
	"bufio"
	"context"
	"io"
	"strconv"
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer/row"
	"partner-import/importer/undo"
)

// An UndoPlan is what an undo will do.
type UndoPlan struct {
	Plan    undo.Plan
	Options undo.Options
	Pace    string // the rate of requests in words
}

// verbs are what the undo does to a partner, as a command and as what was done.
func verbs(o *undo.Options) (do, done string) {
	switch {
	case o.Restore:
		return "restore", "restored"
	case o.Permanently:
		return "delete", "deleted"
	}
	return "archive", "archived"
}

// UndoPlan shows what an undo will do.
func (s *Screen) UndoPlan(u UndoPlan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quiet() {
		return
	}
	s.bar.Clear()
	p, v := s.paper(), &u.Plan
	s.apart(p)
	p.Hang(p.Bold(s.run.Input)+"  ", "  ", "last imported on "+p.Said(v.Run.Started.Local().Format("2006-01-02 15:04")))
	p.Gap()
	at := "At " + p.Bold(p.Said(u.Options.Target.Host))
	if key := u.Options.Target.Key; key != "" {
		at += ", with the key that ends in " + p.Said(key)
	}
	p.Put("", at+":")
	do, done := verbs(&u.Options)
	lines := undoLines(v, do, done)
	width := 0
	for _, l := range lines {
		width = max(width, len(words.Thousands(l.n)))
	}
	for i, l := range lines {
		if l.n > 0 || i == 0 {
			p.Number(p.Text(l.sign), l.n, width, l.text)
		}
	}
	p.Gap()
	if !v.IsEmpty() {
		p.Put("  ", "This takes about "+forecast(v.Expected, v.Requests, u.Pace)+".")
	}
	if u.Options.Permanently && !v.IsEmpty() {
		p.Put(p.Notice()+" ", p.Warn("Deleting cannot be undone. The referral links and the commissions of these partners go with them."))
	}
	p.Gap()
	s.show(p)
}

func undoLines(v *undo.Plan, do, done string) []planLine {
	partner := func(n int, text string) string { return words.Plural(n, "partner ", "partners ") + text }
	return []planLine{
		{"+", v.Now + v.Unasked, partner(v.Now+v.Unasked, "to "+do)},
		{"=", v.Done, partner(v.Done, done+" by an earlier run")},
		{"–", v.Changed, partner(v.Changed, "left: changed after the import (--even-changed takes them too)")},
		{"–", v.Replaced, partner(v.Replaced, "left: another partner has the id now")},
		{"–", v.Archived, partner(v.Archived, "archived already, by somebody else")},
		{"–", v.Gone, partner(v.Gone, "gone: no longer in Partnero")},
		{"–", v.Before, partner(v.Before, "left: not created by this import")},
		{"?", v.Unsettled, words.Plural(v.Unsettled, "row is", "rows are") + " open: run the import again first, then the undo"},
	}
}

// ConfirmNumber asks to type the number of partners, and reports whether that is what
// was typed into in. If ctx ends first, the answer is no.
func (s *Screen) ConfirmNumber(ctx context.Context, in *bufio.Reader, o undo.Options, n int) bool {
	do, _ := verbs(&o)
	question := strings.ToUpper(do[:1]) + do[1:] + " " + words.Counted(n, "partner") + "? Type " + strconv.Itoa(n) + " to continue: "
	return s.confirmText(ctx, in, question, strconv.Itoa(n))
}

// ConfirmForever asks once more before partners are deleted.
func (s *Screen) ConfirmForever(ctx context.Context, in *bufio.Reader) bool {
	return s.confirmText(ctx, in, "Nothing brings a deleted partner back. Type delete to continue: ", "delete")
}

// Answers reads what a person types.
func Answers(in io.Reader) *bufio.Reader { return bufio.NewReader(in) }

// confirmText asks until the answer is what is wanted, or nothing, or no.
func (s *Screen) confirmText(ctx context.Context, in *bufio.Reader, question, want string) bool {
	defer s.answered()
	for {
		s.ask(s.style.Bold(question))
		answer, end := s.answer(ctx, in)
		switch {
		case strings.NewReplacer(",", "", ".", "", " ", "").Replace(answer) == want:
			return true
		case end || answer == "" || answer == "n" || answer == "no":
			return false
		}
		s.Println("That is not " + want + ". Type it, or only Enter to stop.")
	}
}

// ConcludeUndo shows how an undo ended.
func (s *Screen) ConcludeUndo(o undo.Options, summary *undo.Summary, stop Stop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.paper()
	s.apart(p)
	_, done := verbs(&o)
	width := 0
	for _, n := range summary.Counts {
		width = max(width, len(words.Thousands(n)))
	}
	for _, l := range undoneLines(p, summary, done) {
		if n := summary.Counts[l.status]; n > 0 || string(l.status) == done {
			p.Number(l.mark, n, width, words.Plural(n, "partner ", "partners ")+l.text+earlier(summary, l.status))
		}
	}
	p.Gap()
	p.Findings(openFindings(summary, o))
	p.Gap()
	s.show(p)
	s.pastFiles(summary)
	s.ended(stop, summary.Open > 0 && stop.Why == "" && summary.Counts[row.Unknown]+summary.Counts[row.Unsent]+summary.Counts[row.Failed] > 0)
}

type undoneLine struct {
	status row.Status
	mark   string
	text   string
}

func undoneLines(p *paper.Paper, summary *undo.Summary, done string) []undoneLine {
	return []undoneLine{
		{row.Archived, p.Tick(), "archived"},
		{row.Restored, p.Tick(), "restored"},
		{row.Deleted, p.Tick(), "deleted"},
		{row.Exists, p.Dash(), "not touched"},
		{row.Gone, p.Dash(), "gone: no longer in Partnero"},
		{row.Failed, p.Cross(), "could not be " + done},
		{row.Unknown, p.Notice(), "without an answer. The next run asks first."},
		{row.Unsent, p.Notice(), "not done yet"},
	}
}

// earlier says how many rows an earlier run ended so.
func earlier(summary *undo.Summary, status row.Status) string {
	n := summary.Counts[status] - summary.ThisRun[status]
	if n <= 0 || status == row.Exists {
		return ""
	}
	return " (" + words.Thousands(n) + " earlier)"
}

// openFindings are the kinds of rows that are not as they should be.
func openFindings(summary *undo.Summary, o undo.Options) (list row.Findings) {
	for _, f := range summary.Findings {
		if f.Code != row.NotCreated && f.Status != row.Unsent {
			list = append(list, f)
		}
	}
	return list
}

// pastFiles shows the files that were written.
func (s *Screen) pastFiles(summary *undo.Summary) {
	p := s.paper()
	if summary.Report != "-" {
		p.Label("Report", p.Dim(p.Link(summary.Report, p.Said(summary.Report))))
	}
	p.Label("Summary", p.Dim(p.Link(summary.Path, p.Said(summary.Path))))
	s.show(p)
}

// ended shows why a run ended early, and what to do next.
func (s *Screen) ended(stop Stop, again bool) {
	next := stop.Next
	if stop.Why != "" {
		why := stop.Why
		if s.quiet() && next != "" {
			why += " " + next
		}
		s.error(why)
	} else if again {
		next = "Run the same command again to continue."
	}
	if next != "" {
		p := s.paper()
		p.Label(p.Bold("Next"), p.Text(next))
		s.show(p)
	}
}

// Quoted is a file name as a command line takes it.
func Quoted(name string) string { return quoted(fold.Printable(name)) }
