// Package terminal is what people see: the file, the plan, the question before an
// import, the progress, how it ended, what to do next, and errors in words.
//
// The rules for standard error are:
//
//   - stdout carries what was asked for. Everything for people is on stderr.
//   - A run shows the file, the plan, the problems and the warnings, in this order.
//     Then it asks. Problems that the plan showed are not shown again at the end.
//   - On a terminal the last line is the progress bar. Whatever else is shown
//     appears above it: the bar is cleared, the lines are written, and the bar is
//     drawn again, under one lock. Its time moves each second by itself.
//   - On a terminal text is folded at words, and warnings of the log become
//     sentences. Colours and links are escape sequences, so they are left out in
//     pipes, for NO_COLOR and for TERM=dumb.
//   - Without a terminal a sentence is one line. A line tells the progress every
//     10 % or 30 s, and the log goes to stderr as a whole. If it is JSON, nothing
//     else does.
//   - All text from files and from the network goes through [Printable].
//   - Errors of writing to stderr are ignored.
//
// Package terminal has the screen and its story: plan, question, progress, and
// conclusion. Its rooms have the parts: paper lays text out, bar draws the last
// line, progress says how far a run has come, and explain says what went wrong.
// Below those, words has numbers and durations, fold fits text into columns,
// style has colours and marks, and pace estimates the time that is left. Package
// terminal decides nothing: the caller says what is shown, and what follows from
// an answer.
package terminal
