package fault

import (
	"context"
	"errors"

	"partner-import/client"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// ReasonOf says why a run ended early or did not start, from its error: "" for nil.
func ReasonOf(err error) stop.Reason {
	var early *stop.Error
	var answer *client.Error
	var held *JournalError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &early):
		return early.Reason
	case errors.As(err, &held) && held.Lost:
		return stop.Lost
	case held != nil:
		return stop.Journal
	case errors.As(err, new(*OutputError)), source.CodeOf(err) == source.CodeNoSpace:
		return stop.Disk
	case source.CodeOf(err) != "":
		return stop.Input
	case errors.Is(err, context.Canceled):
		return stop.Cancelled
	case errors.As(err, &answer):
		return reasonOfAnswer(answer.Kind)
	case errors.Is(err, context.DeadlineExceeded):
		return stop.Cancelled
	}
	return stop.Misconfigured
}

// reasonOfAnswer is why a run does not start after its first request.
func reasonOfAnswer(k client.Kind) stop.Reason {
	switch k {
	case client.Unauthorized, client.Forbidden:
		return stop.Key
	case client.Exhausted:
		return stop.Account
	case client.Unsent, client.Throttled, client.Overloaded, client.Ambiguous, client.Acknowledged:
		return stop.Outage
	}
	return stop.Misconfigured
}
