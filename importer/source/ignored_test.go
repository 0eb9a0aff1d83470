package source

import (
	"strings"
	"testing"
)

// TestProposals: a column without a known field is told what it may be, by its name
// and by its values.
func TestProposals(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an id", "email,affiliate_id\na@x.y,A17\nb@x.y,A18\n", "Not imported: affiliate_id. affiliate_id looks like an id: use --map affiliate_id=id."},
		{"a code", "email,Gutscheincode\na@x.y,anna\nb@x.y,bo\n", "Not imported: Gutscheincode. Gutscheincode looks like a key: use --map Gutscheincode=key."},
		{"a parent", "email,parent_affiliate_id\na@x.y,A17\nb@x.y,\nc@x.y,A17\nd@x.y,B1\n",
			"Not imported: parent_affiliate_id. parent_affiliate_id looks like referring_partner_id: use --map parent_affiliate_id=referring_partner_id."},
		{"not unique", "email,batch_id\na@x.y,1\nb@x.y,1\nc@x.y,2\n", "Not imported: batch_id."},
		{"not codes", "email,paid\na@x.y,yes it is\nb@x.y,no\n", "Not imported: paid."},
		{"an id is there", "email,id,affiliate_id\na@x.y,1,A17\nb@x.y,2,A18\n", "Not imported: affiliate_id."},
		{"one row proves nothing", "email,affiliate_id\na@x.y,A17\n", "Not imported: affiliate_id."},
		{"spaces", "email,Affiliate ID\na@x.y,A17\nb@x.y,A18\n", `Not imported: Affiliate ID. Affiliate ID looks like an id: use --map "Affiliate ID=id".`},
	} {
		s, err := OpenReader(strings.NewReader(tt.text), "p.csv", Options{Call: flags})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.Warnings(), "\n"); got != tt.want {
			t.Errorf("%s: warnings = %s; want %s", tt.name, got, tt.want)
		}
		s.Close()
	}
}
