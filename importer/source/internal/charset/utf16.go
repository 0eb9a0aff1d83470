package charset

import "strings"

// wide32 recognises UTF-32, by its mark or by three zero bytes in four.
func wide32(head []byte) string {
	switch text := string(head[:min(4, len(head))]); text {
	case "\xff\xfe\x00\x00":
		return "UTF-32LE"
	case "\x00\x00\xfe\xff":
		return "UTF-32BE"
	}
	zeros := zerosAt(head, 4)
	enough := len(trimZeros(head)) / 4 * 9 / 10
	switch {
	case enough < 4:
		return ""
	case zeros[0] < enough/8+1 && zeros[1] > enough && zeros[2] > enough && zeros[3] > enough:
		return "UTF-32LE"
	case zeros[3] < enough/8+1 && zeros[0] > enough && zeros[1] > enough && zeros[2] > enough:
		return "UTF-32BE"
	}
	return ""
}

// marked16 recognises UTF-16 by its byte order mark.
func marked16(head []byte) string {
	switch {
	case strings.HasPrefix(string(head[:min(2, len(head))]), "\xff\xfe"):
		return "UTF-16LE"
	case strings.HasPrefix(string(head[:min(2, len(head))]), "\xfe\xff"):
		return "UTF-16BE"
	}
	return ""
}

// guess16 recognises UTF-16 without a mark by the places of the zero bytes. It looks
// only at the beginning. Whatever script the partners' names are in, the names of
// the columns and the delimiters are ASCII.
func guess16(head []byte) string {
	head = trimZeros(head[:min(len(head), 512)])
	zeros := zerosAt(head, 2)
	half := len(head) / 2
	switch {
	case half < 4:
		return ""
	case zeros[1] > half/4 && zeros[0] <= half/64:
		return "UTF-16LE"
	case zeros[0] > half/4 && zeros[1] <= half/64:
		return "UTF-16BE"
	}
	return ""
}

// trimZeros cuts padding, which is not a sign of wide characters.
func trimZeros(head []byte) []byte {
	return []byte(strings.TrimRight(string(head), "\x00"))
}

// zerosAt counts the zero bytes at each place of a unit.
func zerosAt(head []byte, width int) [4]int {
	var zeros [4]int
	for i, b := range trimZeros(head) {
		if b == 0 {
			zeros[i%width]++
		}
	}
	return zeros
}
