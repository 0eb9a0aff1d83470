//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A relative is a row that may name another one as its parent, by place; -1: none.
type relative struct{ n, parent int }

func forest(n int) []relative {
	rows, places := make([]relative, n), rand.Perm(n)
	for i := range n {
		parent := -1
		if i > 0 && rand.Float64() < 0.6 {
			parent = places[rand.IntN(i)]
		}
		rows[places[i]] = relative{i, parent}
	}
	return rows
}

func chain(n int) []relative {
	rows := make([]relative, n)
	for i := range rows {
		rows[i] = relative{i, i + 1}
	}
	rows[n-1].parent = -1
	return rows
}

func star(n int) []relative {
	rows := make([]relative, n)
	for i := range rows {
		rows[i] = relative{i, n - 1}
	}
	rows[n-1].parent = -1
	return rows
}

// family is a file of relatives, who name their parents in three ways.
func family(rows []relative) string {
	var b strings.Builder
	b.WriteString("email,id,key,referring_partner_id,referring_partner_key,referring_partner_email\n")
	for i, r := range rows {
		reference := ",,"
		if r.parent >= 0 {
			above := rows[r.parent].n
			reference = []string{fmt.Sprintf("id-%d,,", above), fmt.Sprintf(",key-%d,", above), fmt.Sprintf(",,P%d@Example.com", above)}[i%3]
		}
		fmt.Fprintf(&b, "p%d@example.com,id-%d,key-%d,%s\n", r.n, r.n, r.n, reference)
	}
	return b.String()
}

// judgeOrder compares the ledger with the order of parents and children. A request
// is in the ledger once its work is done.
func judgeOrder(t *testing.T, api *service, rows []relative) {
	t.Helper()
	place := map[string]int{}
	for i, r := range rows {
		place[fmt.Sprintf("p%d@example.com", r.n)] = i
	}
	born := make([]bool, len(rows))
	for _, e := range api.entries(t) {
		i, ok := place[strings.ToLower(e.Email)]
		if !ok || e.Method != "POST" {
			continue
		}
		parent := rows[i].parent
		switch {
		case e.Status == 400:
			t.Fatalf("row %d was sent before its parent: %+v", i+1, e)
		case parent >= 0 && (!born[parent] || !strings.Contains(e.Body, "referring_partner")):
			t.Fatalf("row %d was sent; its parent, row %d, had been created: %v; %s", i+1, parent+1, born[parent], e.Body)
		}
		born[i] = born[i] || e.Created
	}
}

// TestKilledFamilies kills imports of rows that wait for one another.
func TestKilledFamilies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		rows []relative
	}{
		{"forest", forest(tortured(700, 20000))},
		{"chain", chain(tortured(80, 3000))},
		{"star", star(tortured(700, 20000))},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, append(faults(), "--latency", "5ms")...)
			p := importing(t, api.url, family(test.rows), "--rate", "2000/s", "--settle", "200ms", "--quiet")
			kills := killAtRandom(t, p, tortured(8, 300), 200*time.Millisecond)
			p = p.again(t)
			p.run(t, exitOK)
			v := judge(t, api, read(t, p.file("partners.report.csv")), len(test.rows))
			if v.lost+v.twice+v.wrong > 0 {
				t.Errorf("after %d kills: %+v; want nothing lost, twice or wrong", kills, v)
			}
			judgeOrder(t, api, test.rows)
			t.Logf("%d rows, %d kills, %+v", len(test.rows), kills, v)
		})
	}
}

// TestManyChildrenInLittleMemory imports a family of 200,000 whose head is the
// last row of the file: the rows that wait for it are not held in memory.
func TestManyChildrenInLittleMemory(t *testing.T) {
	const rows, most = 200000, 150 << 20
	if tortured(0, 1) == 0 {
		t.Skip("takes half a minute; make torture runs it")
	}
	api := serve(t)
	run := importing(t, api.url, family(star(rows)), "--rate", "1000000/s", "--quiet")
	peak := filepath.Join(t.TempDir(), "peak")
	command := prepare(t, run.Dir, run.Env, "peak", append([]string{peak}, run.Args...)...)
	command.run(t, exitOK)
	n, err := strconv.Atoi(read(t, peak))
	if err != nil || n > most {
		t.Errorf("peak memory = %d bytes (%v); want at most %d", n, err, most)
	}
	t.Logf("%d rows take %d MB", rows, n>>20)
	judgeOrder(t, api, star(rows))
}
