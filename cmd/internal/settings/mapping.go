package settings

import (
	"errors"
	"slices"
	"strings"

	"partner-import/importer/source"
)

// A mappingsFlag is COLUMN=FIELD, any number of times.
type mappingsFlag []source.Mapping

func (m *mappingsFlag) Type() string { return "COLUMN=FIELD" }

func (m *mappingsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (m *mappingsFlag) Append(text string) error { return m.Set(text) }

func (m *mappingsFlag) Set(text string) error {
	mapping, err := source.ParseMapping(text)
	*m = append(*m, mapping)
	return err
}

// A constantsFlag is FIELD=VALUE, any number of times.
type constantsFlag []source.Constant

func (c *constantsFlag) Type() string { return "FIELD=VALUE" }

func (c *constantsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (c *constantsFlag) Append(text string) error { return c.Set(text) }

func (c *constantsFlag) Set(text string) error {
	constant, err := source.ParseConstant(text)
	*c = append(*c, constant)
	return err
}

// A tagsFlag is a tag, any number of times.
type tagsFlag []string

func (t *tagsFlag) Type() string { return "TAG" }

func (t *tagsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (t *tagsFlag) Append(text string) error { return t.Set(text) }

// Set refuses an empty tag, which a script with an empty variable may pass.
func (t *tagsFlag) Set(text string) error {
	if strings.Trim(text, " ,;|") == "" {
		return errors.New("must be a tag, such as 2025")
	}
	*t = append(*t, text)
	return nil
}

// A repairFlag says what is undone in cells.
type repairFlag string

func (r *repairFlag) Type() string { return "mojibake" }

func (r *repairFlag) String() string { return string(*r) }

func (r *repairFlag) Set(text string) error {
	if text != "mojibake" {
		return errors.New("must be mojibake")
	}
	*r = repairFlag(text)
	return nil
}

// A choicesFlag is COLUMN=VALUE[,VALUE], any number of times.
type choicesFlag []string

func (c *choicesFlag) Type() string { return "COLUMN=VALUE" }

func (c *choicesFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (c *choicesFlag) Append(text string) error { return c.Set(text) }

func (c *choicesFlag) Set(text string) error {
	*c = append(*c, text)
	return source.CheckChoice(text)
}

// A columnsFlag is the name of a column, any number of times.
type columnsFlag []string

func (c *columnsFlag) Type() string { return "COLUMN" }

func (c *columnsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (c *columnsFlag) Append(text string) error { return c.Set(text) }

// Set refuses an empty name, which a script with an empty variable may pass.
func (c *columnsFlag) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New(`must be the name of a column, or "all"`)
	}
	*c = append(*c, text)
	return nil
}

// SetsPassword reports whether one password is set for every row.
func (r *Run) SetsPassword() bool {
	return slices.ContainsFunc(r.source.constants, func(c source.Constant) bool { return c.Field == "password" })
}
