package preflight

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"partner-import/client"
)

// A lister answers each page as it likes.
type lister func(page int) []client.Partner

func (l lister) List(_ context.Context, page, limit int) ([]client.Partner, bool, error) {
	all := l(page)
	return all, len(all) == limit, nil
}

type silent struct{}

func (silent) Requested()                                   {}
func (silent) Outage(*client.Error, time.Time)              {}
func (silent) Throttled(*client.Error, time.Duration, bool) {}

// TestEndlessList: a server that ignores the number of the page, or repeats pages, is
// not asked for ever.
func TestEndlessList(t *testing.T) {
	full := func(page int) []client.Partner {
		partners := make([]client.Partner, client.MaxPage)
		for i := range partners {
			partners[i] = client.Partner{ID: fmt.Sprint(page, "-", i)}
		}
		return partners
	}
	for name, tt := range map[string]struct {
		list  lister
		want  error
		pages int
	}{
		"the same page":   {func(int) []client.Partner { return full(1) }, ErrEndless, 1},
		"a circle":        {func(page int) []client.Partner { return full(page % 3) }, ErrEndless, 3},
		"empty partners":  {func(int) []client.Partner { return make([]client.Partner, client.MaxPage) }, ErrEndless, 1},
		"always new ones": {full, ErrMorePages, 50},
		"two pages": {func(page int) []client.Partner {
			if page > 1 {
				return full(page)[:10]
			}
			return full(page)
		}, nil, 2},
	} {
		asker := &Asker{Limiter: client.NewLimiter(client.LimiterOptions{Rate: 1e6}), MaxAttempts: 1, Log: silent{}, Backoff: func(int) time.Duration { return 0 }}
		seen := 0
		err := asker.List(t.Context(), tt.list, 50, func(int, []client.Partner) { seen++ })
		if !errors.Is(err, tt.want) || seen != tt.pages {
			t.Errorf("%s: %v after %d pages; want %v after %d", name, err, seen, tt.want, tt.pages)
		}
	}
}
