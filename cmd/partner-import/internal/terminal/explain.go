package terminal

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// Explain makes one sentence of an error of the importer or the API, which says
// what to do. Nothing in it acts upon a terminal.
func Explain(err error) string {
	var api *client.Error
	switch {
	case errors.Is(err, importer.ErrDeclined):
		return "nothing was sent."
	case errors.As(err, &api):
		return explainAPI(api)
	}
	return Printable(err.Error())
}

func explainAPI(e *client.Error) string {
	switch e.Kind {
	case client.Unauthorized:
		return "the API refused the key (401); check PARTNERO_API_KEY or --api-key-file: the key is shown once, at Integration → API in your program."
	case client.Forbidden:
		return "the API does not allow this key to do that (403); check that the key belongs to the right program."
	case client.Unsent:
		return "the API cannot be reached (" + Printable(cause(e)) + "); check the network and --base-url."
	case client.Throttled:
		return "the API's limit is used up (429); wait some minutes and run again."
	case client.Misconfigured:
		if e.Op == client.OpInvite && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed) {
			return "the API takes no invitations for this program (" + Printable(cause(e)) + "), as it does in affiliate programs only; use the key of such a program."
		}
		return "the address does not answer like the API (" + Printable(cause(e)) + "); check --base-url, which mostly ends in /v1."
	}
	return "the API does not answer as it should (" + Printable(cause(e)) + "); run again later."
}

func cause(e *client.Error) string {
	switch {
	case e.Err != nil:
		return e.Err.Error()
	case e.Status != 0:
		return fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	}
	return e.Error()
}

// Printable escapes what a terminal would act upon.
func Printable(text string) string {
	var b []rune
	for _, r := range text {
		if strconv.IsPrint(r) {
			b = append(b, r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b = append(b, []rune(quoted[1:len(quoted)-1])...)
	}
	return string(b)
}

// ExplainStop says why a run ended early, and what to do. Interrupt is the signal
// or the end of its time that is behind err, in words, "" if there is none.
func ExplainStop(err error, interrupt string) string {
	var early *stop.Error
	var output *importer.OutputError
	var api *client.Error
	again := "run the same command again to continue."
	switch {
	case !errors.As(err, &early):
		return Explain(err)
	case interrupt != "":
		return "stopped (" + interrupt + "); the report is complete; " + again
	case errors.Is(err, importer.ErrStrict):
		return "nothing was sent, since rows are invalid and --strict was given; see the report."
	case errors.As(err, &api):
		return "stopped: " + explainAPI(api) + " Then " + again
	case errors.As(err, &output):
		return "stopped: " + Printable(output.Error()) + "; see that the disk has room and may be written to, then " + again
	case early.Reason == stop.Outage && early.Err != nil:
		return "stopped: " + Printable(early.Err.Error()) + "; when it does, " + again
	case early.Err != nil:
		return "stopped: " + Printable(early.Err.Error()) + "; then " + again
	}
	return Printable(early.Error()) + "; " + again
}
