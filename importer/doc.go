// Package importer creates partners from a file of rows.
//
//	file ─▶ source ─▶ check ─▶ plan ─▶ preflight ─▶ send ⇄ lifecycle ─▶ report, page, summary
//	                    │        │         │          │         │
//	                  cell   identity    client    order,    journal
//	                                               breaker,
//	                                               commit
//
// Each stage is a package, so the tree shows the way of a row. TestImports checks
// the arrows between them. This package puts the stages in their order, in three
// programs: an import, a dry run, and a rebuild of the outputs.
//
//	file, err := source.Open("partners.csv", source.Options{})
//	...
//	summary, err := importer.New(client, importer.Options{}).Run(ctx, file)
package importer
