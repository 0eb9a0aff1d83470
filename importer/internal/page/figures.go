package page

import (
	"cmp"
	"time"
)

// A Figure is a number with its name, beside the counts of rows.
type Figure struct{ Name, Value string }

// Requests are the figures of a run that sent requests. The rate is the final
// one, in requests a second.
func Requests(requests, retries, throttled int, waited time.Duration, rate float64) []Figure {
	return []Figure{
		{"requests", grouped(requests)},
		{"retries", grouped(retries)},
		{"times Partnero said “slow down” (429)", grouped(throttled)},
		{"waited for the limit", cmp.Or(inWordsIfAny(waited), "0 s")},
		{"final speed", number(rate) + " requests/s"},
	}
}

// Account are the figures of a run that listed the account.
func Account(partners, creates, exists, fails int) []Figure {
	return []Figure{
		{"partners in the account", grouped(partners)},
		{"rows that would be created", grouped(creates)},
		{"rows that exist already", grouped(exists)},
		{"rows that would fail", grouped(fails)},
	}
}

// Expected are the figures of the import that a checked file needs.
func Expected(requests int, takes time.Duration) []Figure {
	return []Figure{{"requests needed", grouped(requests)}, {"estimated time", inWords(takes)}}
}
