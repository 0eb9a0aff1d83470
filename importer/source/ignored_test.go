package source

import (
	"fmt"
	"strings"
	"testing"
)

// TestProposals: a column without a known field is told what it may be, by its name
// and by its values.
func TestProposals(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a number that may be in the link", "email,affiliate_id\na@x.y,A17\nb@x.y,A18\n", lostKey + "affiliate_id most likely has it: use --key-from affiliate_id.\nNot imported: affiliate_id."},
		{"an id", "email,batch_id\na@x.y,A17\nb@x.y,A18\n", "Not imported: batch_id. batch_id looks like an id: use --map batch_id=id."},
		{"a code", "email,Gutscheincode\na@x.y,anna\nb@x.y,bo\n", "Not imported: Gutscheincode. Gutscheincode looks like a key: use --map Gutscheincode=key."},
		{"a parent", "email,parent_affiliate_id\na@x.y,A17\nb@x.y,\nc@x.y,A17\nd@x.y,B1\n",
			lostKey + noKey + "Not imported: parent_affiliate_id. parent_affiliate_id probably names the referring partner: use --map parent_affiliate_id=referring_partner."},
		{"a parent by name", "email,key,Parent Affiliate\na@x.y,a,None\nb@x.y,b,Ada King\n", "Not imported: Parent Affiliate."},
		{"a code, and one typed wrong", "email,Gutscheincode\n" + codes(9) + "z@x.y,summer sale\n", "Not imported: Gutscheincode. Gutscheincode looks like a key: use --map Gutscheincode=key."},
		{"codes, and too many typed wrong", "email,Gutscheincode\n" + codes(8) + "z@x.y,summer sale\n", "Not imported: Gutscheincode."},
		{"codes, and the same wrong twice", "email,Gutscheincode\n" + codes(30) + "y@x.y,summer sale\nz@x.y,summer sale\n", "Not imported: Gutscheincode."},
		{"not unique", "email,batch_id\na@x.y,1\nb@x.y,1\nc@x.y,2\n", "Not imported: batch_id."},
		{"not codes", "email,paid\na@x.y,yes it is\nb@x.y,no\n", "Not imported: paid."},
		{"an id is there", "email,id,batch_id\na@x.y,1,A17\nb@x.y,2,A18\n", "Not imported: batch_id."},
		{"one row proves nothing", "email,affiliate_id\na@x.y,A17\n", lostKey + noKey + "Not imported: affiliate_id."},
		{"spaces", "email,Batch ID\na@x.y,A17\nb@x.y,A18\n", `Not imported: Batch ID. Batch ID looks like an id: use --map "Batch ID=id".`},
		{"where they are paid", "email,Payment Email\na@x.y,a@pay.example\n", "Not imported: Payment Email."},
		{"far from a surname", "email,Username,Last Sale\na@x.y,anna,2024-01-01\nb@x.y,bo,\n", "Not imported: Username, Last Sale."},
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

const (
	lostKey = "No column gives the referral key. Each partner gets a new one, and links that are already out there stop working. "
	noKey   = "If there is an export with the links or codes, use that one, with --key-from COLUMN. Ignore this if nobody has a link yet.\n"
)

// TestLostKeys: the loss of the links is told first, with the column that most likely
// has the keys. A plain list of contacts is not warned.
func TestLostKeys(t *testing.T) {
	const two = "Compare a link with the file. If it has the value of Affiliate ID, use --key-from \"Affiliate ID\". If it has that of Username, use --key-from Username."
	for _, tt := range []struct{ name, text, want string }{
		{"contacts", "email,name,website\na@x.y,Ada,https://ada.example\nb@x.y,Bo,https://bo.example\n", ""},
		{"a user name of a shop", "email,Username,Orders\na@x.y,ada,1\nb@x.y,bo,2\n", ""},
		{"a key", "email,key,Affiliate ID\na@x.y,ada,1\nb@x.y,bo,2\n", ""},
		{"profiles", "email,URL\na@x.y,https://www.linkedin.com/in/ada\nb@x.y,https://www.linkedin.com/in/bo\n", ""},
		{"a link under any name", "email,Seite\na@x.y,https://x.example/?via=ada\nb@x.y,https://x.example/?via=bo\n", "Seite most likely has it: use --key-from Seite."},
		{"a link by its name", "email,Referral URL\na@x.y,https://x.example/a/1\nb@x.y,https://x.example/a/2\n", `Referral URL most likely has it: use --key-from "Referral URL".`},
		{"a code before a link", "email,share link,ref_code\na@x.y,https://x.example/a/1,ada\nb@x.y,https://x.example/a/2,bo\n", "ref_code most likely has it: use --key-from ref_code."},
		{"the same link for all", "email,Referral URL\na@x.y,https://x.example/a/1\nb@x.y,https://x.example/a/1\nc@x.y,https://x.example/a/1\n", strings.TrimSuffix(noKey, "\n")},
		{"not words", "email,ref_code\na@x.y,it is a text\nb@x.y,another one\n", strings.TrimSuffix(noKey, "\n")},
		{"two that may be it", "Affiliate ID,email,Username,Payment Email\n1,a@x.y,ada,p@x.y\n2,b@x.y,bo,q@x.y\n", two},
		{"placeholders", "email,ref_code\na@x.y,ada\nb@x.y,None\nc@x.y,-\nd@x.y,\n", "ref_code most likely has it: use --key-from ref_code."},
		{"left out by hand", "email,ref_code\na@x.y,ada\n", ""},
	} {
		o := Options{Call: flags}
		if tt.name == "left out by hand" {
			o.Map = []Mapping{{Column: "ref_code", Field: "-"}}
		}
		s, err := OpenReader(strings.NewReader(tt.text), "p.csv", o)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if list := s.Warnings(); len(list) > 0 && strings.HasPrefix(list[0], lostKey) {
			first = strings.TrimPrefix(list[0], lostKey)
		}
		if first != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, first, tt.want)
		}
		s.Close()
	}
}

// codes are so many rows with a code of their own.
func codes(n int) (text string) {
	for i := range n {
		text += fmt.Sprintf("a%d@x.y,code%d\n", i, i)
	}
	return text
}
