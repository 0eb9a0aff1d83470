package ends

import (
	"errors"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// KindOf is how an import ended, by the error of [importer.Importer.Run]. It reads no
// text.
func KindOf(err error) Kind {
	var journal *importer.JournalError
	reason := importer.ReasonOf(err)
	switch {
	case err == nil:
		return Finished
	case errors.Is(err, importer.ErrStrict):
		return Strict
	case errors.As(err, &journal) && journal.Held:
		return Held
	case errors.As(err, &journal) && journal.OtherKey:
		return OtherKey
	case errors.As(err, &journal) && journal.Foreign:
		return Foreign
	case reason == stop.Input:
		return ofFile(source.CodeOf(err))
	case reason == stop.Misconfigured && !errors.As(err, new(*client.Error)) && !errors.As(err, new(*stop.Error)):
		return Settings // the options contradict each other
	}
	return ofReason(reason)
}

// ofFile is the kind of a run that could not read its file. It reads a private copy, so
// only the disk can be the reason that reading ends or differs.
func ofFile(code source.Code) Kind {
	switch code {
	case source.CodeNoTable, source.CodeColumns, source.CodeFewRows, source.CodeUndecided:
		return Refused
	}
	return Disk
}

// ofReason is the kind of a run that stopped early, or did not start.
func ofReason(reason stop.Reason) Kind {
	kinds := map[stop.Reason]Kind{
		stop.Cancelled: Cancelled, stop.Key: Key, stop.Account: Account, stop.Outage: Outage, stop.Failures: Failures, stop.Time: Time,
		stop.Misconfigured: Address, stop.Disk: Disk, stop.Journal: Journal, stop.Lost: Lost, stop.Yield: Yield,
	}
	if kind, ok := kinds[reason]; ok {
		return kind
	}
	return Crash
}
