package compare

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
)

// TestChanges: a field is changed if the row has it and it differs, and no other
// field is.
func TestChanges(t *testing.T) {
	there := client.Partner{ID: "i", Key: "k", Name: "Ann", Surname: "Zo\u00eb", Tags: []string{"x"}}
	unseen := there
	unseen.Tags = nil
	for _, tt := range []struct {
		name string
		u    Update
		row  client.NewPartner
		p    client.Partner
		want client.Changes
	}{
		{"nothing given", Update{}, client.NewPartner{}, there, client.Changes{}},
		{"all the same", Update{}, client.NewPartner{Name: " Ann ", Surname: "Zoe\u0308", Key: "k", Tags: []string{"x"}}, there, client.Changes{}},
		{"others", Update{}, client.NewPartner{Name: "Bea", Surname: "Lee", Key: "l"}, there, client.Changes{Name: new("Bea"), Surname: new("Lee"), Key: new("l")}},
		{"the case of a name", Update{}, client.NewPartner{Name: "ANN"}, there, client.Changes{Name: new("ANN")}},
		{"what an update cannot change", Update{}, client.NewPartner{ID: "j", Email: "b@x", Referrer: &client.Referrer{ID: "r"}}, there, client.Changes{}},
		{"a password, not wished", Update{}, client.NewPartner{Password: "Secret123"}, there, client.Changes{}},
		{"a password", Update{Passwords: true}, client.NewPartner{Password: "Secret123"}, there, client.Changes{Password: new("Secret123")}},
		{"no password", Update{Passwords: true}, client.NewPartner{}, there, client.Changes{}},
		{"a tag more", Update{}, client.NewPartner{Tags: []string{"y"}}, there, client.Changes{Tags: &[]string{"x", "y"}}},
		{"another tag instead", Update{ReplaceTags: true}, client.NewPartner{Tags: []string{"y"}}, there, client.Changes{Tags: &[]string{"y"}}},
		{"the same tags instead", Update{ReplaceTags: true}, client.NewPartner{Tags: []string{"x"}}, there, client.Changes{}},
		{"no tags instead", Update{ReplaceTags: true}, client.NewPartner{}, there, client.Changes{}},
		{"a tag more than who knows", Update{}, client.NewPartner{Tags: []string{"y"}}, unseen, client.Changes{}},
		{"a tag instead of who knows", Update{ReplaceTags: true}, client.NewPartner{Tags: []string{"y"}}, unseen, client.Changes{Tags: &[]string{"y"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, differs := tt.u.Changes(&tt.row, tt.p)
			if d := cmp.Diff(tt.want, got); d != "" || differs != !cmp.Equal(got, client.Changes{}) {
				t.Errorf("changes (differs: %v) (-want +got):\n%s", differs, d)
			}
		})
	}
}

// TestContentStays: journals have the hashes of earlier versions.
func TestContentStays(t *testing.T) {
	for _, tt := range []struct {
		p    client.NewPartner
		want string
	}{
		{client.NewPartner{Email: "a@example.com"}, "7f777fc16f227ee680879e727d357077"},
		{client.NewPartner{Email: "b@example.com", Name: "Zoë <&>", Tags: []string{"x", "y"}, Password: "Secret123", Referrer: &client.Referrer{Key: "k"}}, "2efe8a9007b0ddbc87e852f5e95a46e2"},
	} {
		if got := fmt.Sprintf("%x", Content(tt.p)); got != tt.want {
			t.Errorf("the content of %v is %s; want %s", tt.p, got, tt.want)
		}
	}
}
