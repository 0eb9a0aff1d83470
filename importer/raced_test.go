//go:build race

package importer

// Raced reports whether the tests run with the race detector, and slowly.
const Raced = true
