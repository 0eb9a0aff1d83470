// Package browsertest drives a real browser in tests.
package browsertest
