package numbers

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const lastDay = 2958466 // after 31 December 9999

// date shows a number as a date. Months and days have English names.
func (s *section) date(n float64, plain string, from1904 bool) string {
	if n < 0 || n >= lastDay {
		return plain
	}
	at := moment(n, from1904, s.subseconds())
	twelve := false
	for _, t := range s.tokens {
		twelve = twelve || strings.Contains(t.text, "/") && t.kind == 'd'
	}
	var b strings.Builder
	for i, t := range s.tokens {
		switch t.kind {
		case 'd':
			b.WriteString(s.dateToken(i, n, at, twelve))
		case '0', '#', '?':
		case '.':
			if k := s.subseconds(); k > 0 && i+1 < len(s.tokens) && s.tokens[i+1].kind == '0' {
				b.WriteString(at.Format("." + strings.Repeat("0", k)))
				break
			}
			b.WriteByte('.')
		default:
			b.WriteString(t.text)
		}
	}
	return strings.TrimSpace(b.String())
}

// subseconds is how many digits of a second are shown.
func (s *section) subseconds() int { return min(s.decimals, 3) }

// moment is the time of a number of days. In the year 1900, spreadsheets have a day
// that never was.
func moment(n float64, from1904 bool, subseconds int) time.Time {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if n < 61 {
		start = start.AddDate(0, 0, 1)
	}
	day := math.Floor(n)
	unit := time.Second
	for range subseconds {
		unit /= 10
	}
	return start.AddDate(0, 0, int(day)).Add(time.Duration(math.Round((n - day) * float64(24*time.Hour)))).Round(unit)
}

func (s *section) dateToken(i int, n float64, at time.Time, twelve bool) string {
	text := s.tokens[i].text
	switch text[0] {
	case '[':
		return elapsed(text, n)
	case 'a':
		return ampm(text, at)
	case 'y', 'e':
		if len(text) > 2 || text[0] == 'e' {
			return at.Format("2006")
		}
		return at.Format("06")
	case 'm':
		if s.isMinute(i) {
			return padded(at.Minute(), len(text))
		}
		return named(at, text, "1", "01", "Jan", "January")
	case 'd':
		return named(at, text, "2", "02", "Mon", "Monday")
	case 'h':
		hour := at.Hour()
		if twelve {
			hour = (hour+11)%12 + 1
		}
		return padded(hour, len(text))
	case 's':
		return padded(at.Second(), len(text))
	}
	return ""
}

func named(at time.Time, text string, forms ...string) string {
	name := at.Format(forms[min(len(text), len(forms))-1])
	if len(text) == 5 {
		return name[:1]
	}
	return name
}

func padded(n, width int) string { return fmt.Sprintf("%0*d", min(width, 2), n) }

func ampm(text string, at time.Time) string {
	if text == "a/p" {
		return at.Format("PM")[:1]
	}
	return at.Format("PM")
}

// elapsed is the time that has passed, as in [h].
func elapsed(text string, n float64) string {
	units := map[byte]float64{'h': 24, 'm': 24 * 60, 's': 24 * 60 * 60}[text[1]]
	passed := strconv.FormatFloat(math.Floor(n*units+1e-6), 'f', 0, 64)
	return strings.Repeat("0", max(0, len(text)-2-len(passed))) + passed
}

// isMinute: "m" means minutes behind hours and before seconds.
func (s *section) isMinute(i int) bool {
	if len(s.tokens[i].text) > 2 {
		return false
	}
	for k := i - 1; k >= 0; k-- {
		if t := s.tokens[k]; t.kind == 'd' {
			if strings.HasPrefix(strings.Trim(t.text, "["), "h") {
				return true
			}
			break
		}
	}
	for _, t := range s.tokens[i+1:] {
		if t.kind == 'd' {
			return strings.HasPrefix(strings.Trim(t.text, "["), "s")
		}
	}
	return false
}
