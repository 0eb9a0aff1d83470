package delimited

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Section finds a section of a text that has several tables, each below a line such as
// [[AFFILIATES]]. It returns where the section begins and ends, and its first line. A
// text without that section is returned whole.
func Section(in io.ReaderAt, start, end int64, section string) (begin, until int64, line int, err error) {
	lines := bufio.NewReader(io.NewSectionReader(in, start, end-start))
	begin, at, found := start, start, 0
	for n := 1; ; n++ {
		text, err := lines.ReadString('\n')
		at += int64(len(text))
		switch name := strings.Trim(text, " \t\r\n;,\"\ufeff"); {
		case found == 0 && strings.EqualFold(name, section):
			begin, found = at, n+1
		case found > 0 && isHeading(name):
			return begin, at - int64(len(text)), found, nil
		}
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return 0, 0, 0, err
		case err != nil:
			return begin, end, max(found, 1), nil
		}
	}
}

// isHeading recognises the line above a section.
func isHeading(line string) bool {
	return len(line) > 4 && strings.HasPrefix(line, "[[") && strings.HasSuffix(line, "]]") && !strings.ContainsAny(line, ";,\t")
}
