// Package lifecycle is the life of a row: what an answer of the API means for
// it, and what follows. It decides and does nothing. It has no clock, no
// channel, no file and no random numbers, and it makes no request.
//
// A POST is never repeated before the API was asked what became of the last
// one. What it does not know before the settle time is over proves nothing.
// What cannot be asked is unknown.
//
// A [Job] is five facts: what the file wants, what the journal said, the create
// of ours that may exist, the request that is next, and what was spent. All else
// follows from these. [Rules.Next] takes an answer for one of twelve events, and
// each [Phase] has one short function for them. docs/internals/durability.md has the
// table, which a test prints out of the code.
package lifecycle
