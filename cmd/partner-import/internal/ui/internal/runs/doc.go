// Package runs sends imports, one at a time for each account, and tells how they go.
//
// A pause is a soft stop: the next run of the same import continues, as it does after
// a crash. So there is nothing to remember that the journal does not know.
package runs
