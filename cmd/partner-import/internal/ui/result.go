package ui

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/importer"
	"partner-import/importer/plainfile"
	"partner-import/importer/row"
	"partner-import/importer/undo"
)

// A resultPage shows how an import ended.
type resultPage struct {
	Good, Created, Exists, Updated, Bad, ToGo, Rows int
	GoodShare, ExistsShare, BadShare                int // percent
	Stop                                            string
	StopInEnglish                                   bool // as an earlier program kept it
	Files                                           []fileLine
	Folder                                          string
	Find                                            string
	Partners                                        []partner
	More                                            bool
	Took                                            string
	Reasons                                         []reason
	Sandbox                                         bool
	Undone                                          int  // partners that an undo archived
	CanUndo                                         bool // some were created, and their account can be asked
}

// A fileLine is a file to keep.
type fileLine struct{ Name, Label, About string }

// A partner is a line of the list.
type partner struct{ Email, ID, Key, Link string }

// A reason is why rows are not imported.
type reason struct {
	Count int
	explained
	Lines string
}

// mostPartners is how many partners a page shows.
const mostPartners = 100

func (s *Server) result(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		goTo(w, r, "/i/"+im.ID+"/run")
		return
	}
	if im.Counts == nil && im.Stop == "" {
		goTo(w, r, s.step(im))
		return
	}
	say := s.speaker(r).Say
	page := resultPage{Rows: im.Rows, Stop: im.Stop, StopInEnglish: true, Find: r.FormValue("q"), Sandbox: im.Sandbox, Folder: filepath.Dir(s.outputs(im).Report)}
	page.Good, page.Bad = tally(im.Counts)
	page.Created, page.Exists, page.Updated = im.Counts[row.Created], im.Counts[row.Exists], im.Counts[row.Updated]
	page.ToGo = im.Counts[row.Unsent]
	page.GoodShare, page.ExistsShare, page.BadShare = percent(page.Created+page.Updated, im.Rows), percent(page.Exists, im.Rows), percent(page.Bad, im.Rows)
	if run := s.queue.Run(im.ID); run != nil {
		v := run.View()
		page.Took = long(max(time.Second, v.Ended.Sub(v.Began)), say)
		page.explain(v.Summary, s.explainer(r))
		if v.Err != nil {
			page.Stop, page.StopInEnglish = explain(v.Err, say), false
		}
	} else {
		page.explain(readSummary(s.outputs(im).Summary), s.explainer(r))
	}
	page.Undone, page.CanUndo = im.Undone, page.Created > 0 && (!im.Sandbox || s.hasSandbox())
	page.Files = s.files(im, say)
	page.list(s.outputs(im).Report)
	s.show(w, r, http.StatusOK, "result", view{Title: "Result", Step: 5, Import: im, Page: page})
}

// hasSandbox reports whether there is a sandbox to ask. What was in one is gone with it.
func (s *Server) hasSandbox() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.practising && s.sandbox != nil
}

// mostSummary is how many bytes a summary may have.
const mostSummary = 64 << 20

// readSummary reads what a run of an earlier program wrote, nil without it.
func readSummary(path string) *importer.Summary {
	text, err := plainfile.Read(path, mostSummary)
	if err != nil {
		return nil
	}
	summary := &importer.Summary{}
	if json.Unmarshal(text, summary) != nil {
		return nil
	}
	return summary
}

// explain says why rows are not imported.
func (p *resultPage) explain(s *importer.Summary, to explainer) {
	if s == nil {
		return
	}
	for _, f := range s.Findings {
		if f.Status.NeedsPerson() {
			p.Reasons = append(p.Reasons, reason{f.Count, to.explain(f.Code, f.Example), numbers(f.Lines, to)})
		}
	}
}

// numbers are lines of a file, such as "3, 5, 7".
func numbers(all []int, to explainer) string {
	var said []string
	for _, n := range all {
		said = append(said, to.Say("%d", n))
	}
	return strings.Join(said, ", ")
}

// outputs are where the files of an import are.
func (s *Server) outputs(im *desk.Import) importer.Options {
	account := Connection{}
	account.Sandbox = im.Sandbox
	return s.outputsFor(im, account)
}

// outputsFor are where they are for an account, with its journal.
func (s *Server) outputsFor(im *desk.Import, account Connection) importer.Options {
	o := importer.Options{}
	s.places(im, account, &o)
	return o
}

// paths are the files of an import that can be downloaded, by their names in
// addresses.
func (s *Server) paths(im *desk.Import) map[string]string {
	o := s.outputs(im)
	return map[string]string{
		"report.csv": o.Report, failedName(o): o.Failed, "summary.json": o.Summary, "page.html": o.HTML, "corrected.csv": im.Path("corrected.csv"),
		"undo.csv": s.undoReport(im),
	}
}

func failedName(o importer.Options) string { return "failed" + filepath.Ext(o.Failed) }

func (s *Server) undoReport(im *desk.Import) string {
	if im.IsElsewhere() && !im.Sandbox {
		return undo.Options{}.Beside(im.Original()).Report
	}
	account := Connection{}
	account.Sandbox = im.Sandbox
	return im.Path(s.prefix(account) + "undo.csv")
}

func (s *Server) files(im *desk.Import, say func(string, ...any) string) (all []fileLine) {
	paths := s.paths(im)
	for _, f := range []fileLine{
		{"report.csv", say("Report"), say("Every row with its id and link, or what is wrong.")},
		{failedName(s.outputs(im)), say("Rows not imported"), say("As they were, with the reason.")},
		{"page.html", say("Page to send"), say("One file to mail or print.")},
		{"undo.csv", say("Report of the undo"), say("Every partner, and what was done.")},
		{"corrected.csv", say("Corrected file"), say("Your rows with the corrections.")},
	} {
		info, err := os.Stat(paths[f.Name])
		if err != nil {
			continue
		}
		f.About += " " + sizeOf(info.Size(), say)
		all = append(all, f)
	}
	return all
}

func sizeOf(bytes int64, say func(string, ...any) string) string {
	switch {
	case bytes >= 1<<20:
		return say("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return say("%d KB", bytes>>10)
	}
	return say("%d bytes", bytes)
}

// download sends a file as an attachment.
func (s *Server) download(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	name := r.PathValue("name")
	path, ok := s.paths(im)[name]
	if !ok {
		s.lost(w, r)
		return
	}
	file, err := plainfile.Open(path)
	if err != nil {
		s.lost(w, r)
		return
	}
	defer file.Close()
	stem := strings.TrimSuffix(im.Name, filepath.Ext(im.Name))
	w.Header().Set("Content-Disposition", attachment(stem+"."+name))
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = io.Copy(w, file)
}

// attachment names a file as RFC 6266 does, with RFC 8187 for letters beyond ASCII.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	var coded strings.Builder
	for i := range len(name) {
		if b := name[i]; b == '.' || b == '-' || b == '_' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' {
			coded.WriteByte(b)
		} else {
			fmt.Fprintf(&coded, "%%%02X", b)
		}
	}
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, coded.String())
}

// list reads the partners out of the report.
func (p *resultPage) list(path string) {
	file, err := plainfile.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	rows := csv.NewReader(file)
	rows.ReuseRecord, rows.FieldsPerRecord = true, -1
	header, err := rows.Read()
	if err != nil {
		return
	}
	place := map[string]int{}
	for i, name := range header {
		place[name] = i
	}
	find := strings.ToLower(p.Find)
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) || err != nil {
			return
		}
		cell := func(name string) string {
			if i, ok := place[name]; ok && i < len(cells) {
				return printable(strings.TrimPrefix(cells[i], "'"))
			}
			return ""
		}
		one := partner{cell("email"), cell("partner_id"), cell("key"), cell("referral_link")}
		if !row.Status(cell("status")).Good() || !strings.Contains(strings.ToLower(one.Email+" "+one.ID+" "+one.Key), find) {
			continue
		}
		if len(p.Partners) == mostPartners {
			p.More = true
			return
		}
		p.Partners = append(p.Partners, one)
	}
}
