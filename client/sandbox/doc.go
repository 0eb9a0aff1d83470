// Package sandbox is a local stand-in for the Partnero API: a program with
// partners that lives in memory, keeps a ledger of every request that tests can
// read, and misbehaves on demand. It imports nothing of the client that it is
// there to test, so that a mistake on the wire shows.
//
//	box := sandbox.New(sandbox.Options{Key: "secret", Limit: 50})
//	srv, err := sandbox.Serve("", box) // http://127.0.0.1:PORT/v1
//	…
//	defer srv.Close()
//
// # A request's way
//
//	request ─▶ read ─▶ down? ─▶ route ─▶ auth ─▶ throttle ─▶ fault ─▶ controller ─▶ fault ─▶ ledger ─▶ latency ─▶ answer
//	                    │         │        │        │       (before)  check│work    (after)    ▲
//	                    │        404      401      429         │           │                   │
//	                    │        405                           │        LateInsert             │
//	                    └─────────┴────────┴────────┴──────────┴───────────────────────────────┘
//
// Whatever happens to it, a request is in the ledger once, and before the first
// byte of its answer. As in Laravel, an unknown route and a wrong key do not
// count against the limit; everything after that does, also a 422. Faults hit
// only what has passed the limit.
//
// # What it answers
//
// Under any path that ends in /v1:
//
//	POST /partners                      create: 201
//	POST /partners:invite               invite: 200, and a partner with status "pending"
//	GET  /partner?email= | key= | id=   look up: exact, e-mail without regard to case; 404
//	GET  /partners/{id}                 the same by id
//	GET  /partners:search?key= | id=    partial match, 250 partners at most
//	GET  /partners?limit=&page=         list, oldest first
//	PUT  /partners/{id}, PUT /partners  update, the latter with email or key beside "update"
//
// Errors are those of a Laravel application in its own words: 422 with
// "message" and "errors", and a redirect instead if Accept does not ask for
// JSON; a body that is not JSON, or not declared as such by its Content-Type,
// is an empty one; text is trimmed and empty text is null; non-ASCII and "/"
// are escaped. Validation of an update names its fields "update.email" and so on.
//
// What is inferred rather than documented by the vendor: the wording of errors,
// the limits of lengths (those of the dashboard's import), that invited people
// are partners at once, the order of the list, and that the links of the list
// keep the limit.
//
// # Uniqueness
//
// Like Laravel's rule "unique", a create looks for the e-mail, id and key first
// and inserts afterwards. Options.LateInsert stretches the time between the two,
// and Options.Race says what a second create in that time leads to. A create
// whose client has gone goes on all the same.
package sandbox
