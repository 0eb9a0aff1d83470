package sqlite

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"partner-import/importer/plainfile"
)

// A holder is the process that has a journal open. The lock itself is SQLite's and
// ends with the process. This note next to the journal only tells its name. It
// means nothing while the journal is not locked.
//
// It is a separate file, because the journal cannot be read while it is locked.
// Also, to open and close a file drops the locks that this process has on it
// (POSIX, fcntl).
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
}

func holderPath(journal string) string { return journal + ".holder" }

func noteHolder(journal string) error {
	host, _ := os.Hostname()
	note, err := json.Marshal(holder{os.Getpid(), host, time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	path := holderPath(journal)
	_ = os.Remove(path) // left by a killed process, or a link, which is not followed
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(note); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func forgetHolder(journal string) { _ = os.Remove(holderPath(journal)) }

// nameHolder describes the process that has the journal open.
func nameHolder(journal string) string {
	var h holder
	note, err := plainfile.Read(holderPath(journal), 4<<10)
	if err != nil || json.Unmarshal(note, &h) != nil || h.PID <= 0 {
		return "another process"
	}
	name := fmt.Sprintf("process %d", h.PID)
	if host, _ := os.Hostname(); host != h.Host {
		name += " on " + hostName(h.Host)
	}
	return name + ", since " + h.Started.Local().Format("2006-01-02 15:04:05")
}

// hostName leaves out what no host is called, because anybody may have written it.
func hostName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_", r) {
			return r
		}
		return '?'
	}, name)
	return string([]rune(name)[:min(64, len([]rune(name)))])
}
