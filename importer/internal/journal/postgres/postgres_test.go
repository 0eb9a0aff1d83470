package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/journaltest"
)

var names atomic.Int64

func place(testing.TB) string { return fmt.Sprintf("postgres:j%d", names.Add(1)) }

// TestConformance: a journal in a database keeps the laws of all journals.
func TestConformance(t *testing.T) {
	newWorld(t)
	journaltest.Run(t, journaltest.Home{
		New: place,
		Open: func(o journal.Options) (journal.Journal, error) {
			j, err := Open(context.Background(), o)
			if err != nil {
				return nil, err
			}
			return j, nil
		},
	})
}
