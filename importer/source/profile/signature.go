package profile

import (
	"bytes"
	"strings"
)

// signatureOf reads the line with the signature of a profile that the program brings.
// It is for every file that is opened, so it is faster than YAML, and reads less of
// it: a test compares the two.
func signatureOf(text []byte) (signature [][]string) {
	_, line, ok := bytes.Cut(text, []byte("\nsignature: ["))
	if !ok {
		return nil
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	var group []string
	depth := 0
	end := func(name string) {
		if name = strings.Trim(strings.TrimSpace(name), `"'`); name != "" {
			group = append(group, name)
		}
		if depth == 0 && len(group) > 0 {
			signature, group = append(signature, group), nil
		}
	}
	from := 0
	for i, b := range line {
		switch b {
		case '[':
			depth, from = 1, i+1
		case ']', ',':
			if b == ']' && depth == 1 {
				group = append(group, strings.Trim(strings.TrimSpace(string(line[from:i])), `"'`))
				depth, from = 0, i+1
				end("")
				continue
			}
			end(string(line[from:i]))
			from = i + 1
		}
	}
	return signature
}
