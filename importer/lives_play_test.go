package importer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// An act is one run of a scenario.
type act struct {
	row    person // the row under test
	parent bool   // the row of its referring partner is in the file
	child  bool   // and so is one that it refers
	twin   bool   // and one that names the same partner
	tagged bool   // the same file is imported with one more tag
	second bool   // it is another file, which shares the journal
	o      importer.Options

	script, parents []string // the answers for the row, and for its parent
	rest            string   // the answer to lookups when the script is over

	kill, stop, cancel int // at which request, 0: never
}

// A scenario is a few runs over one journal.
type scenario struct {
	name   string
	acts   []act
	strict bool // it is left out unless the whole script of the last run is asked for
	told   int  // so many runs are written down elsewhere
}

// A stage is where a scenario is played.
type stage struct {
	place
	journal string
	log     strings.Builder
	words   map[string]string // the messages, by their short names
}

// perform plays a scenario and returns what happened, "" if it is left out.
func perform(t *testing.T, root string, s scenario, words map[string]string) string {
	dir, err := os.MkdirTemp(root, "life")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	st := &stage{place: place{t, dir}, journal: "j", words: words}
	fmt.Fprintf(&st.log, "## %s\n", s.name)
	title := st.log.String()
	for n, a := range s.acts {
		if n == s.told {
			st.log.Reset()
			st.log.WriteString(title)
		}
		if left := st.act(n+1, a); left > 0 && n == len(s.acts)-1 && s.strict {
			return ""
		}
		time.Sleep(time.Hour)
	}
	return st.log.String()
}

// act runs an import and returns how much of the row's script is left.
func (st *stage) act(n int, a act) (left int) {
	fmt.Fprintf(&st.log, "%d %s\n", n, a.describe())
	input := st.input(a)
	var so source.Options
	if a.tagged {
		so.AddTags = []string{"late"}
		a.row.tags += ";late"
	}
	source, err := source.Open(st.path(input), so)
	if err != nil {
		st.t.Fatal(err)
	}
	defer source.Close()
	o := st.options(n, a)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := &playwright{
		act: &a, rows: a.rows(), log: &st.log, cancel: cancel,
		scripts: map[string][]string{"a@x.io": a.script, "p@x.io": a.parents},
		crash:   func() { st.copyJournal(n) },
	}
	w.im = importer.New(w, o)
	_, err = w.im.Run(ctx, source)
	st.ended(n, w, o, err)
	return len(w.scripts["a@x.io"])
}

func (st *stage) options(n int, a act) importer.Options {
	o := a.o
	o.Call = importer.Flags
	o.Workers, o.Rate, o.Settle = 1, client.LimiterOptions{Rate: 1e6}, time.Minute
	o.Target, o.Fingerprint = importer.TargetSummary{Host: "x"}, "f"
	if o.MaxAttempts == 0 {
		o.MaxAttempts = 5
	}
	o.Journal = st.path(st.journal)
	o.Report, o.Failed, o.Summary = st.path(fmt.Sprint(n, ".report")), st.path(fmt.Sprint(n, ".failed.csv")), st.path(fmt.Sprint(n, ".json"))
	return o
}

// ended writes down how a run ended. A run that was killed has no report, and
// its journal is the copy.
func (st *stage) ended(n int, w *playwright, o importer.Options, err error) {
	var stop *stop.Error
	switch {
	case w.dead:
		st.journal = fmt.Sprint("j", n)
	case errors.As(err, &stop):
		fmt.Fprintf(&st.log, "stopped: %s\n", stop.Reason)
		st.lines(o.Report)
	case err != nil:
		fmt.Fprintf(&st.log, "error: %v\n", err)
		return
	default:
		st.lines(o.Report)
	}
	st.entries(w.dead)
}

// lines writes down the report.
func (st *stage) lines(path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		st.t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		st.t.Fatal(err)
	}
	for _, row := range cells[1:] {
		c := map[string]string{}
		for i, title := range cells[0] {
			c[title] = row[i]
		}
		fmt.Fprintf(&st.log, "= %s %s %s", c["email"][:1], c["status"], c["attempts"])
		st.add(" ", c["partner_id"])
		st.add(" ", c["key"])
		st.add(" !", c["error_code"])
		st.add(" ", c["column"])
		st.add(" ", st.short(c["error"]))
		st.log.WriteString("\n")
	}
}

func (st *stage) add(mark, text string) {
	if text != "" {
		st.log.WriteString(mark + text)
	}
}

// short is a name for a message.
func (st *stage) short(message string) string {
	if message == "" {
		return ""
	}
	name := fmt.Sprintf("%x", sha256.Sum256([]byte(message)))[:6]
	st.words[name] = message
	return name
}

// entries writes down what the journal holds. The time of a claim is the number
// of the run that made it.
func (st *stage) entries(killed bool) {
	const query = `SELECT substr(email, 1, 12), status, attempts, run, (since - 946684800000) / 3600000 + 1, substr(hex(content), 1, 4), ours, policy,
		coalesce(partner, ''), coalesce(key, ''), coalesce(code, ''), coalesce(field, ''), coalesce(message, ''),
		CASE WHEN doubt IS NULL THEN '' WHEN doubt = '' THEN '-' ELSE doubt END, coalesce(substr(hex(asked), 1, 4), ''),
		maker, coalesce(substr(hex(made), 1, 4), ''), link IS NULL, created IS NULL FROM entry ORDER BY id`
	for _, c := range st.cells(st.journal, query, !killed) {
		email := strings.Replace(c[0], "invitation ", "inv-", 1)
		email = strings.TrimSuffix(email, "@x.io")
		fmt.Fprintf(&st.log, "j %s %s %s r%s s%s c%s", email, orDash(c[1]), c[2], c[3], c[4], strings.ToLower(c[5]))
		if c[6] == "1" {
			st.log.WriteString(" ours")
		}
		st.add(" p:", policyMark(c[7]))
		st.add(" ", c[8])
		st.add(" ", c[9])
		st.add(" !", c[10])
		st.add(" ", c[11])
		st.add(" ", st.short(c[12]))
		if c[13] == "-" {
			st.log.WriteString(" doubt")
		} else {
			st.add(" doubt:", st.short(c[13]))
		}
		st.add(" asked:", strings.ToLower(c[14]))
		if c[15] != "0" {
			st.add(" m", c[15])
		}
		st.add(" made:", strings.ToLower(c[16]))
		if c[8] != "" && c[17] == "1" {
			st.log.WriteString(" nolink")
		}
		if c[8] != "" && c[18] == "1" {
			st.log.WriteString(" nodate")
		}
		st.log.WriteString("\n")
	}
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// policyMark is a policy, shorter.
func policyMark(policy string) string {
	return strings.NewReplacer("update", "u", ", replacing tags", "+t", ", with passwords", "+p").Replace(policy)
}

// copyJournal takes the journal as it is on disk.
func (st *stage) copyJournal(n int) {
	for _, ending := range []string{"", "-wal"} {
		content, err := os.ReadFile(st.path(st.journal + ending))
		if err == nil {
			err = os.WriteFile(st.path(fmt.Sprint("j", n, ending)), content, 0o600)
		}
		if err != nil {
			st.t.Error(err)
		}
	}
}

// input writes the file of a run and returns its name.
func (st *stage) input(a act) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	title := []string{"email", "name", "id", "key", "tags", "password", "referring_partner_id", "referring_partner_email", "referred by"}
	rows := []person{a.row}
	if a.o.Invite {
		title = title[:2]
	}
	if a.parent {
		rows = append([]person{a.rows()["p@x.io"]}, rows...)
	}
	if a.child || a.twin {
		rows = append(rows, a.rows()["c@x.io"])
	}
	if a.second {
		title = append(title, "_note")
	}
	w.Write(title)
	for _, r := range rows {
		cells := []string{r.email, r.name, r.id, r.key, r.tags, r.password, r.refID, r.refEmail, r.refNamed, ""}
		w.Write(append(cells[:len(title)-btoi(a.second)], make([]string, btoi(a.second))...))
	}
	w.Flush()
	name := "first.csv"
	if a.second {
		name = "second.csv"
	}
	st.write(name, b.String())
	return filepath.Base(name)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rows are those of the file.
func (a act) rows() map[string]person {
	all := map[string]person{"a@x.io": a.row}
	if a.parent {
		all["p@x.io"] = person{email: "p@x.io", name: "Pat", id: "p9"}
	}
	if a.child {
		all["c@x.io"] = person{email: "c@x.io", name: "Cy", refEmail: "a@x.io"}
	}
	if a.twin {
		all["c@x.io"] = person{email: "c@x.io", name: "Cy", refNamed: a.row.refNamed}
	}
	return all
}
