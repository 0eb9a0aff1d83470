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

// existingFlags say what to do with partners who already exist, and with people
// who are invited.
type existingFlags struct {
	existing    existingFlag
	replaceTags bool
	passwords   bool
	invite      bool
	resend      bool
}

func (f *existingFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.existing, "existing", "what to do with partners who already exist: skip, fail or update")
	flags.BoolVar(&f.replaceTags, "replace-tags", false, "with --existing update: replace the tags of a partner instead of adding to them")
	flags.BoolVar(&f.passwords, "update-passwords", false, "with --existing update: also set the passwords from the file")
	f.addInvite(flags, "send invitations by e-mail instead of creating partners; each row needs a name")
	flags.BoolVar(&f.resend, "resend-unknown", false, "with --invite: look up invitations without an answer, and send them again if needed")
}

func (f *existingFlags) addInvite(flags *pflag.FlagSet, usage string) {
	flags.BoolVar(&f.invite, "invite", false, usage)
}

// check refuses flags that contradict each other.
func (f *existingFlags) check(s sourceFlags, send sendFlags, say naming) error {
	updates := importer.Existing(f.existing) == importer.UpdateExisting
	carried := []string{"name", "surname"}
	name := func(setting string) string { return say.call(setting, "") }
	update := say.call("existing", "update")
	switch {
	case f.passwords && !updates:
		return fmt.Errorf("add %s: without it, %s changes nothing", update, name("update-passwords"))
	case f.replaceTags && !updates:
		return fmt.Errorf("add %s: without it, %s changes nothing", update, name("replace-tags"))
	case f.invite && updates:
		return fmt.Errorf("use %s and %s in two separate runs: an invitation does not change a partner", name("invite"), update)
	case f.invite && send.prefetch:
		return fmt.Errorf("remove %s: it saves nothing with %s", name("prefetch"), name("invite"))
	case f.resend && !f.invite:
		return fmt.Errorf("remove %s: it is for %s only. To find out whether a partner was created, run the same command again", name("resend-unknown"), name("invite"))
	case f.invite && len(s.tags) > 0:
		return fmt.Errorf("remove %s: an invitation has no tags. Add them with %s when the people have become partners", name("add-tag"), update)
	case f.invite && slices.ContainsFunc(s.constants, func(c source.Constant) bool { return !slices.Contains(carried, c.Field) }):
		return fmt.Errorf("with %s, use %s for name and surname only: an invitation has no other fields", name("invite"), name("set"))
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

// fold removes differences in how a word is written, and makes one byte of each
// letter.
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
