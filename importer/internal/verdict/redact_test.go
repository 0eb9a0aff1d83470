package verdict

import (
	"testing"

	"partner-import/client"
)

// TestRedactsPartners: a success that repeats the password does not bring it into
// journal, report and page. What the row asked for stays.
func TestRedactsPartners(t *testing.T) {
	const password = "Canary-Pass-1"
	in := client.NewPartner{ID: "Canary-Pass-1", Password: password}
	p := client.Partner{ID: password, Key: "k-" + password, Link: "https://x/?p=" + password}
	Redact(nil, &p, in)
	if p.ID != password || p.Key != "k-[redacted]" || p.Link != "https://x/?p=[redacted]" {
		t.Errorf("%+v", p)
	}
	in.Password = "x"
	Redact(nil, &p, in)
	if p.Link != "https://x/?p=[redacted]" {
		t.Errorf("a short password changed the link: %+v", p)
	}
}
