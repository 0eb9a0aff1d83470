// Package terminal is what the human sees: the progress, the log, the question
// before an import, how it ended, and errors in words.
//
// The rules for standard error are:
//
//   - stdout carries what was asked for; everything for the human is on stderr.
//   - On a terminal the last line is the progress bar. Whatever else is shown
//     (warnings only) appears above it: the bar is cleared, the line written,
//     and the bar drawn again, under one lock.
//   - Without a terminal, a line tells the progress every 10 % or 30 s, and
//     the log goes to stderr as a whole.
//   - A stderr that cannot be written to any more is nobody's business.
//
// It decides nothing: what is shown, and what follows from an answer, is for
// the caller to say.
package terminal
