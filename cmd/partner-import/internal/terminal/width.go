package terminal

import (
	"os"

	"golang.org/x/term"
)

// Width is how many columns a stream has: those of a terminal, and 80 for
// anything else.
func Width(stream any) int {
	if file, ok := stream.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return 80
}
