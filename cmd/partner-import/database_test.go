package main

import (
	"fmt"
	"sync"
	"testing"

	"partner-import/cmd/pgtest"
)

// shared is the PostgreSQL server of all tests here. It is removed behind the last one.
var shared struct {
	sync.Mutex
	server   *pgtest.Server
	journals int
}

// database returns the server, and a name for a journal that no other test has. Where there
// is no PostgreSQL, it skips the test.
func database(t *testing.T) (db *pgtest.Server, place string) {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server = pgtest.StartFor(t)
	}
	shared.journals++
	return shared.server, fmt.Sprint("postgres:test", shared.journals)
}

func removeDatabase() {
	if shared.server != nil {
		shared.server.Remove()
	}
}
