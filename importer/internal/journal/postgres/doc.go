// Package postgres keeps journals in a PostgreSQL database, so that an import survives
// its machine. It is the only package that knows PostgreSQL.
//
// A journal is a row with a lease, which ends by the clock of the database, and with a
// token, which grows each time somebody takes the journal. Whatever is written locks that
// row and looks at the token first. So a former holder writes nothing, however late it
// comes. docs/durability.md has the model.
package postgres
