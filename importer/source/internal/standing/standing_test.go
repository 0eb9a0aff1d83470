package standing

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKindOf(t *testing.T) {
	want := map[kind]string{
		status:    "Status|status|Account Status|Affiliate status|approval_status|Partner Account Status|STATUT|Approval|Review status|user status",
		state:     "State|estado|Affiliate State",
		refusal:   "!DELETED|banned|is_banned|Blocked|Disabled|User Suspended|archived|Affiliate deleted",
		refusedAt: "dateBlocked|blocked_at|Banned On|Deleted Date|Ban reason|rejection_reason|Suspended until|Date Deleted",
		approval:  "approved|is_approved|Enabled|Dashboard Enabled|Account enabled",
		activity:  "active|isActive|Is Active|aktiv",
		nothing: "_status|_deleted|Payment status|Email status|Order Status|Lead Status|Subscription status|approved_at|!DATEAPPROVED|active since|First Name|Website|" +
			"Street address|verified|Delinquent|Created At|Statement|Issue|||Band|Activity|Stated",
	}
	for k, list := range want {
		for column := range strings.SplitSeq(list, "|") {
			if got := kindOf(column); got != k {
				t.Errorf("kindOf(%q) = %d; want %d", column, got, k)
			}
		}
	}
}

// TestReport: what is said of a column, and how to choose.
func TestReport(t *testing.T) {
	for _, tt := range []struct {
		columns, cells string // the first column is the one that is looked at
		said, good     string
		bad            string
	}{
		{"Status", "active|active|active", "", "", ""},
		{"Status", "", "", "", ""},
		{"Status", "Active|active|pending|Rejected", "Status: 2 Active, 1 pending, 1 Rejected.", "Status=Active", "Status=Rejected"},
		{"Status", "pending|inactive", "Status: 1 pending, 1 inactive.", "Status=pending,inactive", ""},
		{"Status", "rejected|banned", "Status: 1 rejected, 1 banned.", "", "Status=rejected,banned"},
		{"Status", "active|Rejected, twice", `Status: 1 active, 1 "Rejected, twice".`, "Status=active", `Status="Rejected, twice"`},
		{"Status", "gold|silver", "", "", ""},
		{"Status", "active||rejected", "Status: 1 active, 1 empty, 1 rejected.", "Status=active", "Status=rejected"},
		{"Status", "aktiv|abgelehnt|gelöscht", "Status: 1 aktiv, 1 abgelehnt, 1 gelöscht.", "Status=aktiv", "Status=abgelehnt,gelöscht"},
		{"Status", "Not approved|NOT_APPROVED|approved", `Status: 1 "Not approved", 1 NOT_APPROVED, 1 approved.`, "Status=approved", "Status=Not approved,NOT_APPROVED"},
		{"Status|Plan", "active|canceled|past_due", "", "", ""},
		{"Status|Plan", "active|canceled", "", "", ""},
		{"Status|Affiliate ID", "active|canceled", "Status: 1 active, 1 canceled.", "Status=active", "Status=canceled"},
		{"Status", "subscribed|unsubscribed|archived", "", "", ""},
		{"Status", "subscribed|banned", "Status: 1 subscribed, 1 banned.", "", "Status=banned"},
		{"Affiliate Status", "1|0|1", `Affiliate Status: 2 "1", 1 "0".`, "", ""},
		{"Status", "1|0|1", "", "", ""},
		{"State", "CA|NY|TX|active", "", "", ""},
		{"State", "Pending|approved", "State: 1 Pending, 1 approved.", "State=approved", ""},
		{"Banned", "no|No|", "", "", ""},
		{"Banned", "no|yes", "Banned: 1 no, 1 yes.", "Banned=no", "Banned=yes"},
		{"Deleted", "0|1|1", `Deleted: 2 "1", 1 "0".`, "Deleted=0", "Deleted=1"},
		{"Blocked", "3|17", "", "", ""}, // it counts something
		{"!DELETED", "N|Y", `"!DELETED": 1 N, 1 Y.`, "!DELETED=N", "!DELETED=Y"},
		{"dateBlocked", "||1725900000000", "dateBlocked: 2 empty, 1 not empty (blocked).", "dateBlocked=", "dateBlocked=*"},
		{"deleted_at", "NULL|0000-00-00 00:00:00|", "", "", ""},
		{"is_active", "true|false", "is_active: 1 true, 1 false.", "is_active=true", ""},
		{"approved", "yes|no", "approved: 1 yes, 1 no.", "approved=yes", "approved=no"},
		{"approved", "2024-01-02|", "", "", ""},
	} {
		columns := strings.Split(tt.columns, "|")
		w, tally := Find(columns), Tally{}
		for cell := range strings.SplitSeq(tt.cells, "|") {
			w.Count(&tally, []string{cell, "x"})
		}
		got := Finding{}
		if list := w.Report(&tally); len(list) > 0 {
			got = list[0]
		}
		if got.Said != tt.said || tt.said != "" && (got.Good != tt.good || got.Bad != tt.bad || got.Refused != (tt.bad != "")) {
			t.Errorf("%s with %s:\n got %+v\nwant %q, only %q, skip %q", tt.columns, tt.cells, got, tt.said, tt.good, tt.bad)
		}
	}
}

// TestMerge: the counts do not depend on how rows are divided into batches.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Find([]string{"Status", "Affiliate"})
		all, parts := Tally{}, Tally{}
		for _, batch := range rapid.SliceOf(rapid.SliceOf(rapid.SampledFrom([]string{"active", "Active ", "rejected", "", "x"}))).Draw(t, "batches") {
			part := Tally{}
			for _, cell := range batch {
				w.Count(&all, []string{cell, ""})
				w.Count(&part, []string{cell, ""})
			}
			parts.Merge(&part)
		}
		a, b := w.Report(&all), w.Report(&parts)
		if len(a) != len(b) || len(a) > 0 && a[0] != b[0] {
			t.Errorf("in one piece %+v, in parts %+v", a, b)
		}
	})
}
