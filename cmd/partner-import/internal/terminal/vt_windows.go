package terminal

import (
	"os"

	"golang.org/x/sys/windows"
)

// understands reports whether a terminal acts upon escape sequences. A console
// of Windows has to be told so first.
func understands(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	var mode uint32
	console := windows.Handle(file.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
