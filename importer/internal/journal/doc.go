// Package journal remembers, across crashes, what an import has sent.
//
// A journal belongs to one account. It has an entry for
// each e-mail that was ever about to be sent. First the entry is a claim, which is
// durable before the request is made. Then it has the outcome.
//
//	(nothing) ──Claim──▶ claimed ──Record──▶ done: created, exists, updated, failed
//	    ▲                   │                   │
//	    └─────Release───────┘      Claim again ─┘ or Record again, where no create is sent
//
// An entry that is still claimed when a journal is opened belongs to a run that
// ended without knowing the outcome. The partner must be looked up, never guessed.
// docs/internals/durability.md has the model and the reasons.
//
// This package has the types, and the laws that each home of a journal keeps. Package
// sqlite has a journal in a file, package postgres one in a database, and package home
// opens either.
package journal
