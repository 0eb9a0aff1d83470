// Package lifecycle is the life of a row: what an answer means for it, and what
// follows. It decides and does nothing. It has no clock, no channel, no file and no
// random numbers, and it makes no request.
//
// A POST is never repeated before a lookup has asked for the result of the last
// one. "Not found" proves nothing before the settle time is over. What cannot be
// looked up is unknown.
//
// A [Job] is five facts: what the file asks for, what the journal said, our own
// create that may exist, the next request, and what was spent. Everything else
// follows from these. [Rules.Next] turns an answer into one of twelve events, and
// each [Phase] has one short function for them. docs/internals/durability.md has the table. A
// test prints it from the code.
package lifecycle
