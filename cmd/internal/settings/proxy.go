package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// CheckProxy refuses a HTTPS_PROXY that is not a URL, if requests to the base URL go
// through a proxy. net/http ignores such a one, and goes past the proxy. The error
// never shows the value, which may hold a password.
func CheckProxy(base string, lookup func(string) (string, bool)) error {
	to, err := url.Parse(base)
	if err != nil || !usesProxy(to, lookup) {
		return nil // the client says what is wrong with it
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		value, _ := lookup(name)
		if value == "" {
			continue
		}
		if !isProxy(value) {
			return fmt.Errorf("the environment variable %s is not a URL like http://proxy.example.com:3128. Correct it or unset it; in a password, write %% as %%25, @ as %%40 and / as %%2F", name)
		}
		return nil
	}
	return nil
}

// usesProxy reports whether requests to the URL would go through a proxy, as NO_PROXY
// says. They never do to this machine.
func usesProxy(to *url.URL, lookup func(string) (string, bool)) bool {
	except, _ := lookup("NO_PROXY")
	if except == "" {
		except, _ = lookup("no_proxy")
	}
	any := httpproxy.Config{HTTPSProxy: "http://proxy.invalid", NoProxy: except}
	proxy, err := any.ProxyFunc()(to)
	return err == nil && proxy != nil
}

// isProxy reports whether net/http takes a value as the address of a proxy. It may
// have no scheme.
func isProxy(value string) bool {
	scheme, _, given := strings.Cut(value, "://")
	if !given {
		scheme, value = "http", "http://"+value
	}
	u, err := url.Parse(value)
	return err == nil && u.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, strings.ToLower(scheme))
}
