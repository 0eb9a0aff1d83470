package sandbox

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isJSON is Laravel's test for a media type.
func isJSON(media string) bool {
	media = strings.ToLower(media)
	return strings.Contains(media, "/json") || strings.Contains(media, "+json")
}

// decodeInput reads a body like Laravel. A body that cannot be decoded, or is not
// an object, is an empty input. Text is trimmed, and empty text is null.
func decodeInput(body []byte) map[string]any {
	var in map[string]any
	if !utf8.Valid(body) || json.Unmarshal(body, &in) != nil || in == nil {
		return map[string]any{}
	}
	tidyMap(in)
	return in
}

func tidyMap(in map[string]any) {
	for name, v := range in {
		in[name] = tidy(v, name != "password")
	}
}

// tidy is the middleware TrimStrings and ConvertEmptyStringsToNull. A password
// is not trimmed.
func tidy(v any, trims bool) any {
	switch v := v.(type) {
	case string:
		if trims {
			v = trim(v)
		}
		if v == "" {
			return nil
		}
		return v
	case map[string]any:
		tidyMap(v)
	case []any:
		for i := range v {
			v[i] = tidy(v[i], trims)
		}
	}
	return v
}

// trim removes white space and the invisible characters that Laravel counts as such.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0 || r == '\ufeff' || r == '\u200b' || r == '\u200e'
	})
}

// trimQuery reads a query with the same middleware. Empty values are left out.
func trimQuery(raw string) url.Values {
	q, _ := url.ParseQuery(raw) // what can be read of it
	out := url.Values{}
	for name, values := range q {
		if v := trim(values[len(values)-1]); v != "" { // PHP: the last one wins
			out.Set(name, v)
		}
	}
	return out
}

// wantsJSON tells whether the client prefers JSON. If not, Laravel treats it as a
// browser.
func wantsJSON(accept string) bool {
	best, bestQ := "", -1.0
	for part := range strings.SplitSeq(accept, ",") {
		media, params, _ := strings.Cut(part, ";")
		if q := quality(params); q > bestQ {
			best, bestQ = media, q
		}
	}
	return isJSON(best)
}

// quality reads q=… of an Accept type; 1 when there is none.
func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(p), "q="); ok {
			if q, err := strconv.ParseFloat(v, 64); err == nil {
				return q
			}
		}
	}
	return 1
}
