// Package words writes numbers, durations and paces as people read them.
package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Counted is a number with its noun: "1 row", "1,204 rows".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Plural is the word that fits the number.
func Plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Thousands writes 1204 as 1,204.
func Thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Spoken rounds a duration to what people want to know: 37 s, 14 min,
// 2 h 14 min, 3 d 4 h. Seconds are rounded up, so that nothing is left at 0 s.
func Spoken(d time.Duration) string {
	switch {
	case d <= 99*time.Second:
		return fmt.Sprintf("%d s", int64((d+time.Second-1)/time.Second))
	case d <= 99*time.Minute:
		return fmt.Sprintf("%d min", int64(d.Round(time.Minute)/time.Minute))
	case d <= 24*time.Hour:
		minutes := int64(d.Round(time.Minute) / time.Minute)
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
	hours := int64(d.Round(time.Hour) / time.Hour)
	return fmt.Sprintf("%d d %d h", hours/24, hours%24)
}

// Clock is the time that has passed: 0:07, 2:24, 1:02:24.
func Clock(d time.Duration) string {
	seconds := int64(d / time.Second)
	if seconds < 3600 {
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// PerSecond is a pace: 0.167/s, 44.8/s, 8,380/s.
func PerSecond(pace float64) string {
	if pace < 100 {
		return fmt.Sprintf("%.3g/s", pace)
	}
	return Thousands(int(pace)) + "/s"
}

// ASecond is a pace as settings have it, like "up to 1e+03/s", in words.
func ASecond(pace string) string {
	words := strings.Fields(strings.TrimSuffix(pace, "/s"))
	for i, word := range words {
		if n, err := strconv.ParseFloat(word, 64); err == nil && n >= 100 {
			words[i] = Thousands(int(n))
		}
	}
	return strings.Join(words, " ") + " a second"
}

// Percent is the share of the rows that is done: 0 to 100.
func Percent(done, rows int) int {
	if rows == 0 {
		return 0
	}
	return 100 * done / rows
}

// Hour is a time of the day, with the day of the week if it is not today.
func Hour(at, today time.Time) string {
	at, today = at.Local(), today.Local()
	if at.YearDay() != today.YearDay() {
		return at.Format("Mon 15:04")
	}
	return at.Format("15:04")
}

// Moment is a time of the day with its time zone, so that it cannot be misread, and
// with the day of the week if it is not today.
func Moment(at, today time.Time) string {
	return Hour(at, today) + at.Local().Format(" MST")
}

// Short is a duration as a flag takes it, without zero minutes and seconds.
func Short(d time.Duration) string {
	text := d.String()
	for _, end := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, end) {
			text = text[:len(text)-2]
		}
	}
	return text
}
