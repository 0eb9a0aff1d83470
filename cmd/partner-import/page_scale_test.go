//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"partner-import/cmd/browsertest"
)

// wideRows is a file of 150 bytes a row. One row in 50,000 has no address.
func wideRows(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "partners.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(w, "email,name,surname,key,tags,referring_partner,notes")
	for i := range n {
		email, parent := fmt.Sprintf("partner.%d@example%d.com", i, i%97), ""
		if i%50_000 == 20_000 {
			email = ""
		}
		if i%5 == 1 {
			parent = fmt.Sprintf("key%d", i-1)
		}
		fmt.Fprintf(w, "%s,Name%d,Surname %d,key%d,gold,%s,what somebody once noted about this partner: likes mountains and long mails\n", email, i, i, i, parent)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScalePage: a page shows a million rows as it shows ten. They are on the screen soon
// after they were dropped, the end of the list is one key away, and a correction is
// judged while the person looks at it.
func TestScalePage(t *testing.T) {
	measuring(t)
	const rows = 1_000_000
	path, b := wideRows(t, rows), browsertest.New(t)
	page := prepare(t, t.TempDir(), nil, program(t), "ui", "desk", "--no-browser")
	page.Stdout = nil
	out, err := page.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	page.begin(t)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	b.Look(1280, "light")
	b.Open(strings.TrimSpace(address))
	began := time.Now()
	b.Choose(`document.getElementById("file")`, path)
	b.Until(`location.pathname.endsWith("/columns") && document.querySelector(".map") !== null`)
	want(t, "seconds until the columns are shown", time.Since(began).Seconds(), false, 10)
	b.Eval(`document.querySelector("button[value=check]").click()`, nil)
	b.Until(`location.pathname.endsWith("/check") && document.querySelector("row-grid td[data-c]") !== null`)
	want(t, "seconds until the rows are shown", time.Since(began).Seconds(), false, 10)
	b.Until(`document.getElementById("title").textContent === "20 of 1,000,000 rows need attention" && document.querySelectorAll("row-grid td[aria-invalid]").length === 20`)
	t.Logf("seconds until the rows are checked: %.1f", time.Since(began).Seconds())
	b.Eval(`document.querySelector("#groups [data-show=all]").click()`, nil)
	b.Until(`document.querySelector("row-grid table").ariaRowCount === "1000001"`)
	endOfMillion(t, b)
	judgedSoon(t, b)
	want(t, "MB of the tab", mega(b.Memory()), false, 100)
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", page.Process.Pid)); err == nil { // on Linux
		peak, _ := strconv.Atoi(regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindStringSubmatch(string(status))[1])
		want(t, "MB of the program at most", float64(peak)/1024, false, 200)
	}
}

// endOfMillion goes to the last row and back with one key each.
func endOfMillion(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	b.Eval(`document.querySelector("row-grid td[tabindex='0']").focus()`, nil)
	for key, line := range map[string]string{"End": "1000001", "Home": "2"} {
		began := time.Now()
		b.Press(key, "", browsertest.Ctrl)
		b.Until(`document.activeElement.closest("tr")?.ariaRowIndex === "` + line + `" && document.activeElement.parentNode.querySelector("th").textContent === "` + line + `"`)
		t.Logf("milliseconds to %s: %d", key, time.Since(began).Milliseconds())
		var trs int
		b.Eval(`document.querySelectorAll("tr").length`, &trs)
		want(t, "rows in the page", float64(trs), false, 60)
	}
}

// judgedSoon corrects a cell in the middle, and one so that it is wrong.
func judgedSoon(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	for i, edit := range []struct{ row, text, title string }{
		{"520000", "new@example.com", "19 of 1,000,000 rows need attention"}, {"700001", "partner.5@example5.com", "20 of 1,000,000 rows need attention"},
		{"700001", "partner.700001@example.com", "19 of 1,000,000 rows need attention"},
	} {
		b.Eval(`document.querySelector("row-grid").go(`+edit.row+`, 0)`, nil)
		row, _ := strconv.Atoi(edit.row)
		b.Until(`document.activeElement.parentNode.querySelector("th").textContent === "` + strconv.Itoa(row+2) + `"`)
		b.Press("F2", "")
		b.Write(edit.text)
		began := time.Now()
		b.Press("Enter", "\r")
		b.Until(`document.getElementById("title").textContent === "` + edit.title + `"`)
		want(t, fmt.Sprintf("seconds until edit %d is judged", i+1), time.Since(began).Seconds(), false, 2)
	}
}
