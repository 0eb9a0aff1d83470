//go:build !linux && !darwin

package sqlite

// networkOf is not known here.
func networkOf(string) string { return "" }
