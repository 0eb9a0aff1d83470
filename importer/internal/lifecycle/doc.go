// Package lifecycle is the life of a row: what an answer of the API means for
// it, and what follows. It decides and does nothing. It has no clock, no
// channel, no file and no random numbers, and it makes no request.
//
//	            ┌───────── certainly not processed: again, later ◀──┐
//	            ▼                                                   │
//	resolve ▶ create ── POST ──▶ 201 ─────────────────────────▶ created
//	  ▲         ▲ │       ├────▶ refused ─────────────────────▶ failed
//	  │         │ │       ├────▶ taken ──▶ collide ──┐
//	  │         │ │       └────▶ lost ───▶ verify ───┤ GET, by e-mail
//	  │   not   │ │          journal ───▶ refresh ───┤
//	  └─ there ─┴─│───────── listing ───▶ hinted ────┤
//	              ▼                                  ▼ there
//	           blocked                    created if it is ours, else meet it:
//	                                      exists · failed · announce ▶ change ▶ updated
//	                                      (whose: the id or the key is another's)
//
// A POST is never repeated before the API was asked what became of the last
// one. What it does not know before the settle time is over proves nothing.
// What cannot be asked is unknown.
//
// A [Job] is five facts. What the file wants is in ask.go; what the journal
// said, in memory.go; the create of ours that may exist, in claim.go; the one
// request that is next, and why, in phase.go; what was spent, in job.go. All
// else follows from these. [Rules.Next] classifies an answer as one of twelve
// events, and each phase has one short function for them. docs/durability.md
// has the table, which a test prints out of the code.
package lifecycle
