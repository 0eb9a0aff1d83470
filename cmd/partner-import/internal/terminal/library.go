package terminal

import (
	"strings"
	"sync/atomic"

	"go.uber.org/zap"
)

// A LibraryLog takes what libraries write to the standard logger of package log.
// That of net/http quotes what a server sends, and a server may repeat the key and
// the passwords that it was sent. So nothing in quotes is passed on. The zero value
// drops everything. It is safe for concurrent use.
type LibraryLog struct{ to atomic.Pointer[zap.Logger] }

// To passes on to the log what comes from now on. A nil log drops it, and a nil
// LibraryLog does nothing.
func (l *LibraryLog) To(log *zap.Logger) {
	if l != nil {
		l.to.Store(log)
	}
}

// Write is part of io.Writer.
func (l *LibraryLog) Write(text []byte) (int, error) {
	if log := l.to.Load(); log != nil {
		log.Debug("a library reports", zap.String("said", unquoted(string(text))))
	}
	return len(text), nil
}

// unquoted is the text up to its first quote, and to the end of its first line.
func unquoted(text string) string {
	if i := strings.IndexAny(text, "\"'`\r\n"); i >= 0 {
		text = text[:i]
	}
	return strings.TrimSpace(text)
}
