// Package client speaks the part of the Partnero API that an import needs:
// create, invite, look up, list and update partners.
//
//	call ──▶ request ──▶ one attempt ──▶ answer ──▶ classify ──▶ value | *Error
//	            │             │
//	         Limiter      httptrace: was anything written?
//
// Every method makes exactly one attempt. Creating a partner is not
// idempotent, so nothing in here, and nothing in net/http below it, ever sends
// a request a second time: whether to try again is the caller's decision, and
// [Error.Kind] is what it needs to decide. The package knows nothing of CSV.
//
// The API is described at https://docs.partnero.com/api-reference/partners.
package client
