package reshape

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// An Origin says where in a cell a key was.
type Origin int

// The origins of a key.
const (
	FromWord      Origin = iota // the cell is the key
	FromParameter               // a parameter of a link
	FromPath                    // the last part of the path of a link
)

// A Key is a referral key, and where it was.
type Key struct {
	Text      string
	Origin    Origin
	Parameter string // of a link, as the link spells it, "" for another origin
}

// Parameters are the names that affiliate programs give to the parameter with the key.
func Parameters() []string {
	return []string{"via", "ref", "aff", "fpr", "rfsn", "sca_ref", "a_aid", "grsf", "wpam_id", "coupon"}
}

// TakeKey takes the key out of a cell. It is the cell itself if the cell is a word. In
// a link it is the value of the parameter. Without the name of a parameter it is that
// of a known one, or the last part of the path. An empty cell has an empty key. The
// error is a *LinkError.
func TakeKey(cell, parameter string) (Key, error) {
	text := strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>"`, r) })
	if !isLink(text) {
		return Key{Text: text}, nil
	}
	l := link{text: text}
	if address, _, _ := strings.Cut(text, "?"); strings.ContainsFunc(text, unicode.IsSpace) || strings.Count(address, "://") > 1 {
		return Key{}, &LinkError{Kind: SeveralLinks, Link: l.text}
	}
	l.cut()
	if parameter != "" {
		return l.named(parameter)
	}
	found, err := l.known()
	if err != nil || found.Text != "" {
		return found, err
	}
	return l.last()
}

// isLink reports whether a text is more than a word: it has a scheme or a query, or a
// path behind the name of a host. "N/A" is a word.
func isLink(text string) bool {
	host, _, path := strings.Cut(text, "/")
	if strings.Contains(text, "://") || strings.HasPrefix(text, "www.") || path && (host == "" || strings.Contains(host, ".")) {
		return true
	}
	_, query, ok := strings.Cut(text, "?")
	return ok && strings.Contains(query, "=")
}

// A link is a link in pieces.
type link struct {
	text       string
	path       []string // the parts that are not empty, still encoded
	parameters []pair
}

type pair struct{ name, value string }

// cut cuts the link into pieces. Any text can be cut. Some programs write parameters
// behind the "#".
func (l *link) cut() {
	rest, fragment, _ := strings.Cut(strings.ReplaceAll(l.text, "&amp;", "&"), "#")
	rest, query, _ := strings.Cut(rest, "?")
	if _, behind, ok := strings.Cut(rest, "://"); ok {
		rest = behind
	}
	host, path, _ := strings.Cut(rest, "/")
	if strings.HasPrefix(rest, "/") || host == "" {
		path = rest
	}
	for part := range strings.SplitSeq(path, "/") {
		if part != "" {
			l.path = append(l.path, part)
		}
	}
	if _, behind, ok := strings.Cut(fragment, "?"); ok {
		fragment = behind
	}
	for _, piece := range []string{query, fragment} {
		for parameter := range strings.SplitSeq(piece, "&") {
			if name, value, ok := strings.Cut(parameter, "="); ok && name != "" {
				l.parameters = append(l.parameters, pair{name, value})
			}
		}
	}
}

// named is the value of one parameter.
func (l *link) named(name string) (Key, error) {
	return l.only(func(p pair) bool { return strings.EqualFold(p.name, name) }, &LinkError{Kind: NoParameter, Link: l.text, Parameters: []string{name}})
}

// known is the value of the known parameter, none without one. Two that differ could
// both be the key.
func (l *link) known() (Key, error) {
	return l.only(func(p pair) bool {
		return slices.ContainsFunc(Parameters(), func(known string) bool { return strings.EqualFold(p.name, known) })
	}, nil)
}

// only returns the one value of the parameters that are meant, and the error if there
// is no such parameter.
func (l *link) only(meant func(pair) bool, missing *LinkError) (Key, error) {
	var found []pair
	for _, p := range l.parameters {
		if meant(p) && !slices.ContainsFunc(found, func(other pair) bool { return other.value == p.value }) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 0 && missing != nil:
		return Key{}, missing
	case len(found) == 0:
		return Key{}, nil
	case len(found) > 1:
		return Key{}, &LinkError{Kind: TwoKeys, Link: l.text, Parameters: parametersOf(found)}
	}
	return l.decoded(found[0].value, url.QueryUnescape, Key{Origin: FromParameter, Parameter: found[0].name})
}

func parametersOf(pairs []pair) (all []string) {
	for _, p := range pairs {
		if !slices.Contains(all, p.name) {
			all = append(all, p.name)
		}
	}
	return all
}

// last is the last part of the path. If the link has other parameters, one of them may
// be the key, and the path is only the page.
func (l *link) last() (Key, error) {
	if others := parametersOf(slices.DeleteFunc(slices.Clone(l.parameters), isTracking)); len(others) > 0 {
		return Key{}, &LinkError{Kind: OtherParameter, Link: l.text, Parameters: others}
	}
	if len(l.path) == 0 {
		return Key{}, &LinkError{Kind: NoKey, Link: l.text}
	}
	last := l.path[len(l.path)-1]
	if slices.Contains(Parameters(), strings.ToLower(last)) || isPage(last) {
		return Key{}, &LinkError{Kind: NoKey, Link: l.text}
	}
	return l.decoded(last, url.PathUnescape, Key{Origin: FromPath})
}

// isTracking recognises the parameters of campaigns, which are never keys.
func isTracking(p pair) bool {
	name := strings.ToLower(p.name)
	return strings.HasPrefix(name, "utm_") || slices.Contains([]string{"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "lang", "locale"}, name)
}

// isPage recognises the file of a page, such as index.php.
func isPage(part string) bool {
	dot := strings.LastIndexByte(part, '.')
	return dot > 0 && slices.Contains([]string{".html", ".htm", ".php", ".asp", ".aspx", ".jsp"}, strings.ToLower(part[dot:]))
}

// decoded completes the key. It must be one word: anything else means that the link
// was not understood.
func (l *link) decoded(text string, decode func(string) (string, error), k Key) (Key, error) {
	read, err := decode(text)
	k.Text = strings.TrimSpace(read)
	switch {
	case err != nil:
		return Key{}, &LinkError{Kind: Damaged, Link: l.text}
	case k.Text == "":
		return Key{}, &LinkError{Kind: NoKey, Link: l.text}
	case strings.ContainsFunc(k.Text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune("/?&=#,", r)
	}):
		return Key{}, &LinkError{Kind: NotAWord, Link: l.text, Parameters: []string{k.Text}}
	}
	return k, nil
}
