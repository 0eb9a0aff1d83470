package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/cell"
)

// TestLibreOfficeRunsNothing: whatever separator LibreOffice is told, no cell of a
// report becomes a formula. It is told to run formulas, and runs those of the same
// cells as they were.
func TestLibreOfficeRunsNothing(t *testing.T) {
	o := newOffice(t)
	attempts := []string{
		"=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "x;=1+1;y", "x\t=1+1\ty", "x|=1+1|y", "x; =1+1", "x;\"=1+1\";y", "x\n=1+1", "x\r\n;=1+1",
		"＝1+1", "x;＝1+1", `https://x.example/?a=1;=HYPERLINK("https://evil.example")`, "a,=1+1", "\";=1+1", "'=1+1",
	}
	var raw, safe [][]string
	for i, text := range attempts {
		raw = append(raw, []string{fmt.Sprint(i), text, "x"})
		safe = append(safe, []string{fmt.Sprint(i), cell.Neutralize(text), "x"})
	}
	rawFile, safeFile := writeFile(t, "raw.csv", csvText(t, raw...)), writeFile(t, "safe.csv", csvText(t, safe...))
	for _, separator := range []rune{',', ';', '\t', '|'} {
		opening := fmt.Sprintf("--infilter=Text - txt - csv (StarCalc):%d,34,76,1,,0,false,true,true,false,false,0,true", separator)
		out := o.saveAs("fods", opening, rawFile, safeFile)
		if n := formulasIn(t, filepath.Join(out, "safe.fods")); n > 0 {
			t.Errorf("with %q as separator, %d cells are formulas", separator, n)
		}
		t.Logf("with %q as separator, %d cells would be formulas", separator, formulasIn(t, filepath.Join(out, "raw.fods")))
	}
	if out := o.saveAs("fods", "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,0,true", rawFile); formulasIn(t, filepath.Join(out, "raw.fods")) == 0 {
		t.Error("LibreOffice ran no formula at all: the test shows nothing")
	}
}

func formulasIn(t *testing.T, path string) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(text), "table:formula=")
}
