package main

import (
	"fmt"
	"net"
	"net/url"

	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer/plainfile"
)

// warnExposed says where a secret may be seen or go astray. The screen and the log say
// it.
func (r *runner) warnExposed(screen *terminal.Screen, log *terminal.Log) {
	warnings := r.exposed()
	screen.Warnings(warnings)
	for _, text := range warnings {
		log.Exposed(text)
	}
}

func (r *runner) exposed() (warnings []string) {
	if !r.Sends() || r.Sandbox {
		return nil
	}
	if r.KeyFile != "" && plainfile.OthersMayRead(r.KeyFile) {
		warnings = append(warnings, fmt.Sprintf("Every user of this machine can read the key file %q. Run: chmod 600 %q", r.KeyFile, r.KeyFile))
	}
	if r.SetsPassword() && r.SetBy("set") == "" && r.env.variable("PARTNER_IMPORT_SET") == "" {
		warnings = append(warnings, "--set password=... shows the password to every user of this machine. Put it into the file of --config instead.")
	}
	if host := otherHost(r.BaseURL); host != "" && r.env.variable("PARTNERO_BASE_URL") == r.BaseURL {
		warnings = append(warnings, fmt.Sprintf("The environment variable PARTNERO_BASE_URL sends the key and all rows to %q, and not to Partnero. If you did not set it, unset it.", host))
	}
	return warnings
}

// otherHost is the host of a base URL, "" for the vendor's and for this machine.
func otherHost(base string) string {
	u, err := url.Parse(base)
	if err != nil || base == "" || u.Hostname() == "api.partnero.com" || u.Hostname() == "localhost" {
		return ""
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
		return ""
	}
	return u.Host
}
