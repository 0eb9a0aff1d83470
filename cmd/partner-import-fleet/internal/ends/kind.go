package ends

import (
	"context"
	"errors"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// KindOf is how an import ended, by the error of [importer.Importer.Run].
func KindOf(err error) Kind {
	var early *stop.Error
	var journal *importer.JournalError
	var answer *client.Error
	switch {
	case err == nil:
		return Finished
	case errors.Is(err, importer.ErrStrict):
		return Strict
	case errors.As(err, &early):
		return ofReason(early.Reason)
	case errors.As(err, &journal):
		return ofJournal(journal)
	case errors.As(err, new(*importer.OutputError)):
		return Disk
	case errors.As(err, new(*source.Error)):
		return Refused
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.As(err, &answer):
		return ofAnswer(answer.Kind)
	}
	return Settings // the options contradict each other
}

// ofReason is the kind of a run that stopped early.
func ofReason(reason stop.Reason) Kind {
	kinds := map[stop.Reason]Kind{
		stop.Cancelled: Cancelled, stop.Key: Key, stop.Account: Account, stop.Outage: Outage, stop.Failures: Failures, stop.Time: Time,
		stop.Misconfigured: Address, stop.Input: Disk, stop.Disk: Disk, stop.Journal: Journal, stop.Lost: Lost, stop.Yield: Yield,
	}
	if kind, ok := kinds[reason]; ok {
		return kind
	}
	return Crash
}

// ofJournal is the kind of a run that could not open its journal.
func ofJournal(e *importer.JournalError) Kind {
	switch {
	case e.Held:
		return Held
	case e.OtherKey:
		return OtherKey
	}
	return Journal
}

// ofAnswer is the kind of a run whose first request was not answered well.
func ofAnswer(kind client.Kind) Kind {
	switch kind {
	case client.Unauthorized, client.Forbidden:
		return Key
	case client.Exhausted:
		return Account
	case client.Misconfigured, client.NotFound, client.Refused:
		return Address
	}
	return Outage
}
