package ods

import (
	"fmt"
	"strings"

	"partner-import/importer/source/internal/numbers"
)

const maxFormats = 1000

// A value is what a cell holds and shows.
type value struct {
	kind    string // "float", "date" and so on; "" without a value
	stored  string
	shown   string
	formula bool
}

// xml is the rest of a cell's element, "" of an empty cell.
func (t *translator) xml(v value) string {
	isError := strings.HasPrefix(v.shown, "#") || strings.HasPrefix(v.shown, "Err:")
	plain, isNumber := numbers.Plain(v.stored)
	switch {
	case v.kind == "" && v.formula:
		return "><f/></c>"
	case v.kind == "boolean":
		return ` t="b"><v>` + map[bool]string{true: "1", false: "0"}[v.stored == "true"] + "</v></c>"
	case v.kind == "date" || v.kind == "time":
		return ` t="d"><v>` + t.asText(v) + "</v></c>"
	case (v.kind == "float" || v.kind == "percentage" || v.kind == "currency") && isNumber && !isError:
		return fmt.Sprintf(` s="%d"><v>%s</v></c>`, t.formatOf(v, plain), escaped(v.stored))
	case v.kind == "" && v.shown == "", v.kind == "string" && v.shown == "" && v.stored == "":
		return ""
	}
	return ` t="str"><v>` + t.asText(v) + "</v></c>"
}

// asText is what a cell shows. A workbook has "_x000D_" for a character, so what only
// looks like that gets another "_".
func (t *translator) asText(v value) string {
	if v.shown == "" {
		v.shown = v.stored
	}
	return escaped(strings.ReplaceAll(v.shown, "_x", "_x005F_x"))
}

// formatOf is the number of a format that shows a number as this cell does.
func (t *translator) formatOf(v value, plain string) int {
	code := format(v.kind, plain, strings.TrimSpace(v.shown))
	if code == "" {
		return 0
	}
	if t.styles[code] == 0 && len(t.codes) < maxFormats {
		t.codes = append(t.codes, code)
		t.styles[code] = len(t.codes)
	}
	return t.styles[code]
}

// format is the format that a number is shown in, "" if it is shown as it is.
func format(kind, plain, shown string) string {
	first, last := strings.IndexAny(shown, "0123456789"), strings.LastIndexAny(shown, "0123456789")
	if first < 0 || strings.Contains(plain, "E") || strings.Replace(shown, ",", ".", 1) == plain {
		return ""
	}
	before, body, behind := shown[:first], shown[first:last+1], shown[last+1:]
	if plain[0] == '-' {
		before = strings.TrimLeft(before, "-−")
	}
	switch {
	case kind == "percentage":
		return decimal(body) + "%"
	case strings.Contains(body, "E+"), strings.Contains(body, "E-"):
		return "0.00E+00"
	case strings.Contains(body, "/"):
		return "# ?/?"
	case kind == "currency":
		return `[$` + strings.Trim(before+behind, "[]-\" \u00a0") + `]` + decimal(body)
	}
	return literal(before) + digits(body, strings.TrimPrefix(plain, "-")) + literal(behind)
}

func literal(text string) string {
	if text == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(text, `"`, "") + `"`
}

// digits is the format of a number without a sign: with all its digits and what is
// between them, as in 00-000, or with thousands and decimals.
func digits(body, plain string) string {
	only := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, body)
	if strings.TrimLeft(only, "0") != strings.TrimLeft(plain, "0") || len(only) == len(plain) && strings.ContainsAny(body, "., \u00a0\u202f'’") {
		return decimal(body)
	}
	var b strings.Builder
	for _, r := range body {
		if r >= '0' && r <= '9' {
			b.WriteByte('0')
		} else {
			b.WriteString(literal(string(r)))
		}
	}
	return b.String()
}

// decimal is the format of a number with thousands, or with as many decimals as the
// text has. Three digits behind a single separator are thousands.
func decimal(body string) string {
	at := strings.LastIndexAny(body, ".,")
	decimals := len(body) - at - 1
	if at < 0 || decimals == 3 && strings.IndexAny(body, ".,") == at {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", min(decimals, 30))
}
