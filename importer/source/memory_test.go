package source

import (
	"runtime"
	"strings"
	"testing"

	"partner-import/importer/source/internal/raw"
)

// TestLongRowsTakeLittleMemory: how much is read ahead is bounded by bytes, and not by
// rows alone.
func TestLongRowsTakeLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads 180 MB")
	}
	row := "a@b.co," + strings.Repeat(strings.Repeat("x", 60_000)+",", 15) + "\n"
	text := "email," + strings.Repeat("c,", 15) + "\n" + strings.Repeat(row, 200)
	s, err := OpenReader(strings.NewReader(text), "in.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cut := s.cut()
	rows := 0
	for b := (batch{}); cut.fill(&b, batchRows); {
		size := 0
		for i := range b.rows {
			size += bytesOf(b.rows[i].text)
		}
		if rows += len(b.rows); size > batchBytes+raw.MaxRow {
			t.Fatalf("a batch of %d rows has %d bytes", len(b.rows), size)
		}
	}
	if rows != 200 || cut.err == nil {
		t.Errorf("%d rows, %v", rows, cut.err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	ahead := Ahead(s, func([]Parsed, *struct{}) {})
	defer ahead.Close()
	for range 3 {
		ahead.Next()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := int64(after.HeapAlloc) - int64(before.HeapAlloc); n > 100<<20 {
		t.Errorf("%d MB are in use", n>>20)
	}
}
