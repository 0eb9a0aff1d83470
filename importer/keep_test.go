package importer

import (
	"testing"
	"time"
)

// TestInvitationsWaitForNoCompany: what became of one is written at once, since
// nothing proves it after a crash; that of a create waits for others.
func TestInvitationsWaitForNoCompany(t *testing.T) {
	for _, invite := range []bool{true, false} {
		k := newKeeper(nil, &Options{Invite: invite})
		k.groups, k.last = make(chan group, 1), time.Now()
		k.next.ends = make([]record, 1)
		if k.submit(false); k.busy != invite {
			t.Errorf("invitation %v: handed over %v; want %v", invite, k.busy, invite)
		}
	}
}
