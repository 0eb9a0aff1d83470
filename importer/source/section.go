package source

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// enter goes to a section of a file that has several tables, each below a line such as
// [[AFFILIATES]], and returns the line where it begins. In a file without that section
// it stays at the first line.
func (f *textFormat) enter(section string) (line int, err error) {
	in := bufio.NewReader(io.NewSectionReader(f.file, f.start, f.end-f.start))
	begin, at, found := f.start, f.start, 0
	for n := 1; ; n++ {
		text, err := in.ReadString('\n')
		at += int64(len(text))
		switch name := strings.Trim(text, " \t\r\n;,\"\ufeff"); {
		case found == 0 && strings.EqualFold(name, section):
			begin, found = at, n+1
		case found > 0 && isHeading(name):
			f.start, f.end = begin, at-int64(len(text))
			return found, nil
		}
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return 0, err
		case err != nil && found == 0:
			return 1, nil
		case err != nil:
			f.start = begin
			return found, nil
		}
	}
}

// isHeading recognises the line above a section.
func isHeading(line string) bool {
	return len(line) > 4 && strings.HasPrefix(line, "[[") && strings.HasSuffix(line, "]]") && !strings.ContainsAny(line, ";,\t")
}
