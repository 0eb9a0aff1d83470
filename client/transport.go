package client

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// newTransport keeps as many connections as there are workers. The default of
// net/http is two: that would open and close one for nearly every request.
//
// Subtle: a server that sends more than its answer has net/http print it, with
// what it repeats, by the standard logger of package log. A transport has no logger
// of its own. So the program redirects the standard one.
func newTransport(workers int) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: connected,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           workers,
		MaxIdleConnsPerHost:    workers,
		MaxConnsPerHost:        workers,
		IdleConnTimeout:        60 * time.Second, // below the 75 s after which nginx closes
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: 64 << 10,
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: 15 * time.Second,
			PingTimeout:     15 * time.Second,
		},
	}
}
