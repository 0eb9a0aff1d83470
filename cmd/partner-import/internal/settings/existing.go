package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"partner-import/importer"
	"partner-import/importer/source"
)

// existingFlags say what becomes of those who are partners already, and of
// those who are to be invited.
type existingFlags struct {
	existing    existingFlag
	replaceTags bool
	passwords   bool
	invite      bool
	resend      bool
}

func (f *existingFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.existing, "existing", "a partner who is there already: skip (the row exists), fail (it has failed) or update")
	flags.BoolVar(&f.replaceTags, "replace-tags", false, "with --existing update: replace the partner's tags instead of adding to them")
	flags.BoolVar(&f.passwords, "update-passwords", false, "with --existing update: set the passwords of the file as well")
	f.addInvite(flags, "send invitations by e-mail instead of creating partners; each row needs a name")
	flags.BoolVar(&f.resend, "resend-unknown", false, "with --invite: send again what may have been sent, after a lookup and the settle time")
}

func (f *existingFlags) addInvite(flags *pflag.FlagSet, usage string) {
	flags.BoolVar(&f.invite, "invite", false, usage)
}

// check refuses flags that contradict each other.
func (f *existingFlags) check(s sourceFlags, send sendFlags) error {
	updates := importer.Existing(f.existing) == importer.UpdateExisting
	carried := []string{"name", "surname"}
	switch {
	case f.passwords && !updates:
		return errors.New("--update-passwords goes with --existing update only; without it nobody who is there is changed")
	case f.replaceTags && !updates:
		return errors.New("--replace-tags goes with --existing update only; without it nobody who is there is changed")
	case f.invite && updates:
		return errors.New("--invite cannot go with --existing update, since an invitation changes nobody; run once with each")
	case f.invite && send.prefetch:
		return errors.New("--prefetch cannot go with --invite, since a listing spares no invitation; leave it out")
	case f.resend && !f.invite:
		return errors.New("--resend-unknown goes with --invite only; what became of a partner who was created is looked up by running the same command again")
	case f.invite && len(s.tags) > 0:
		return errors.New("--add-tag cannot go with --invite, since an invitation carries no tags; add them with --existing update when the people have become partners")
	case f.invite && slices.ContainsFunc(s.constants, func(c source.Constant) bool { return !slices.Contains(carried, c.Field) }):
		return errors.New("--set can be for name and surname only with --invite, since an invitation carries nothing else")
	}
	return nil
}

func (f *existingFlags) apply(o *importer.Options) {
	o.Existing, o.ReplaceTags, o.UpdatePasswords = importer.Existing(f.existing), f.replaceTags, f.passwords
	o.Invite, o.ResendUnknown = f.invite, f.resend
}

// An existingFlag is skip, fail or update.
type existingFlag importer.Existing

func (e *existingFlag) Type() string { return "MODE" }

func (e *existingFlag) String() string { return importer.Existing(*e).String() }

func (e *existingFlag) Set(text string) error {
	*e = existingFlag(importer.SkipExisting)
	best, near := 3, ""
	for x := importer.SkipExisting; x <= importer.UpdateExisting; x++ {
		if text == x.String() {
			*e = existingFlag(x)
			return nil
		}
		if n := typingErrors(fold(text), x.String()); n < best && 3*n <= len(x.String()) {
			best, near = n, x.String()
		}
	}
	if near != "" {
		return fmt.Errorf("must be skip, fail or update (did you mean %s?)", near)
	}
	return errors.New("must be skip, fail or update")
}

// fold takes away how a word may be written differently, and makes one byte of
// each letter.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" _-.", r):
			return -1
		case r > unicode.MaxASCII:
			return '?'
		}
		return unicode.ToLower(r)
	}, word)
}

// typingErrors is how many letters are missing, too many, wrong or swapped with
// their neighbour. It is for short words, and gives up on long ones.
func typingErrors(a, b string) int {
	switch {
	case a == "" || b == "" || len(a) > len(b)+3:
		return max(len(a), len(b))
	case a[0] == b[0]:
		return typingErrors(a[1:], b[1:])
	}
	n := 1 + min(typingErrors(a[1:], b), typingErrors(a, b[1:]), typingErrors(a[1:], b[1:]))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		n = min(n, 1+typingErrors(a[2:], b[2:]))
	}
	return n
}
