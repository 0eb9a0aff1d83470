package terminal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// counted is a number with its noun: "1 row", "1,204 rows".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// plural is the word that fits the number.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// thousands writes 1204 as 1,204.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// spoken rounds a duration to what a person wants to know: 37 s, 14 min,
// 2 h 14 min, 3 d 4 h. Seconds are rounded up, so that nothing is left at 0 s.
func spoken(d time.Duration) string {
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

// clock is the time that has passed: 0:07, 2:24, 1:02:24.
func clock(d time.Duration) string {
	seconds := int64(d / time.Second)
	if seconds < 3600 {
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// perSecond is a pace: 0.167/s, 44.8/s, 8,380/s.
func perSecond(pace float64) string {
	if pace < 100 {
		return fmt.Sprintf("%.3g/s", pace)
	}
	return thousands(int(pace)) + "/s"
}

// aSecond is a pace as settings have it, like "up to 1e+03/s", in words.
func aSecond(pace string) string {
	words := strings.Fields(strings.TrimSuffix(pace, "/s"))
	for i, word := range words {
		if n, err := strconv.ParseFloat(word, 64); err == nil && n >= 100 {
			words[i] = thousands(int(n))
		}
	}
	return strings.Join(words, " ") + " a second"
}
