// Package sqlite keeps a journal in one file, in a form that a crash does not break. It
// is the only package that knows SQLite.
package sqlite
