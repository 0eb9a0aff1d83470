package settings

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
)

// sourceFlags say how to read the file.
type sourceFlags struct {
	from      fromFlag
	delimiter delimiterFlag
	mappings  mappingsFlag
	constants constantsFlag
	tags      tagsFlag
	encoding  string
	skipRows  countFlag
	sheet     string
	repair    repairFlag
	keyFrom   string
	splitName string
	carry     columnsFlag
	only      choicesFlag
	skip      choicesFlag
}

func (f *sourceFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.from, "from", "read the export of another platform: a name of \"partner-import formats\", or your own .yaml file")
	flags.Var(&f.delimiter, "delimiter", `what separates cells: "," ";" "|" or "tab" (default: detected)`)
	flags.StringVar(&f.encoding, "encoding", "", "`NAME` of the text encoding, such as windows-1252 or shift_jis (default: detected)")
	flags.Var(&f.skipRows, "skip-rows", "skip `N` lines above the header (default: the header is found)")
	flags.StringVar(&f.sheet, "sheet", "", "`NAME` of the sheet to read in a workbook (default: the first, or the only one with an e-mail column)")
	flags.Var(&f.repair, "repair", "undo misread letters, as in JÃ¼rgen for Jürgen (default: they are only told)")
	flags.Var(&f.mappings, "map", "read a field from this column, as in Mail=email; Mail=- ignores the column; repeatable")
	flags.Var(&f.constants, "set", "use this value in every row that has none; repeatable")
	flags.StringVar(&f.keyFrom, "key-from", "", "`COLUMN` with the referral keys, or with links that have them; COLUMN:PARAM names the parameter")
	flags.StringVar(&f.splitName, "split-name", "", "split the full names in this `COLUMN` into name and surname")
	flags.Var(&f.carry, "carry", "copy this column into the report, such as old links; \"all\" for all of them; repeatable")
	flags.Var(&f.only, "only", "import only rows with one of these values, as in Status=active,approved; repeatable")
	flags.Var(&f.skip, "skip", "leave out rows with one of these values, as in Status=rejected; repeatable")
	flags.Var(&f.tags, "add-tag", "add `TAG` to every row; repeatable")
}

func (f *sourceFlags) options(say naming) source.Options {
	return source.Options{
		From: f.from.profile, Delimiter: rune(f.delimiter), Encoding: f.encoding, SkipRows: f.skipRows.n, Sheet: f.sheet, Map: f.mappings, Set: f.constants, AddTags: f.tags,
		Repair: string(f.repair), KeyFrom: f.keyFrom, SplitName: f.splitName, Carry: f.carry, Only: f.only, Skip: f.skip, Call: say.namer(),
	}
}

// outputFlags say where the outputs go.
type outputFlags struct {
	report, failed, summary, html string
	force                         bool
}

func (f *outputFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.report, "report", "", "write the report to `PATH`; \"-\" is standard output (default: FILE.report.csv)")
	flags.StringVar(&f.failed, "failed", "", "write the rows to fix to `PATH` (default: FILE.failed.csv; with .xlsx, a workbook of text cells)")
	flags.StringVar(&f.summary, "summary", "", "write the summary in JSON to `PATH` (default: FILE.summary.json)")
	flags.StringVar(&f.html, "html", "", "write a page to read, print or share to `PATH`: the result and the rows to fix")
	flags.BoolVar(&f.force, "force", false, "replace output files that another program wrote")
}

func (f *outputFlags) apply(o *importer.Options) {
	o.Report, o.Failed, o.Summary, o.HTML, o.Force = f.report, f.failed, f.summary, f.html, f.force
}

// sendFlags say how to send.
type sendFlags struct {
	rate        rateFlag
	maxRate     rateFlag
	workers     int
	timeout     time.Duration
	settle      time.Duration
	maxAttempts int
	limit       countFlag
	orphans     orphansFlag
	strict      bool
	prefetch    bool
	maxOutage   time.Duration
	maxFailures failuresFlag
}

func (f *sendFlags) add(flags *pflag.FlagSet) {
	f.addRequests(flags)
	f.limit.least = 1 // 0 would be all
	flags.Var(&f.limit, "limit", "send at most `N` rows, to try it out; the others wait for a later run (default: all)")
	flags.Var(&f.maxFailures, "max-failures", "stop after this many rejected rows, such as 50 or 5%; always if the first 20 are rejected")
	flags.Var(&f.orphans, "orphans", "if the referring partner was not created: block the row, or create it without one")
	flags.BoolVar(&f.strict, "strict", false, "send nothing if any row has a problem")
	flags.BoolVar(&f.prefetch, "prefetch", false, "list the account first; saves time if most rows already exist in Partnero")
}

// addRequests adds the flags that say how requests are made.
func (f *sendFlags) addRequests(flags *pflag.FlagSet) {
	f.addPace(flags)
	f.addTries(flags)
}

// addTries adds the flags that say how often and how long a request is tried.
func (f *sendFlags) addTries(flags *pflag.FlagSet) {
	flags.IntVar(&f.workers, "workers", client.DefaultWorkers, "send at most `N` requests at once")
	flags.DurationVar(&f.timeout, "timeout", client.DefaultTimeout, "give up a request after this `TIME` without an answer")
	flags.DurationVar(&f.settle, "settle", time.Minute, "wait `TIME` after a lost answer before sending the row again")
	flags.IntVar(&f.maxAttempts, "max-attempts", 5, "try a row up to `N` times")
	flags.DurationVar(&f.maxOutage, "max-outage", 30*time.Minute, "stop if Partnero does not answer for this `TIME`")
}

func (f *sendFlags) addPace(flags *pflag.FlagSet) {
	f.maxRate = rateFlag{perSecond: client.DefaultMaxRate}
	flags.Var(&f.rate, "rate", "requests per second or minute, such as 10/s or 600/m; auto follows Partnero's limit")
	flags.Var(&f.maxRate, "max-rate", "fastest pace for --rate auto")
}

// pace says it in words.
func (f *sendFlags) pace() string {
	if f.rate.perSecond == 0 {
		return fmt.Sprintf("up to %.3g/s", f.maxRate.perSecond)
	}
	return fmt.Sprintf("%.3g/s", f.rate.perSecond)
}

func (f *sendFlags) check(say naming) error {
	for name, n := range map[string]int{"workers": f.workers, "max-attempts": f.maxAttempts} {
		if n < 1 {
			return fmt.Errorf("%s must be at least 1, not %d", say.call(name, ""), n)
		}
	}
	for name, d := range map[string]time.Duration{"timeout": f.timeout, "settle": f.settle, "max-outage": f.maxOutage} {
		if d <= 0 {
			return fmt.Errorf("%s must be longer than 0s, such as 30s, not %s", say.call(name, ""), d)
		}
	}
	return nil
}

func (f *sendFlags) apply(o *importer.Options) {
	o.Rate = client.LimiterOptions{Rate: f.rate.perSecond, Max: f.maxRate.perSecond}
	o.Workers, o.Settle, o.MaxAttempts = f.workers, f.settle, f.maxAttempts
	o.Limit, o.Strict, o.Prefetch, o.Orphans = f.limit.n, f.strict, f.prefetch, importer.Orphans(f.orphans)
	o.MaxOutage, o.MaxFailures = f.maxOutage, importer.MaxFailures(f.maxFailures)
}

// A countFlag is a whole number that is not too small.
type countFlag struct{ n, least int }

func (c *countFlag) Type() string { return "int" }

func (c *countFlag) String() string { return strconv.Itoa(c.n) }

func (c *countFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < c.least {
		return fmt.Errorf("must be a whole number, %d or more", c.least)
	}
	c.n = n
	return nil
}

// A rateFlag is a rate like 10/s or 600/m; 0 is auto.
type rateFlag struct{ perSecond float64 }

func (r *rateFlag) Type() string { return "RATE" }

func (r *rateFlag) String() string {
	if r.perSecond == 0 {
		return "auto"
	}
	return strconv.FormatFloat(r.perSecond, 'g', -1, 64) + "/s"
}

var errRate = errors.New("must look like 10/s, 600/m or auto")

func (r *rateFlag) Set(text string) error {
	if text == "auto" {
		r.perSecond = 0
		return nil
	}
	number, unit, ok := strings.Cut(text, "/")
	seconds, known := map[string]float64{"s": 1, "m": 60, "min": 60, "h": 3600}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if !ok || !known || err != nil || !(n > 0) || n > 1e9 {
		return errRate
	}
	r.perSecond = n / seconds
	return nil
}

// A delimiterFlag is one character, or "tab".
type delimiterFlag rune

func (d *delimiterFlag) Type() string { return "CHAR" }

func (d *delimiterFlag) String() string {
	switch *d {
	case 0:
		return ""
	case '\t':
		return "tab"
	}
	return string(rune(*d))
}

func (d *delimiterFlag) Set(text string) error {
	if text == "tab" || text == `\t` {
		text = "\t"
	}
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 || size != len(text) || r == utf8.RuneError || strings.ContainsRune("\"\r\n", r) {
		return errors.New(`must be one character, or "tab"`)
	}
	*d = delimiterFlag(r)
	return nil
}

// A failuresFlag is a number of rows or a percentage.
type failuresFlag importer.MaxFailures

func (m *failuresFlag) Type() string { return "N|P%" }

func (m *failuresFlag) String() string {
	switch {
	case m.Rows > 0:
		return strconv.Itoa(m.Rows)
	case m.Percent > 0:
		return strconv.FormatFloat(m.Percent, 'g', -1, 64) + "%"
	}
	return ""
}

func (m *failuresFlag) Set(text string) error {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || !(n > 0) || percent && n > 100 || !percent && n != float64(int(n)):
		return errors.New("must be a number of rows, like 50, or a percentage, like 5%")
	case percent:
		*m = failuresFlag{Percent: n}
	default:
		*m = failuresFlag{Rows: int(n)}
	}
	return nil
}

// An orphansFlag is a word for an importer.Orphans.
type orphansFlag importer.Orphans

func (o *orphansFlag) Type() string { return "block|create" }

func (o *orphansFlag) String() string {
	if importer.Orphans(*o) == importer.CreateOrphans {
		return "create"
	}
	return "block"
}

func (o *orphansFlag) Set(text string) error {
	switch text {
	case "block":
		*o = orphansFlag(importer.BlockOrphans)
	case "create":
		*o = orphansFlag(importer.CreateOrphans)
	default:
		return errors.New("must be block or create")
	}
	return nil
}
