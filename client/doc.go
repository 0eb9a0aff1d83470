// Package client speaks the part of the Partnero API that an import needs:
// create, invite, look up, list and update partners.
//
//	call ──▶ request ──▶ one attempt ──▶ answer ──▶ classify ──▶ value | *Error
//	            │             │
//	         Limiter      httptrace: was anything written?
//
// Every method makes exactly one attempt. Creating a partner twice is not safe.
// So neither this package nor net/http below it ever sends a request a second
// time. The caller decides whether to try again, by [Error.Kind]. The package
// knows nothing about CSV.
//
// The API is described at https://docs.partnero.com/api-reference/partners.
package client
