package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// This file is how the page writes numbers and times.

// decimal has no exponent and no digit too many.
func decimal(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// number is for people: three digits say enough.
func number(x float64) string {
	switch {
	case x >= 1000:
		return grouped(int(math.Round(x)))
	case x >= 100:
		return decimal(x, 0)
	case x >= 10:
		return decimal(x, 1)
	}
	return decimal(x, 2)
}

// clock is a time since the beginning: 0:05, 12:30, 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// inWords is a duration in words.
func inWords(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 0.095:
		return "less than 0.1 s"
	case s < 9.95:
		return decimal(s, 1) + " s"
	case s < 59.5:
		return decimal(s, 0) + " s"
	}
	m := int(d.Round(time.Second) / time.Second)
	if m < 3600 {
		return fmt.Sprintf("%d min %02d s", m/60, m%60)
	}
	return fmt.Sprintf("%s h %02d min", grouped(m/3600), m/60%60)
}

// inWordsIfAny is inWords, and "" for no time.
func inWordsIfAny(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return inWords(d)
}

// grouped writes 1204 as 1,204.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
