//go:build !unix

package main

// helpers are for tests of signals and pipes, which this system does not have.
func helpers() map[string]func() { return map[string]func(){} }
