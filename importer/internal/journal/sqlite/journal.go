package sqlite

import (
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"partner-import/importer/internal/journal"
	"partner-import/importer/option"
)

// call is how messages call the option that names the journal.
func (o options) call() string { return o.Call.Call(option.Journal, "") }

// A Journal is open in one process at a time. Find is for one goroutine. Another
// one may call Write meanwhile. The caller of Open closes it.
type Journal struct {
	path   string
	file   os.FileInfo // what was there when it was opened, nil if that is not known
	call   string      // how messages call the option that names it
	naming option.Namer
	db     *sql.DB
	empty  bool           // when it was opened
	run    int64          // the present one
	same   map[int64]bool // the runs of the same input, with the present one
	last   int64          // the highest id of an entry
	ahead  journal.Ahead
	owner  journal.Account
	rate   rate

	find, scan, pages, insertMany, update *sql.Stmt
}

// options are how messages and checks see them here.
type options journal.Options

// Open opens a journal, or makes one. The error is a [*LockedError], an
// [*AccountError] or a [*FileError].
func Open(given journal.Options) (*Journal, error) {
	o := options(given)
	if err := o.touch(); err != nil {
		return nil, err
	}
	release, err := o.guard()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(o))
	if err != nil {
		return nil, &journal.FileError{Path: o.Path, Message: "cannot be opened", Err: err}
	}
	db.SetMaxOpenConns(1)
	j := &Journal{path: o.Path, call: o.call(), naming: o.Call, db: db}
	j.file, _ = os.Stat(o.Path)
	j.ahead.Read = j.page
	if err := j.start(o); err != nil {
		db.Close()
		release()
		return nil, err
	}
	return j, nil
}

// dsn sets exclusive locking before WAL. SQLite then keeps the WAL's index in memory
// and needs no shared memory file
// (https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory). Subtle: the
// driver sorts the pragmas by name, whatever their order here, and cache_size reads
// the file. With the name of its schema it comes after locking_mode.
func dsn(o options) string {
	synchronous := "FULL"
	if o.NoSync {
		synchronous = "OFF"
	}
	// No part of an absolute path is a host, and ":memory:" is not memory.
	path := o.Path
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	path = (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	return "file:" + path + "?_pragma=busy_timeout(0)&_pragma=locking_mode(EXCLUSIVE)&_txlock=immediate" +
		"&_pragma=synchronous(" + synchronous + ")" +
		// 8 MB of pages, and a checkpoint each 16 MB. E-mails come in random order,
		// so the longer a page of their index waits, the less often it is written.
		"&_pragma=main.cache_size(-8000)&_pragma=wal_autocheckpoint(4000)" +
		// What the file says is not trusted. See https://www.sqlite.org/security.html.
		"&_pragma=trusted_schema(OFF)&_pragma=cell_size_check(ON)&_pragma=mmap_size(0)"
}

// touch makes a private file if there is none, and refuses links. It does not open
// a file that exists, see [holder].
func (o options) touch() error {
	path := o.Path
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !o.Existing && !o.Old:
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return &journal.FileError{Path: path, Message: "cannot be created (create its folder, or choose another journal with " + o.call() + ")", Err: errors.Unwrap(err)}
		}
		return file.Close()
	case errors.Is(err, fs.ErrNotExist):
		return &journal.FileError{Path: path, Message: "does not exist; import the file first, or name its journal with " + o.call()}
	case err != nil:
		return &journal.FileError{Path: path, Message: "cannot be read", Err: errors.Unwrap(err)}
	case !info.Mode().IsRegular():
		return &journal.FileError{Path: path, Message: "is not a file (links are not followed)"}
	}
	return nil
}

// start takes the lock, and checks or makes the contents of the file.
func (j *Journal) start(o options) error {
	var mode string
	if err := j.db.QueryRow("PRAGMA journal_mode=WAL").Scan(&mode); err != nil {
		return j.opening(err)
	}
	if _, err := j.db.Exec("BEGIN EXCLUSIVE; COMMIT"); err != nil {
		return j.opening(err)
	}
	if err := j.limit(); err != nil {
		return j.opening(err)
	}
	if err := j.checkFormat(o.Account); err != nil {
		return err
	}
	if err := j.checkAccount(o); err != nil {
		return err
	}
	if err := noteHolder(j.path); err != nil {
		return j.failed("be used", err)
	}
	return j.prepare()
}

// opening says why a journal cannot be opened: a lock, a file of another kind,
// trouble with the disk, or damage.
func (j *Journal) opening(err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		switch failure.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return &journal.LockedError{Path: j.path, Holder: nameHolder(j.path)}
		case sqlite3.SQLITE_NOTADB:
			return j.foreign()
		}
	}
	if isOfDisk(err) {
		return &journal.FileError{Path: j.path, Message: "cannot be used", Err: err, Advice: checkDisk}
	}
	return &journal.FileError{
		Path: j.path, Message: "is damaged", Err: err,
		Advice: startAgain,
	}
}

// startAgain is the advice if a journal cannot be used any more.
const startAgain = "move it away to start again (partners that it created are then reported as exists)"

func (j *Journal) checkAccount(o options) error {
	var bound journal.Account
	if err := j.db.QueryRow("SELECT host, key FROM account").Scan(&bound.Host, &bound.Key); err != nil {
		return j.opening(err)
	}
	if j.owner = bound; !o.Existing {
		j.owner.Key = o.Account.Key
	}
	switch {
	case o.Existing || bound == o.Account:
		return nil
	case bound.Host == o.Account.Host && o.Adopt:
		if _, err := j.db.Exec("UPDATE account SET key = ?", o.Account.Key); err != nil {
			return j.opening(err)
		}
		return nil
	}
	return &journal.AccountError{Path: j.path, Host: bound.Host, OtherKey: bound.Host == o.Account.Host}
}

func (j *Journal) prepare() (err error) {
	if err := j.db.QueryRow("SELECT coalesce(max(id), 0) FROM entry").Scan(&j.last); err != nil {
		return j.opening(err)
	}
	if err := j.rate.begin(j.db); err != nil {
		return j.opening(err)
	}
	j.empty = j.last == 0
	for statement, query := range map[**sql.Stmt]string{
		&j.find:       selectEntry + " WHERE email = ?",
		&j.scan:       selectEntry + " WHERE id > ? ORDER BY id LIMIT ?",
		&j.pages:      selectMany(listed),
		&j.insertMany: insertion(claimsAtOnce),
		&j.update:     updateEntry,
	} {
		if *statement, err = j.db.Prepare(query); err != nil {
			return j.opening(err)
		}
	}
	return nil
}

// Begin begins a run of the input with the given SHA-256. Entries that are claimed
// from now on belong to this run.
func (j *Journal) Begin(input, name string) error {
	result, err := j.db.Exec("INSERT INTO run (input, name, started) VALUES (?, ?, ?)", input, name, time.Now().UnixMilli())
	if err != nil {
		return j.failed("begin a run", err)
	}
	if j.run, err = result.LastInsertId(); err != nil {
		return j.failed("begin a run", err)
	}
	return j.Resume(input)
}

// Resume finds the runs of the input with the given SHA-256, for
// [Entry.Resumed].
func (j *Journal) Resume(input string) error {
	rows, err := j.db.Query("SELECT id FROM run WHERE input = ?", input)
	if err != nil {
		return j.failed("be read", err)
	}
	defer rows.Close()
	j.same = map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return j.failed("be read", err)
		}
		j.same[id] = true
	}
	if err := rows.Err(); err != nil {
		return j.failed("be read", err)
	}
	return nil
}

// Wrote notes the digest of the file of failed rows that the present run writes.
func (j *Journal) Wrote(digest string) error {
	if _, err := j.db.Exec("UPDATE run SET failed = ? WHERE id = ?", digest, j.run); err != nil {
		return j.failed("be written", err)
	}
	return nil
}

// HasWritten reports whether a run noted that digest.
func (j *Journal) HasWritten(digest string) (has bool, err error) {
	if err = j.db.QueryRow("SELECT EXISTS (SELECT 1 FROM run WHERE failed = ?)", digest).Scan(&has); err != nil {
		err = j.failed("be read", err)
	}
	return has, err
}

// HasCreated reports whether a run with this journal has created a partner, or sent an
// invitation: then the address and the key were right for that. No journal has, nor has
// one that cannot be read, which others will say.
func (j *Journal) HasCreated(invited bool) bool {
	if j == nil || j.empty {
		return false
	}
	const query = "SELECT EXISTS (SELECT 1 FROM entry WHERE (ours OR status = 'created') AND (email LIKE 'invitation %') = ?)"
	has := false
	return j.db.QueryRow(query, invited).Scan(&has) == nil && has
}

// Expect does nothing: a file is read ahead in its own order.
func (j *Journal) Expect([]string) {}

// Lease is nil: the lock of a file ends with its process.
func (j *Journal) Lease() *journal.Lease { return nil }

// IsEmpty reports whether the journal had no entry when it was opened.
func (j *Journal) IsEmpty() bool { return j.empty }

// IsGone reports whether the file was deleted or replaced while the journal was open.
// Then what is written to it is lost.
func (j *Journal) IsGone() bool {
	now, err := os.Stat(j.path)
	return j.file != nil && (errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(j.file, now))
}

// Close writes the rest of the WAL into the file and releases the lock.
func (j *Journal) Close() error {
	j.ahead.Drop()
	j.rate.end(j.db)
	forgetHolder(j.path)
	return j.db.Close()
}
