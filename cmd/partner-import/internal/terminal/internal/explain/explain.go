// Package explain says in words why something did not work, and what to do.
package explain

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"partner-import/client"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// Error makes one sentence of an error of the importer or of Partnero, with a line
// for each command that it proposes. It says what to do. Nothing in it acts upon a terminal.
func Error(err error) string {
	var api *client.Error
	var list interface{ Lines() []string }
	switch {
	case errors.Is(err, importer.ErrDeclined):
		return "Nothing was sent."
	case errors.As(err, &list):
		var lines []string
		for _, line := range list.Lines() {
			lines = append(lines, fold.Printable(line))
		}
		return strings.Join(lines, "\n  ")
	case errors.As(err, &api):
		return continued(answer(api), runtime.GOOS)
	}
	return continued(fold.Printable(err.Error()), runtime.GOOS)
}

// continued is a text in which what the system said does not end the sentence: Windows
// ends its own with a full stop, and we continue.
func continued(text, system string) string {
	if system != "windows" {
		return text
	}
	return strings.NewReplacer(".; ", "; ", ".). ", "). ").Replace(text)
}

func answer(e *client.Error) string {
	if text := surroundings(e); text != "" {
		return text
	}
	switch e.Kind {
	case client.Unauthorized:
		return "Partnero rejected the API key (401" + words(e) + "). Check PARTNERO_API_KEY or --api-key-file; you can create a new key under Integration → API."
	case client.Forbidden:
		if e.Message != "" {
			return "Partnero does not allow this key to do that (403" + words(e) + "). Fix what it says, or check that the key belongs to the right program."
		}
		return "Partnero does not allow this key to do that (403" + words(e) + "). Check that the key belongs to the right program."
	case client.Exhausted:
		return fmt.Sprintf("The account takes no more partners (%d%s). Check the plan in the dashboard.", e.Status, words(e))
	case client.Unsent:
		return "Partnero cannot be reached (" + fold.Printable(cause(e)) + "). Check the network and --base-url."
	case client.Throttled:
		if e.RetryAfter > client.MaxPause {
			return fmt.Sprintf("Partnero's limit is reached (%d%s). It asks to wait for %s: run again then.", e.Status, words(e), e.RetryAfter.Round(time.Second))
		}
		return fmt.Sprintf("Partnero's limit is reached (%d%s). Wait a few minutes and run again.", e.Status, words(e))
	case client.Misconfigured:
		if e.Op == client.OpInvite && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed) {
			return "Partnero cannot send invitations for this program (" + fold.Printable(cause(e)) + "). Only affiliate programs have them: use the key of such a program."
		}
		return "The address does not answer like Partnero (" + fold.Printable(cause(e)) + "). Check --base-url, which usually ends in /v1."
	}
	return "Partnero did not answer as expected (" + fold.Printable(cause(e)) + "). Run again later."
}

func cause(e *client.Error) string {
	switch {
	case e.Err != nil && e.Words() == "":
		return e.Err.Error()
	case e.Status != 0 && e.Words() != "":
		return fmt.Sprintf("%d%s", e.Status, words(e))
	case e.Status != 0:
		return fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	}
	return e.Error()
}

// mostWords is how many characters of an answer are shown.
const mostWords = 300

// words are what was answered, in quotes, after a colon. They are "" if nothing was
// said.
func words(e *client.Error) string {
	said := []rune(strings.TrimSuffix(e.Words(), "."))
	if len(said) == 0 {
		return ""
	}
	if len(said) > mostWords {
		said = append(said[:mostWords], '…')
	}
	return `: "` + fold.Printable(string(said)) + `"`
}

// A Stop says why a run ended early.
type Stop struct {
	Why  string // a sentence, "" if it did not end early
	Next string // what to do
}

// Again is what to do about rows that were not sent.
const Again = "Run the same command again to continue."

// Stopped says why a run ended early, and what to do. Interrupt is the signal
// or the end of its time that is behind err, in words, "" if there is none.
func Stopped(err error, interrupt string) Stop {
	var early *stop.Error
	var output *importer.OutputError
	var input *source.Error
	var api *client.Error
	switch {
	case err == nil:
		return Stop{}
	case !errors.As(err, &early):
		return Stop{Why: Error(err)}
	case interrupt != "":
		return Stop{"stopped (" + fold.Printable(interrupt) + "). The report is complete.", Again}
	case errors.Is(err, importer.ErrStrict):
		return Stop{"nothing was sent, because rows have problems and --strict was given.", "Fix the rows, or leave out --strict, and run the same command again."}
	case errors.As(err, &api):
		return Stop{"stopped: " + answer(api), "Then run the same command again to continue."}
	case errors.As(err, &input): // before the output: the file with the failed rows repeats the input
		return unread(input)
	case errors.As(err, &output):
		return Stop{"stopped: " + sentence(output.Error()), "Free some disk space, and check that you may write there. Then run the same command again to continue."}
	case early.Reason == stop.Outage && early.Err != nil:
		return Stop{"stopped: " + sentence(early.Err.Error()), "When it answers again, run the same command again to continue."}
	case early.Err != nil:
		return Stop{"stopped: " + sentence(early.Err.Error()), "Then run the same command again to continue."}
	}
	return Stop{sentence(early.Error()), Again}
}

// unread is for a file that cannot be read to its end. What to do is said once.
func unread(e *source.Error) Stop {
	const again = "Run the same command again"
	why, when, told := strings.Cut(sentence(e.Error()), " "+again)
	switch {
	case !told:
		return Stop{"stopped: " + why, "Then run the same command again to continue."}
	case when == ".":
		return Stop{"stopped: " + why, Again}
	}
	return Stop{"stopped: " + why, again + when}
}

// sentence is a text that ends like one.
func sentence(text string) string {
	text = fold.Printable(text)
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// RejectsKey reports whether the cause is an answer about the key.
func RejectsKey(err error) bool {
	var api *client.Error
	return errors.As(err, &api) && api.IsAboutKey()
}

// Brief is the cause of an error in a few words.
func Brief(err error) string {
	var api *client.Error
	var late net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return "timed out"
	case errors.As(err, &api) && api.Err == nil:
		return cause(api)
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err.Error()
}
