// Package samples has the lists of invented partners that the program shows its work
// with.
package samples

import _ "embed"

// Affiliates is a list as people keep it: a title above it, semicolons, a column that
// is not imported, and four mistakes.
//
//go:embed affiliates.csv
var Affiliates []byte
