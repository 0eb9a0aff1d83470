// Package importer creates partners from a CSV file.
//
//	file ─▶ source ─▶ check ─▶ plan ─▶ send × workers ─▶ report, failed, summary
//	          │                 │        │      ▲
//	       header            index    client  lifecycle
//	       record                        │
//	                                  limiter ─▶ HTTP ─▶ API | sandbox
//
// A [Source] is read twice, in batches that are cut in one goroutine and made
// records of in several (batch.go, ahead.go). The first pass checks every row by
// itself (check.go) and beside the others (index.go, plan.go), and keeps a few
// numbers for each; a dry run ends there (dryrun.go). The second sends the valid
// rows (admit.go, send.go); what an answer means for its row, and how that is
// said, is decided in internal/lifecycle. A row whose referring
// partner is another row waits until that one has ended (order.go, waiting.go).
// Every row ends as one [Result], and every Result as one line of the report.
// Who wants to look at a run gets it as a page (timeline.go, plot.go, page.go).
//
//	source, err := importer.Open("partners.csv", importer.SourceOptions{})
//	...
//	summary, err := importer.New(client, importer.Options{}).Run(ctx, source)
package importer
