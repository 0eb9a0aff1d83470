// Package sandbox is a test server that behaves like Partnero's API. It is a
// program with partners, in memory. It keeps a ledger of every request for tests
// to read, and misbehaves on demand. It tests the client, so it imports nothing
// of it: a mistake on the wire shows.
//
//	box := sandbox.New(sandbox.Options{Key: "secret", Limit: 50})
//	srv, err := sandbox.Serve("", box) // http://127.0.0.1:PORT/v1
//	…
//	defer srv.Close()
//
// # The way of a request
//
//	request ─▶ read ─▶ down? ─▶ route ─▶ auth ─▶ throttle ─▶ fault ─▶ controller ─▶ fault ─▶ ledger ─▶ latency ─▶ answer
//	                    │         │        │        │       (before)  check│work    (after)    ▲
//	                    │        404      401      429         │           │                   │
//	                    │        405                           │        LateInsert             │
//	                    └─────────┴────────┴────────┴──────────┴───────────────────────────────┘
//
// Whatever happens to a request, it is in the ledger once, before the first byte
// of its answer. As in Laravel, an unknown route and a wrong key do not count
// against the limit. Everything after that does, also a 422. Faults only hit
// requests that have passed the limit.
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
//	POST /partners/{id}/archive         archive; 404, or 400 "Action failed" if it is archived
//	POST /partners/{id}/revoke-archive  restore; 404, or 400 "Action failed" if it is not archived
//	DELETE /partners/{id}, /partners    delete, the latter with email or key in the body; 404
//
// Errors are those of a Laravel application in its own words: 422 with "message"
// and "errors", or a redirect if Accept does not ask for JSON. A body that is not
// JSON, or is not declared as JSON by its Content-Type, counts as empty. Text is
// trimmed, and empty text is null. Non-ASCII characters and "/" are escaped. The
// errors of an update name its fields "update.email" and so on.
//
// Some of this is our guess, because the vendor does not document it: the wording
// of errors, the limits of lengths (those of the dashboard's import), that invited
// people are partners at once, that an archived partner can be looked up and keeps
// its e-mail, id and key while a deleted one frees them, the order of the list, and that the links of the
// list keep the limit.
//
// # Uniqueness
//
// Like Laravel's rule "unique", a create looks for the e-mail, id and key first
// and inserts afterwards. Options.LateInsert makes the time between the two longer.
// Options.Race says what a second create in that time leads to. A create continues
// when its client has gone.
package sandbox
