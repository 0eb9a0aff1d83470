package charset

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"
)

// valid reports whether the whole text is UTF-8. Nothing else can be done before that
// is known, so every core looks at a part of it.
func (d *detector) valid() (bool, error) {
	parts := max(1, min(int64(runtime.GOMAXPROCS(0)), d.form.Size/blockSize))
	valid, errs := make([]bool, parts), make([]error, parts)
	var looking sync.WaitGroup
	for i, begin := int64(0), int64(0); i < parts; i++ {
		end := d.runeStart(d.form.Size * (i + 1) / parts)
		part := io.NewSectionReader(d.in, d.form.Start+begin, end-begin)
		looking.Go(func() { valid[i], errs[i] = isUTF8(part) })
		begin = end
	}
	looking.Wait()
	return !slices.Contains(valid, false), errors.Join(errs...)
}

// runeStart returns the first place, not before at, where a character may begin.
func (d *detector) runeStart(at int64) int64 {
	next := make([]byte, min(utf8.UTFMax, d.form.Size-at))
	n, _ := d.in.ReadAt(next, d.form.Start+at)
	for i, b := range next[:n] {
		if utf8.RuneStart(b) {
			return at + int64(i)
		}
	}
	return at + int64(n)
}

func isUTF8(in io.Reader) (bool, error) {
	block, kept := make([]byte, blockSize), 0
	for {
		n, err := io.ReadFull(in, block[kept:])
		text := block[:kept+n]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return utf8.Valid(text), nil
		}
		if err != nil {
			return false, err
		}
		whole := wholeRunes(text)
		if !utf8.Valid(text[:whole]) {
			return false, nil
		}
		kept = copy(block, text[whole:])
	}
}

// wholeRunes returns how much of the text is before a character that the end of the
// block cuts off.
func wholeRunes(text []byte) int {
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if utf8.FullRune(text[i:]) {
				return len(text)
			}
			return i
		}
	}
	return len(text)
}

// isCut reports whether the file ends in the middle of a UTF-8 letter. Its last byte alone
// must be the first half of a Latin letter: in Windows-1252 that is a capital that hardly
// any word ends in. Of other letters, two bytes must be there.
func (d *detector) isCut() bool {
	tail := make([]byte, min(utf8.UTFMax, d.form.Size))
	n, _ := d.in.ReadAt(tail, d.form.Start+d.form.Size-int64(len(tail)))
	tail = tail[wholeRunes(tail[:n]):n]
	if len(tail) == 0 || len(tail) == 1 && (tail[0] < 0xc3 || tail[0] > 0xc5) {
		return false
	}
	rest, err := isUTF8(io.NewSectionReader(d.in, d.form.Start, d.form.Size-int64(len(tail))))
	return rest && err == nil // else more than the end is not UTF-8
}
