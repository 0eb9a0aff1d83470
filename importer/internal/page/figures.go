package page

import (
	"cmp"
	"time"
)

// A Figure is a number with its name, beside the counts of rows.
type Figure struct{ Name, Value string }

// Requests are the figures of a run that sent something. The rate is that of the
// end, in requests a second.
func Requests(requests, retries, throttled int, waited time.Duration, rate float64) []Figure {
	return []Figure{
		{"requests", grouped(requests)},
		{"sent again", grouped(retries)},
		{"answers of 429", grouped(throttled)},
		{"paused by the limit", cmp.Or(inWordsIfAny(waited), "0 s")},
		{"pace at the end", number(rate) + "/s"},
	}
}

// Account are the figures of a run that listed the account.
func Account(partners, creates, exists, fails int) []Figure {
	return []Figure{
		{"partners in the account", grouped(partners)},
		{"rows that would be new", grouped(creates)},
		{"there already", grouped(exists)},
		{"would fail", grouped(fails)},
	}
}

// Expected are the figures of the import that a checked file needs.
func Expected(requests int, takes time.Duration) []Figure {
	return []Figure{{"requests of an import", grouped(requests)}, {"it would take about", inWords(takes)}}
}
