package stop

import (
	"errors"
	"testing"
)

// TestStopWords: why a run ended, as a person reads it.
func TestStopWords(t *testing.T) {
	cause := errors.New("connection refused")
	for _, tt := range []struct {
		err  *Error
		want string
	}{
		{&Error{Reason: Outage, Err: cause}, "stopped: outage: connection refused"},
		{&Error{Reason: Time}, "stopped: time is over"},
	} {
		if got := tt.err.Error(); got != tt.want || errors.Unwrap(tt.err) != tt.err.Err {
			t.Errorf("Error() = %q; want %q, with its cause", got, tt.want)
		}
	}
}
