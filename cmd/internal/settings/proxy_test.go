package settings

import (
	"strings"
	"testing"
)

// TestCheckProxy: a proxy that is not a URL is refused, if it would be used, and is
// not shown.
func TestCheckProxy(t *testing.T) {
	const api = "https://api.example.com/v1"
	for _, tt := range []struct {
		name, base string
		env        map[string]string
		ok         bool
	}{
		{"none", api, nil, true},
		{"a URL", api, map[string]string{"HTTPS_PROXY": "http://someone:hunter2@proxy.corp:3128"}, true},
		{"a host and a port", api, map[string]string{"HTTPS_PROXY": "proxy.corp:3128"}, true},
		{"a host", api, map[string]string{"HTTPS_PROXY": "proxy.corp"}, true},
		{"SOCKS", api, map[string]string{"HTTPS_PROXY": "socks5://proxy.corp:1080"}, true},
		{"in capitals", api, map[string]string{"HTTPS_PROXY": "HTTP://proxy.corp:3128"}, true},
		{"a bad percent sign", api, map[string]string{"HTTPS_PROXY": "http://someone:hunter2%zz@proxy.corp:3128"}, false},
		{"in small letters", api, map[string]string{"https_proxy": "http://someone:hunter2%zz@proxy.corp:3128"}, false},
		{"the first counts", api, map[string]string{"HTTPS_PROXY": "http://proxy.corp:3128", "https_proxy": "http://hunter2%zz@proxy"}, true},
		{"a space in front", api, map[string]string{"HTTPS_PROXY": " http://hunter2@proxy.corp:3128"}, false},
		{"quotes", api, map[string]string{"HTTPS_PROXY": `"http://hunter2@proxy.corp:3128"`}, false},
		{"a port that is none", api, map[string]string{"HTTPS_PROXY": "http://hunter2@proxy.corp:port"}, false},
		{"a slash in the password", api, map[string]string{"HTTPS_PROXY": "http://someone:hun/ter2@proxy.corp:3128"}, false},
		{"another scheme", api, map[string]string{"HTTPS_PROXY": "ftp://hunter2@proxy.corp"}, false},
		{"no host", api, map[string]string{"HTTPS_PROXY": "http://"}, false},
		{"not for this host", api, map[string]string{"HTTPS_PROXY": "hunter2%zz", "NO_PROXY": "example.com"}, true},
		{"for no host", api, map[string]string{"HTTPS_PROXY": "hunter2%zz", "no_proxy": "*"}, true},
		{"this machine", "http://127.0.0.1:8080/v1", map[string]string{"HTTPS_PROXY": "hunter2%zz"}, true},
		{"this machine with HTTPS", "https://localhost:8443/v1", map[string]string{"HTTPS_PROXY": "hunter2%zz"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := CheckProxy(tt.base, func(name string) (string, bool) { value, ok := tt.env[name]; return value, ok })
			if (err == nil) != tt.ok {
				t.Errorf("CheckProxy = %v; want ok %v", err, tt.ok)
			}
			if err != nil && (strings.Contains(err.Error(), "hun") || !strings.Contains(err.Error(), "PROXY") && !strings.Contains(err.Error(), "_proxy")) {
				t.Errorf("%v; want the name of the variable, and not its value", err)
			}
		})
	}
}
