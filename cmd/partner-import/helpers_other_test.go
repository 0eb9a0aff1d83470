//go:build !unix

package main

// helpers are for tests of signals and pipes, which there are not here.
func helpers() map[string]func() { return map[string]func(){} }
