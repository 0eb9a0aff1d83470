package journal

import (
	"errors"

	"partner-import/importer/stop"
)

// StopReason tells trouble with a journal from trouble with another file.
func StopReason(err error) stop.Reason {
	switch {
	case errors.As(err, new(*LostError)):
		return stop.Lost
	case errors.As(err, new(*FileError)), errors.As(err, new(*LockedError)), errors.As(err, new(*AccountError)):
		return stop.Journal
	}
	return stop.Disk
}
