package store

import (
	"context"
	"errors"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Locate says in which store a file is that fleet.yaml names, and the file's name in it. A name without a scheme is in the
// base store. The address is for [Open]; it may hold settings and a user, so show it nowhere.
//
// A name that leaves its store is refused with [ErrName], a bad address with [ErrAddress].
func Locate(base, from string) (address, name string, err error) {
	if !strings.Contains(from, "://") {
		if _, err := parse(base); err != nil {
			return "", "", err
		}
		if err := checkName(from); err != nil {
			return "", "", complete(err, "use", shown(from), "")
		}
		return base, from, nil
	}
	a, err := parse(from)
	if err != nil {
		return "", "", err
	}
	name = a.path
	if a.scheme == "file" || a.scheme == "sftp" {
		a.path, name = path.Split(a.path)
		if a.path != "/" {
			a.path = strings.TrimSuffix(a.path, "/")
		}
	} else {
		a.path = ""
	}
	if err := checkName(name); err != nil {
		return "", "", a.failed(err, "use", shown(name))
	}
	// The same bucket with its settings written once.
	if b, err := parse(base); err == nil && b.scheme == a.scheme && b.host == a.host && b.path == a.path && len(a.settings) == 0 {
		return base, name, nil
	}
	return a.full(), name, nil
}

// An address is where a store is, in parts.
type address struct {
	scheme   string
	user     string // of sftp only
	host     string // or bucket
	path     string // a folder of file and sftp, which begins with a slash; a prefix of a bucket, which does not
	settings url.Values
}

// String is the address without user and settings. It may be shown.
func (a address) String() string {
	if a.scheme == "file" || a.scheme == "sftp" {
		return a.scheme + "://" + a.host + a.path
	}
	return strings.TrimSuffix(a.scheme+"://"+a.host+"/"+a.path, "/")
}

// full is the whole address.
func (a address) full() string {
	u := url.URL{Scheme: a.scheme, Host: a.host, Path: a.path, RawQuery: a.settings.Encode()}
	if a.user != "" {
		u.User = url.User(a.user)
	}
	return u.String()
}

func (a address) failed(err error, doing, name string) error {
	return complete(err, doing, name, a.String())
}

// parse takes an address into parts. Its errors repeat nothing that may hold a secret.
func parse(text string) (address, error) {
	scheme, _, found := strings.Cut(text, "://")
	if !found || !slices.Contains(schemes(), scheme) {
		return address{}, badAddress("", "it begins with none of "+strings.Join(schemes(), "://, ")+"://", cureAddress)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return address{}, badAddress(scheme+"://…", "it cannot be read", cureEscape)
	case u.Fragment != "" || strings.Contains(text, "#"):
		return address{}, badAddress(scheme+"://…", "it holds a #", cureEscape)
	}
	a := address{scheme: scheme, host: u.Host, path: strings.TrimSuffix(u.Path, "/"), settings: u.Query()}
	if u.User != nil {
		a.user = u.User.Username()
		if _, has := u.User.Password(); has {
			return address{}, badAddress(a.String(), "it holds a password", curePassword)
		}
	}
	return a, a.check()
}

func schemes() []string { return []string{"s3", "gs", "azblob", "sftp", "file"} }

// badAddress is an error about an address, and shows only what may be shown.
func badAddress(where, detail, cure string) error {
	return &Error{Doing: "use", Store: where, Reason: ErrAddress, Detail: detail, Cure: cure}
}

func (a *address) check() error {
	bucket := a.scheme != "file" && a.scheme != "sftp"
	switch {
	case a.user != "" && a.scheme != "sftp":
		return badAddress(a.String(), "it holds a user", cureUserPart)
	case a.user != "" && a.settings.Has(userSetting):
		return badAddress(a.String(), "it names two users", "Write the user before the @, or as the setting user")
	case a.scheme == "file" && a.host != "":
		return badAddress("file://…", "it names a host", "Write file:/// with three slashes, then the path")
	case a.scheme != "file" && a.host == "":
		return badAddress(a.scheme+"://…", "it names no host or bucket", cureAddress)
	case bucket && strings.Contains(a.host, ":"):
		return badAddress(a.scheme+"://…", "a bucket has no port", "Write the server of your own object store as the setting endpoint")
	}
	if bucket {
		a.path = strings.TrimPrefix(a.path, "/")
	} else if a.path == "" {
		a.path = "/"
	}
	if parts := strings.Trim(a.path, "/"); parts != "" {
		if err := checkName(parts); err != nil {
			return complete(err, "use", "", a.String())
		}
	}
	return a.checkSettings()
}

// checkSettings refuses settings that the store does not know. It shows only what looks like the name of a setting: a
// token that was pasted here is not repeated.
func (a *address) checkSettings() error {
	known := knownSettings(a.scheme)
	for name, values := range a.settings {
		detail := ""
		switch {
		case slices.Contains(known, name) && len(values) == 1 && values[0] != "":
			continue
		case slices.Contains(known, name):
			detail = "the setting " + name + " needs one value"
		case regexp.MustCompile(`^[a-z][a-zA-Z_-]{2,23}$`).MatchString(name) && values[0] != "":
			detail = "the setting " + name + " is not known"
		default:
			detail = "there is something after the ? that is not known"
		}
		return badAddress(a.String(), detail, "It may have "+listed(known))
	}
	return nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no settings"
	}
	slices.Sort(names)
	return "the settings " + strings.Join(names, ", ")
}

func knownSettings(scheme string) []string {
	switch scheme {
	case "s3":
		return append([]string{
			"region", "endpoint", "profile", "role", "role_session_name", "role_external_id", "role_duration",
			"web_identity_token_file", "anonymous", "dualstack", "fips", "request_checksum_calculation",
			"response_checksum_validation",
		}, settingsOfS3()...)
	case "gs":
		return []string{"anonymous"}
	case "azblob":
		return []string{"storage_account", "domain", "protocol", "localemu"}
	case "sftp":
		return []string{userSetting, keySetting, passwordSetting}
	}
	return nil
}

// checkName allows names that mean the same in every store, and that cannot leave it.
func checkName(name string) error {
	odd := name == "" || len(name) > 1000 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == '�' })
	for part := range strings.SplitSeq(name, "/") {
		odd = odd || part == "" || part == "." || part == ".." || len(part) > 255
	}
	if odd {
		return &Error{Reason: ErrName, Cure: cureName}
	}
	return nil
}

// shown is a refused name as it may be shown: it may be an address in a wrong place, with a password in it.
func shown(name string) string {
	if strings.ContainsAny(name, "@?=") {
		return "…"
	}
	return name
}

// open opens the kind of store that the scheme names.
func (a address) open(ctx context.Context, o Options) (home, error) {
	switch a.scheme {
	case "file":
		return openDisk(a.path)
	case "sftp":
		return openServer(a, o)
	case "s3":
		return openS3(ctx, a)
	case "gs":
		return openGoogle(ctx, a)
	case "azblob":
		return openAzure(ctx, a)
	}
	return nil, errors.New("no such kind of store")
}
