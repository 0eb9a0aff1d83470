package ui

import (
	"errors"
	"fmt"

	"partner-import/client"
	"partner-import/cmd/partner-import/internal/ui/internal/takeback"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// explain says in words why something did not work, and what to do. What Partnero or the
// system said comes last.
func explain(err error, say func(string, ...any) string) string {
	var api *client.Error
	var early *stop.Error
	var output *importer.OutputError
	var own errSaid
	var changed *takeback.ChangedError
	switch {
	case errors.As(err, &own):
		return say(own.Text)
	case errors.As(err, &changed):
		return say("Nothing was changed: you agreed to %d partners, and now it is about %d.", changed.Agreed, changed.Now)
	case errors.As(err, &api):
		return withWords(ofAnswer(api.Kind, say), answered(api))
	case errors.As(err, &output):
		return withWords(say("A file cannot be written. Free some disk space, and close the file in other programs."), output.Error())
	case errors.As(err, &early):
		return ofStop(early, say)
	}
	return printable(wordsOf(err))
}

// An errSaid is an error that is a sentence of the page.
type errSaid struct{ Text string }

func (e errSaid) Error() string { return e.Text }

// ofStop says why a run ended before all rows did.
func ofStop(e *stop.Error, say func(string, ...any) string) string {
	switch e.Reason {
	case stop.Cancelled:
		return say("It was paused. Nothing is lost.")
	case stop.Failures:
		return say("Partnero refused many rows, so the import stopped. Look at the reasons first.")
	case stop.Disk:
		return withWords(say("A file cannot be written. Free some disk space, and close the file in other programs."), cause(e.Err))
	case stop.Outage:
		return withWords(say("Partnero cannot be reached. Check your network, and try again."), cause(e.Err))
	}
	return printable(e.Error())
}

// ofAnswer says what a kind of answer means.
func ofAnswer(kind client.Kind, say func(string, ...any) string) string {
	switch kind {
	case client.Unauthorized:
		return say("Partnero rejected the key. Choose Change at the top, and paste the right one.")
	case client.Forbidden:
		return say("Partnero does not allow this key to do that. Check that it belongs to the right program.")
	case client.Exhausted:
		return say("The account takes no more partners. Check the plan in your dashboard.")
	case client.Throttled:
		return say("Partnero’s limit is reached. Wait a few minutes, and try again.")
	case client.Unsent:
		return say("Partnero cannot be reached. Check your network, and try again.")
	}
	return say("Partnero did not answer as expected. Try again later.")
}

func answered(e *client.Error) string {
	if words := e.Words(); words != "" {
		return words
	}
	if e.Err != nil {
		return e.Err.Error()
	}
	return ""
}

func cause(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func withWords(text, words string) string {
	if words == "" {
		return text
	}
	return text + " (" + printable(words) + ")"
}

// plainly says a sentence in English, for what is kept on the desk.
func plainly(name string, args ...any) string { return fmt.Sprintf(name, args...) }
