//go:build unix

package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"partner-import/importer/internal/journal"
	"partner-import/importer/plainfile"
)

func account() journal.Account { return journal.Account{Host: "api.example.com", Key: "f00d"} }

// refuses opens a journal that must not be opened, and must stay as it is.
func refuses(t *testing.T, path, want string) {
	t.Helper()
	before, _ := plainfile.Read(path, 1<<20)
	j, err := Open(journal.Options{Path: path, Account: account()})
	if err == nil {
		j.Close()
	}
	if file := new(journal.FileError); !errors.As(err, &file) || !strings.Contains(err.Error(), want) {
		t.Errorf("Open = %v; want a *FileError that says %q", err, want)
	}
	if after, _ := plainfile.Read(path, 1<<20); string(after) != string(before) {
		t.Error("the journal was written to")
	}
}

// copied returns a journal, and the WAL that a killed run left beside another one.
func copied(t *testing.T) (path, wal string) {
	t.Helper()
	from := killed(t)
	path = filepath.Join(t.TempDir(), "j")
	open(t, path).Close()
	wal = path + "-wal"
	if err := os.Rename(from+"-wal", wal); err != nil {
		t.Fatal(err)
	}
	return path, wal
}

// TestPlantedFiles: whatever somebody puts at a name that SQLite opens is refused. A
// WAL from elsewhere would put foreign entries into the report.
func TestPlantedFiles(t *testing.T) {
	for _, ending := range besides() {
		for name, plant := range map[string]struct {
			at   func(path string) error
			want string
		}{
			"a link":                  {func(p string) error { return os.Symlink("elsewhere", p) }, "is not a file"},
			"a pipe":                  {func(p string) error { return syscall.Mkfifo(p, 0o600) }, "is not a file"},
			"a folder":                {func(p string) error { return os.Mkdir(p, 0o700) }, "is not a file"},
			"a hard link":             {func(p string) error { return errors.Join(os.WriteFile(p+"2", nil, 0o600), os.Link(p+"2", p)) }, "a second name"},
			"a file that all write":   {func(p string) error { return errors.Join(os.WriteFile(p, nil, 0o600), os.Chmod(p, 0o602)) }, "changed by other users"},
			"a file that some write":  {func(p string) error { return errors.Join(os.WriteFile(p, nil, 0o600), os.Chmod(p, 0o620)) }, "changed by other users"},
			"a file of somebody else": {func(p string) error { return errors.Join(os.WriteFile(p, nil, 0o600), os.Chown(p, 12345, 12345)) }, "another user"},
		} {
			t.Run(name+ending, func(t *testing.T) {
				if strings.Contains(name, "somebody") && os.Geteuid() != 0 {
					t.Skip("only the administrator can make one")
				}
				path := filepath.Join(t.TempDir(), "j")
				if ending != "" {
					open(t, path).Close()
				}
				if err := plant.at(path + ending); err != nil {
					t.Fatal(err)
				}
				refuses(t, path, plant.want)
			})
		}
	}
}

// TestPlantedWAL: the WAL of another user.
func TestPlantedWAL(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can make one")
	}
	path, wal := copied(t)
	if err := os.Chown(wal, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	refuses(t, path, "another user")
}

// TestHardLinkedJournal: after kill -9 a second name of the journal is a second journal
// without the WAL. It would send everything again.
func TestHardLinkedJournal(t *testing.T) {
	path := killed(t)
	second := filepath.Join(t.TempDir(), "second")
	if err := os.Link(path, second); err != nil {
		t.Fatal(err)
	}
	refuses(t, second, "a second name")
	refuses(t, path, "a second name")
}

// TestOpenFolder: where everybody can replace files, there is no journal. The sticky
// bit protects them.
func TestOpenFolder(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "j")
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	_, err := Open(journal.Options{Path: path, Account: account()})
	if err == nil || !strings.Contains(err.Error(), "chmod o-w "+folder) {
		t.Errorf("Open = %v; want a refusal that says what to do", err)
	}
	if err := os.Chmod(folder, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	open(t, path).Close()
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("the folder holds %v; want the journal alone", left)
	}
}

// TestForeignSchema: a schema may hold code, so it must be exactly ours.
func TestForeignSchema(t *testing.T) {
	for _, change := range []string{
		"CREATE TRIGGER t AFTER INSERT ON run BEGIN UPDATE entry SET link = 'https://evil.example'; END",
		"CREATE VIEW v AS SELECT * FROM entry",
		"CREATE TABLE more (x)",
		"CREATE INDEX i ON entry (link)",
		"ALTER TABLE entry ADD COLUMN x AS (zeroblob(1000000000))",
		"ALTER TABLE entry RENAME COLUMN link TO link2",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, 'attempts   INTEGER', 'attempts   TEXT')",
	} {
		for _, found := range []int{version, 2, 1, -1} {
			path := filepath.Join(t.TempDir(), "j")
			j := open(t, path)
			if _, err := j.db.Exec(change + fmt.Sprintf("; PRAGMA user_version=%d", found)); err != nil {
				t.Fatal(err)
			}
			j.Close()
			refuses(t, path, "changed by another program")
		}
	}
}

// TestOldSchemas: the journals of earlier versions are ours, and become the present
// version.
func TestOldSchemas(t *testing.T) {
	for found := 1; found <= version; found++ {
		path := filepath.Join(t.TempDir(), "j")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec(schemaOf(found) + fmt.Sprintf("INSERT INTO account (host, key) VALUES ('api.example.com', 'f00d');"+
			"PRAGMA application_id=%d; PRAGMA user_version=%d", applicationID, found))
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			j := open(t, path)
			tables, err := j.tables()
			if err != nil || !isSchema(tables, version) {
				t.Errorf("version %d became %q, %v", found, tables, err)
			}
			j.Close()
		}
	}
}

// TestHostileHolder: anybody may have written who holds the journal.
func TestHostileHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	for note, want := range map[string]string{
		`{"pid":7,"host":"\u001b[31mevil\u202e"}`:             "process 7 on ??31mevil?, since ",
		`{"pid":7,"host":"` + strings.Repeat("x", 900) + `"}`: "process 7 on " + strings.Repeat("x", 64) + ", since ",
		`{"pid":-7}`:                            "another process",
		`{"pid":7}` + strings.Repeat(" ", 5000): "another process",
	} {
		if err := os.WriteFile(holderPath(path), []byte(note), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := nameHolder(path); !strings.HasPrefix(got, want) {
			t.Errorf("nameHolder = %q; want %q", got, want)
		}
	}
	if err := errors.Join(os.Remove(holderPath(path)), syscall.Mkfifo(holderPath(path), 0o600)); err != nil {
		t.Fatal(err)
	}
	if got := nameHolder(path); got != "another process" {
		t.Errorf("of a pipe: %q", got)
	}
}
