package settings

import (
	"testing"

	"github.com/spf13/pflag"
)

// TestCompletionIsTaken: a flag accepts the words that completion offers for it.
func TestCompletionIsTaken(t *testing.T) {
	for _, c := range commands().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for _, word := range flagWords(f.Name) {
				if err := f.Value.Set(word); err != nil {
					t.Errorf("%s --%s %s: %v", c.Name(), f.Name, word, err)
				}
			}
		})
	}
}
