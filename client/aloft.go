package client

import "time"

// An aloft counts the attempts that were let through since the gate opened, and have no
// answer yet. A limit refuses quickly, and what it lets through may take a second. Then
// the gate is shut again before an answer shows that something got through.
type aloft struct {
	opened time.Time // when the gate opened
	n      int
}

// begins counts an attempt that is let through by a gate that opened then.
func (a *aloft) begins(opened time.Time) {
	if !a.opened.Equal(opened) {
		*a = aloft{opened: opened}
	}
	a.n++
}

// ends counts an answer. It reports whether it may be that of such an attempt.
func (a *aloft) ends() bool {
	if a.n == 0 {
		return false
	}
	a.n--
	return true
}
