package store

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const base = "s3://acme-imports/fleet?region=eu-central-1"

// TestLocate: where the files of a fleet.yaml are.
func TestLocate(t *testing.T) {
	for from, want := range map[string][2]string{
		"incoming/acme/partners.csv":                            {base, "incoming/acme/partners.csv"},
		"x y?z#1%":                                              {base, "x y?z#1%"},
		"s3://other/a/b.csv":                                    {"s3://other", "a/b.csv"},
		"s3://other/a/b.csv?region=us-east-1":                   {"s3://other?region=us-east-1", "a/b.csv"},
		"s3://acme-imports/a.csv":                               {"s3://acme-imports", "a.csv"},
		"gs://bucket/a%20b.csv":                                 {"gs://bucket", "a b.csv"},
		"azblob://container/a.csv?storage_account=acme":         {"azblob://container?storage_account=acme", "a.csv"},
		"file:///srv/in/partners.csv":                           {"file:///srv/in", "partners.csv"},
		"file:///partners.csv":                                  {"file:///", "partners.csv"},
		"sftp://partnero@exports.acme.example/out/p.csv?key=k":  {"sftp://partnero@exports.acme.example/out?key=k", "p.csv"},
		"sftp://partnero@exports.acme.example:2222/p.csv":       {"sftp://partnero@exports.acme.example:2222/", "p.csv"},
		"sftp://partnero@exports.acme.example/~/out/p%231.csv":  {"sftp://partnero@exports.acme.example/~/out", "p#1.csv"},
		"sftp://exports.acme.example/out/p.csv?key=k&user=u":    {"sftp://exports.acme.example/out?key=k&user=u", "p.csv"},
		"sftp://first.last%40acme@exports.acme.example/o/p.csv": {"sftp://first.last%40acme@exports.acme.example/o", "p.csv"},
	} {
		address, name, err := Locate(base, from)
		if err != nil || address != want[0] || name != want[1] {
			t.Errorf("%s: %q, %q, %v; want %q", from, address, name, err, want)
		}
		if a, err := parse(address); err != nil || a.full() != address && address != base {
			t.Errorf("%s: the address %q is read as %q, %v", from, address, a.full(), err)
		}
	}
	if address, name, err := Locate("s3://acme-imports?region=eu-central-1", "s3://acme-imports/a.csv"); err != nil || address != "s3://acme-imports?region=eu-central-1" || name != "a.csv" {
		t.Errorf("the same bucket: %q, %q, %v", address, name, err)
	}
}

// TestLocateRefuses: what leaves a store, what is no address, and what holds a secret, which is not repeated.
func TestLocateRefuses(t *testing.T) {
	for from, want := range map[string]error{
		"":                                          ErrName,
		"/etc/passwd":                               ErrName,
		"../other/x.csv":                            ErrName,
		"a/../../x.csv":                             ErrName,
		"a//x.csv":                                  ErrName,
		"folder/":                                   ErrName,
		`a\..\x.csv`:                                ErrName,
		"s3://other":                                ErrName,
		"s3://other/../x.csv":                       ErrName,
		"s3://other/%2e%2e/x.csv":                   ErrName,
		"file:///srv/../etc/x.csv":                  ErrName,
		"sftp://u@host/out/../../x.csv":             ErrName,
		"file:///":                                  ErrName,
		"sftp://u@host/~":                           nil, // the file "~"
		"https://exports.acme.example/x.csv":        ErrAddress,
		"ftp://exports.acme.example/x.csv":          ErrAddress,
		"file://srv/x.csv":                          ErrAddress,
		"s3:///x.csv":                               ErrAddress,
		"sftp:///x.csv":                             ErrAddress,
		"s3://bucket:9000/x.csv":                    ErrAddress,
		"s3://bucket/x.csv#1":                       ErrAddress,
		"s3://bucket/100%.csv":                      ErrAddress,
		"s3://AKIA:hunter2@bucket/x.csv":            ErrAddress,
		"s3://hunter2@bucket/x.csv":                 ErrAddress,
		"sftp://u:hunter2@host/x.csv":               ErrAddress,
		"sftp://u:hunter2@host:port/x.csv":          ErrAddress,
		"sftp://u:hunter2@ho st/x.csv":              ErrAddress,
		"azblob://c/x.csv?sv=1&sig=hunter2":         ErrAddress,
		"azblob://c/x.csv?hunter2":                  ErrAddress,
		"s3://bucket/x.csv?secret_key=hunter2":      ErrAddress,
		"s3://bucket/x.csv?region=":                 ErrAddress,
		"s3://bucket/x.csv?region=hunter2&region=b": ErrAddress,
		"sftp://u@host/x.csv?password=hunter2":      ErrAddress,
		"file:///srv/x.csv?mode=hunter2":            ErrAddress,
		"u:hunter2@host/../x.csv":                   ErrName,
	} {
		_, _, err := Locate(base, from)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v; want %v", from, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the secret: %v", from, err)
		}
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Cure == "") {
			t.Errorf("%s: %v has no cure", from, err)
		}
	}
	if _, _, err := Locate("acme-imports", "x.csv"); !errors.Is(err, ErrAddress) {
		t.Errorf("a base that is none: %v", err)
	}
}

// TestLocateLaws: a name of clean parts is in the base as it is; written as an address it comes back; and whatever is
// given, what comes out cannot leave its store.
func TestLocateLaws(t *testing.T) {
	part := rapid.StringMatching(`[ -.0-\[\]-~À-ž]{1,12}`).Filter(func(s string) bool { return s != "." && s != ".." && !strings.Contains(s, "://") })
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(part, 1, 4).Draw(t, "parts"), "/")
		address, got, err := Locate(base, name)
		if err != nil || address != base || got != name {
			t.Fatalf("%q: %q, %q, %v", name, address, got, err)
		}
		for _, a := range []address_{
			{scheme: "s3", host: "bucket", path: name}, {scheme: "file", path: "/srv/" + name}, {scheme: "sftp", user: "u", host: "h", path: "/" + name},
		} {
			address, last, err := Locate(base, a.full())
			if err != nil || !strings.HasSuffix(name, last) || last == "" {
				t.Fatalf("%q: %q, %q, %v", a.full(), address, last, err)
			}
			b, err := parse(address)
			if err != nil || strings.TrimSuffix(b.String(), "/")+"/"+last != a.String() {
				t.Fatalf("%q is %q and %q; together %q", a.String(), address, last, b.String())
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.OneOf(rapid.String(), rapid.StringMatching(`(s3|sftp|file|gs)://[a-z@:]{0,5}(/[a-z.%2eF~]{0,4}){0,5}(\?[a-z=&]{0,9})?`)).Draw(t, "from")
		address, name, err := Locate(base, from)
		if err != nil {
			return
		}
		a, err := parse(address)
		if err != nil {
			t.Fatalf("%q is at %q: %v", from, address, err)
		}
		if err := checkName(name); err != nil || strings.Contains("/"+a.path+"/", "/../") {
			t.Fatalf("%q is %q in %q", from, name, address)
		}
	})
}

type address_ = address
