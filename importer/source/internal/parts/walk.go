package parts

import (
	"io"

	"partner-import/importer/source/internal/markup"
)

// Walk shows the tokens of a part, until visit returns an error. io.EOF is no error.
func (a *Archive) Walk(part string, visit func(*markup.Lexer, markup.Kind) error) error {
	r, err := a.Reader(part)
	if err != nil {
		return err
	}
	defer r.Close()
	x, err := markup.New(r)
	for err == nil {
		var kind markup.Kind
		if kind, err = x.Next(); err == nil {
			err = visit(x, kind)
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}
