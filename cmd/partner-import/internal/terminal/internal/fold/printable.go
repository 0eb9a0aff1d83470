package fold

import (
	"strconv"
	"strings"
)

// Printable escapes what a terminal would act upon: control characters, and
// those that turn the direction of the text around or take no room.
func Printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}
