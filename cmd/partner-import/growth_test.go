package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// counted are packages outside the project whose work is counted too: what looks at
// every byte of a text.
const counted = "html,strings,bytes,net/url,golang.org/x/net/idna,golang.org/x/text/unicode/norm,golang.org/x/text/encoding/charmap"

// countingProgram builds the program so that it counts how often each of its
// statements runs, and those of the packages above. An environment variable names one
// that is built.
func countingProgram(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("COUNTING_PROGRAM"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "partner-import-counting")
	build := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg=partner-import/...,"+counted, "-o", path, ".")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return path
}

// steps runs the program on an input and counts the statements that ran, by package.
func steps(t *testing.T, program, name, input string, args ...string) map[string]float64 {
	t.Helper()
	dir := t.TempDir()
	counts := filepath.Join(dir, "counts")
	write(t, filepath.Join(dir, name), input)
	if err := os.Mkdir(counts, 0o700); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(program, append(args, name, "--quiet")...)
	run.Dir, run.Env = dir, append(os.Environ(), "GOCOVERDIR="+counts)
	_ = run.Run() // whatever it says about the input
	convert := exec.Command("go", "tool", "covdata", "textfmt", "-i", "counts", "-o", "counts.txt")
	convert.Dir = dir
	if said, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return perPackage(t, read(t, filepath.Join(dir, "counts.txt")))
}

// perPackage adds up lines such as "html/escape.go:56.114,64.17 3 2": three statements
// that ran twice.
func perPackage(t *testing.T, text string) map[string]float64 {
	t.Helper()
	sums := map[string]float64{}
	lines := bufio.NewScanner(bytes.NewReader([]byte(text)))
	lines.Scan() // the mode
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		file, _, ok := strings.Cut(fields[0], ":")
		statements, err := strconv.ParseFloat(fields[1], 64)
		times, err2 := strconv.ParseFloat(fields[2], 64)
		if !ok || err != nil || err2 != nil {
			t.Fatalf("%q is no count", lines.Text())
		}
		sums[filepath.Dir(file)] += statements * times
	}
	return sums
}

// A shape makes hostile inputs of about the given length.
type shape struct {
	name string
	ends string // the ending of the file's name
	of   func(size int) string
}

// cellShape has a row with the same text in every column, between two others. A cell
// of a few bytes is in all sizes.
func cellShape(begin, unit, end string) shape {
	return shape{fmt.Sprintf("cell %q %q %q", begin, unit, end), ".csv", func(size int) string {
		text := begin + strings.Repeat(unit, size/8/len(unit)) + end
		quoted := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		return "email,name,surname,id,key,tags,referred by\n" + strings.Repeat(quoted+",", 6) + quoted + "\n"
	}}
}

// lineShape repeats lines below a header.
func lineShape(header, line string) shape {
	return shape{fmt.Sprintf("lines %q below %q", line, header), ".csv", func(size int) string {
		return header + "\n" + strings.Repeat(line, size/len(line))
	}}
}

// rowShape makes each line from its number, and the number of all lines.
func rowShape(name, header string, line func(i, n int) string) shape {
	return shape{name, ".csv", func(size int) string {
		var text strings.Builder
		text.WriteString(header + "\n")
		n := size / 32
		for i := range n {
			text.WriteString(line(i, n) + "\n")
		}
		return text.String()
	}}
}

// known are the shapes that took the square of their length once, and their kin.
func known() []shape {
	const header, referred = "email,name,id", "email,id,referring partner id"
	return []shape{
		lineShape(header, "b\",\"\n"), lineShape(header, "\"\n"), lineShape(header, "a@b.co,\"x\n"), lineShape(header, "a,\"b\" x\n"),
		lineShape(header, "\n"), lineShape(header, ",,\n"), lineShape(header, "a@b.co,x,1\n"), lineShape(header, header+"\n"),
		lineShape(header, "a@b.co,x\r\r\n"), lineShape("email|name|id", "---|---|---\n"), lineShape("email", "a@b.co,"), lineShape("", "email,"),
		lineShape("email", "a@b.co,'x','y\n"), lineShape("'email','name'", "'a@b.co','x''\n"), lineShape("sep=;\nemail;name", "\"a;b\"\"\n"),
		rowShape("a chain", referred, func(i, _ int) string { return fmt.Sprintf("a%d@b.co,n%d,n%d", i, i, i+1) }),
		rowShape("a ring", referred, func(i, n int) string { return fmt.Sprintf("a%d@b.co,n%d,n%d", i, i, (i+1)%n) }),
		rowShape("a star", referred, func(i, _ int) string { return fmt.Sprintf("a%d@b.co,n%d,n0", i, i) }),
		rowShape("rings of two", referred, func(i, _ int) string { return fmt.Sprintf("a%d@b.co,n%d,n%d", i, i, i^1) }),
		rowShape("words for nothing", header, func(i, _ int) string { return fmt.Sprintf("a%d@b.co,(null%d),n/a", i, i) }),
		rowShape("tags", "email,tags", func(i, _ int) string { return fmt.Sprintf("a%d@b.co,t%d;t%d;t%d", i, i, i+1, i+2) }),
		{"different tags", ".csv", func(size int) string {
			var tags strings.Builder
			for i := range size / 8 {
				fmt.Fprintf(&tags, "t%d;", i)
			}
			return "email,tags\na@b.co," + tags.String() + "\n"
		}},
		cellShape("", "'", "x"), cellShape("", "&", ""), cellShape("x", "&amp;", ""), cellShape("", "amp;&", "x"), cellShape("&", "amp;", "x"),
		cellShape("", "mailto:", "a@b.co"), cellShape("a@", "ä", ".example"), cellShape("a@b", ".ä", ""), cellShape("", "ä", "@b.co"),
		cellShape("", "À", "a"), cellShape("", "Ã¼ ", ""), cellShape("", "Ã\ufffd ", ""), cellShape("", `\x20`, ""), cellShape("", `\u0041`, ""),
		cellShape("", `"\",`, "x"), cellShape("[", `"\",`, `"x]`), cellShape("", "(at)", "b.co"), cellShape("", "<", ""), cellShape("", "' ", "x"),
		cellShape(`="`, `""`, `"`), cellShape("", "null,", ""), cellShape("", "\u200b", "x"), cellShape("a", "́", ""), cellShape("http://x/?", "a&", ""),
		cellShape("", "“", "”"), cellShape("", "_x000D_", "\n"), cellShape("", "1.", "0"), cellShape("", "a\u0430 ", ""), cellShape("{", "a:1,", "}"),
	}
}

// found are shapes that a generator makes of what has a meaning anywhere.
func found(random *rand.Rand, n int) (shapes []shape) {
	pieces := []string{
		"'", `"`, "&", ";", "&amp;", `\`, `\u00e9`, `\xc3`, "mailto:", "<", ">", "(at)", "[dot]", "{", "}", "[", "]", "«", "»", "“", "Ã", "¼", "À", "é", "%41",
		"=", "+", "@", ".", ",", "|", " ", "\t", "\n", "\u200b", "\u202e", "а", "ß", "ａ", "null", "_x000D_", "0", "1E5", "#N/A", "?", "://", "x", "X",
	}
	some := func(most int) (text string) {
		for range random.Intn(most + 1) {
			text += pieces[random.Intn(len(pieces))]
		}
		return text
	}
	for range n {
		unit := some(3) + pieces[random.Intn(len(pieces))]
		if random.Intn(3) > 0 {
			shapes = append(shapes, cellShape(some(2), unit, some(2)))
		} else {
			shapes = append(shapes, lineShape("email,name,id", some(2)+unit+"\n"))
		}
	}
	return shapes
}

// TestGrowth: whatever is in a file, each stage takes at most so many steps more as the
// file is longer. It counts statements and not time, at 1, 2, 4 and 8 times a size.
//
// GROWTH is how many shapes are made by chance.
func TestGrowth(t *testing.T) {
	if os.Getenv("GROWTH") == "" {
		t.Skip("it builds the program with counters and runs it some hundred times, which takes minutes: make torture")
	}
	program := countingProgram(t)
	chance, _ := strconv.Atoi(os.Getenv("GROWTH"))
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	for _, s := range append(known(), found(rand.New(rand.NewSource(seed)), max(chance, 5))...) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.grows(t, func(size int) map[string]float64 {
				return steps(t, program, "in"+s.ends, s.of(size), "validate")
			})
		})
	}
}

// grows compares what the doublings cost. The last one may cost twice as much as the
// one before, or four times as much as the first, with some slack for what does not
// depend on the length. A reader that gives up at a bound costs less than before.
func (s shape) grows(t *testing.T, count func(size int) map[string]float64) {
	t.Helper()
	const size, slack, few = 24 << 10, 1.35, 100_000
	var at [4]map[string]float64
	for i := range at {
		at[i] = count(size << i)
	}
	for name, most := range at[3] {
		first, second, third := at[1][name]-at[0][name], at[2][name]-at[1][name], most-at[2][name]
		if third > few && third > 2*slack*max(2*first, second, few/4) {
			t.Errorf("%s: %s takes %.0f, %.0f, %.0f, %.0f steps for 1, 2, 4, 8 times %d bytes", s.name, name,
				at[0][name], at[1][name], at[2][name], most, size)
		}
	}
}
