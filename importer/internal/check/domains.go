package check

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
)

// domains notices valid addresses that a partner is unlikely to have. It keeps
// a few numbers, however many rows there are.
type domains struct {
	dotless   first // such as c@localhost
	example   string
	reserved  first // such as a@example.com
	misspelt  [8]misspelling
	different int // misspellings in use
}

// first is the line of the first row of a kind, and how many rows there are.
type first struct{ line, count int }

func (f *first) merge(next first) {
	if f.count == 0 {
		f.line = next.line
	}
	f.count += next.count
}

// A misspelling is a domain that is likely a typing error.
type misspelling struct {
	wrong, right string
	first
}

// Address looks at the domain of a valid address. In the sandbox, domains that
// are reserved for examples are fine.
func (w *Warnings) Address(line int, email string, sandbox bool) {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return
	}
	d, domain := &w.domains, lower(email[at+1:])
	dot := strings.LastIndexByte(domain, '.')
	switch {
	case dot < 0 && domain != "" && domain[0] != '[':
		if d.dotless.count == 0 {
			d.example = email
		}
		d.dotless.merge(first{line, 1})
	case dot < 0:
	case isReserved(domain, dot):
		if !sandbox {
			d.reserved.merge(first{line, 1})
		}
	default:
		if right := typoOf(domain); right != "" {
			d.misspell(misspelling{domain, right, first{line, 1}})
		}
	}
}

// lower is strings.ToLower without a copy for the domains of most rows.
func lower(domain string) string {
	for i := range len(domain) {
		if b := domain[i]; b >= 'A' && b <= 'Z' {
			return strings.ToLower(domain)
		}
	}
	return domain
}

// isReserved recognises what no mail server may have, by RFC 2606, and the
// universities' example.edu.
func isReserved(domain string, dot int) bool {
	switch domain[dot+1:] {
	case "test", "invalid", "example", "localhost":
		return true
	case "com", "net", "org", "edu":
		rest := domain[:dot]
		return strings.HasSuffix(rest, "example") && (len(rest) == 7 || rest[len(rest)-8] == '.')
	}
	return false
}

// typoOf returns the well-known provider that is likely meant, "" if the domain
// is not one of the usual misspellings.
func typoOf(domain string) string {
	switch domain {
	case "gmial.com", "gmai.com", "gmal.com", "gamil.com", "gnail.com", "gmaill.com", "gmail.con", "gmail.cm", "gmail.co":
		return "gmail.com"
	case "hotmial.com", "hotmai.com", "hotmal.com", "hotmil.com", "hotmail.con":
		return "hotmail.com"
	case "yaho.com", "yahooo.com", "yhoo.com", "yahoo.con":
		return "yahoo.com"
	case "outlok.com", "outloo.com", "outlook.con":
		return "outlook.com"
	case "iclod.com", "icoud.com", "icloud.con":
		return "icloud.com"
	}
	return ""
}

// misspell counts a misspelling. Only so many different ones are told.
func (d *domains) misspell(m misspelling) {
	for i := range d.misspelt[:d.different] {
		if known := &d.misspelt[i]; known.wrong == m.wrong {
			known.merge(m.first)
			return
		}
	}
	if d.different < len(d.misspelt) {
		m.wrong = strings.Clone(m.wrong) // it is a piece of the file's text
		d.misspelt[d.different] = m
		d.different++
	}
}

// merge takes over the domains of the rows that follow.
func (d *domains) merge(next *domains) {
	if d.dotless.count == 0 {
		d.example = strings.Clone(next.example)
	}
	d.dotless.merge(next.dotless)
	d.reserved.merge(next.reserved)
	for _, m := range next.misspelt[:next.different] {
		d.misspell(m)
	}
}

// sentences returns what was noticed, one sentence for each kind.
func (d *domains) sentences() (all []string) {
	if d.different > 0 {
		var proposals []string
		for _, m := range d.misspelt[:d.different] {
			proposals = append(proposals, fmt.Sprintf("%s is probably %s (line %d%s)", m.wrong, m.right, m.line, others(m.count)))
		}
		all = append(all, strings.Join(proposals, "; ")+". Fix the address, or ignore this if it is right.")
	}
	if n := d.dotless.count; n > 0 {
		all = append(all, fmt.Sprintf("The domain of %s has no dot (line %d%s). An address looks like name@example.com.",
			cell.Quote(d.example), d.dotless.line, others(n)))
	}
	switch r := d.reserved; {
	case r.count == 1:
		all = append(all, fmt.Sprintf("1 row (line %d) has an address at example.com or another domain for examples. No mail arrives there.", r.line))
	case r.count > 1:
		all = append(all, fmt.Sprintf("%d rows (first: line %d) have an address at example.com or another domain for examples. No mail arrives there.", r.count, r.line))
	}
	return all
}

// others says how many rows beside the first have the same.
func others(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n-1)
}
