package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// A ProxyError says that a proxy refused to connect us with the API. Nothing was
// sent to the API.
type ProxyError struct {
	Host   string // of the proxy, with its port
	Status int    // what it answered, such as 407
}

// Error names the proxy and its answer, and never a name or password of HTTPS_PROXY.
func (e *ProxyError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy %s answered %d %s", e.Host, e.Status, http.StatusText(e.Status)))
}

// connected is called with a proxy's answer. Without it, net/http only returns the
// words of the status.
func connected(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Host: proxy.Host, Status: answer.StatusCode}
}
