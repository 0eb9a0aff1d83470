package retell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shout is a language in which everything is in capital letters, and what varies is as
// it was.
func shout(name string, args ...any) string {
	verb := regexp.MustCompile(`%[sd]`)
	parts := verb.Split(name, -1)
	for i := range parts {
		parts[i] = strings.ToUpper(parts[i])
	}
	text := parts[0]
	for i, arg := range args {
		text += fmt.Sprint("<", arg, ">", parts[i+1])
	}
	return text
}

func TestTell(t *testing.T) {
	teller := New()
	for message, want := range map[string]string{
		"E-mail is empty. Fill in the partner's address, or delete the row.":                                                                         "<E-mail> IS EMPTY. FILL IN THE PARTNER'S ADDRESS, OR DELETE THE ROW.",
		"Same E-mail as line 2. Delete this row or correct it.":                                                                                      "SAME <E-mail> AS LINE <2>. DELETE THIS ROW OR CORRECT IT.",
		`"a b" in E-mail has a space in it. It must look like name@example.com.`:                                                                     `<<"a b"> IN <E-mail>> HAS A SPACE IN IT. IT MUST LOOK LIKE NAME@EXAMPLE.COM.`,
		`"it. is \"so\" has two" in My in column is not an e-mail address. It is probably "x@y.z".`:                                                  `<<"it. is \"so\" has two"> IN <My in column>> IS NOT AN E-MAIL ADDRESS. IT IS PROBABLY <"x@y.z">.`,
		"Password needs at least 8 characters, a digit and an upper case letter. Choose a stronger one, or leave it empty and Partnero creates one.": "<Password> NEEDS <<AT LEAST <8> CHARACTERS, A DIGIT> AND <AN UPPER CASE LETTER>>. CHOOSE A STRONGER ONE, OR LEAVE IT EMPTY AND PARTNERO CREATES ONE.",
		"This row has 1 cell; the header has 3. Look for a missing comma or quote.":                                                                  "THIS ROW HAS <1> CELL; THE HEADER HAS <3>. LOOK FOR A MISSING <COMMA> OR QUOTE.",
		"bar is longer than 64 KiB. Shorten it.":                                                                                                     "<bar> IS LONGER THAN 64 KIB. SHORTEN IT.",
		"Name is longer than 64 KiB. Shorten it. Also: Key and more is longer than 64 KiB. Shorten it.":                                              "<Name> IS LONGER THAN 64 KIB. SHORTEN IT. ALSO: <<Key and more> IS LONGER THAN 64 KIB. SHORTEN IT.>",
	} {
		got, ok := teller.Tell(message, shout)
		if !ok || got != want {
			t.Errorf("%s\n got %q, %v\nwant %q", message, got, ok, want)
		}
	}
}

// TestTheUnknownIsNotRetold: a message with a sentence that is new is not retold, not
// even in part, and no part of it is taken for a name.
func TestTheUnknownIsNotRetold(t *testing.T) {
	teller := New()
	for _, message := range []string{
		"", " ", "Something new happened. E-mail is empty. Fill in the partner's address, or delete the row.",
		"E-mail is empty. Fill in the partner's address, or delete the row. And then?", "Same E-mail as line 99999999999999999999999. Delete this row or correct it.",
		strings.Repeat("x", longestName+1) + " is longer than 64 KiB. Shorten it.", "E-mail is empty. Fill in the partner's address, or delete the row. Also: what?",
		`"x" is the id of partner "y" and the key of partner "z". Use one of them.`,
	} {
		if got, ok := teller.Tell(message, shout); ok {
			t.Errorf("%q is retold as %q", message, got)
		}
	}
}

// TestTheEngineSaysTheSame: every sentence of the checker about a row is known here, word
// for word. A sentence that changes there changes here too, and is translated again.
func TestTheEngineSaysTheSame(t *testing.T) {
	known := Names()
	for file, names := range map[string][]string{
		"check/words.go": {"say", "fault", "advice", "looksLike", "fixIt", "keepOnly", "probably"},
		"plan/words.go":  {"saySame", "sayItself", "sayCircle"},
	} {
		for name, text := range constants(t, "../../../../../../importer/internal/"+file) {
			if !slices.ContainsFunc(names, func(begin string) bool { return strings.HasPrefix(name, begin) }) {
				continue
			}
			text = strings.TrimSpace(strings.ReplaceAll(text, "%q", "%s"))
			if strings.HasPrefix(name, "fault") {
				text = "%s " + text
			}
			text = strings.Replace(text, "%s has %s, which would break", "%s has the character %s, which would break", 1)
			if !slices.Contains(known, text) && !slices.Contains(withOptions(), name) {
				t.Errorf("%s: %s is not known here: %q", file, name, text)
			}
		}
	}
}

// withOptions are sentences that name an option. The page has no such option, or calls it
// otherwise.
func withOptions() []string { return []string{"sayKeyLink", "sayKeyOfLink", "sayNotInvitable"} }

// constants are those of a file that are texts.
func constants(t *testing.T, file string) map[string]string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					if literal, ok := spec.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
						all[name.Name], _ = strconv.Unquote(literal.Value)
					}
				}
			}
		}
		return true
	})
	if len(all) == 0 {
		t.Fatalf("%s has no sentences", file)
	}
	return all
}

func FuzzTell(f *testing.F) {
	f.Add(`"x" in E-mail is not an e-mail address. It is probably "x@y.z".`)
	teller := New()
	f.Fuzz(func(t *testing.T, message string) {
		if told, ok := teller.Tell(message, shout); ok && told == "" {
			t.Errorf("%q is retold as nothing", message)
		}
	})
}
