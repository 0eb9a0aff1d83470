//go:build !race

package importer

// raced reports whether the tests run with the race detector, and slowly.
const raced = false
