//go:build unix

package ui

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/pflag"
	excelize "github.com/xuri/excelize/v2"

	"partner-import/client/sandbox"
	"partner-import/cmd/internal/settings"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// mixed is a file with everything that a person must decide about.
const mixed = "Contact;Full Name;Old link;Status;Note\n" +
	"anna@example.org;Anna Schmidt;https://old.example/?ref=anna;active;x\n" +
	"bernd@example.org;Müller, Bernd;https://old.example/?ref=bernd&lang=de;active;y\n" +
	"carla@example.org;Carla Rossi;https://old.example/?ref=carla;rejected;z\n" +
	"dmitri@example.org;Dmitri;https://old.example/?ref=dmitri;pending;\n" +
	"anna@example.org;Anna Again;https://old.example/?ref=anna2;active;\n"

// TestPlansAreEqual: the page and the flags of the command say the same about a file,
// and make the same plan.
func TestPlansAreEqual(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		form       url.Values
		flags      []string
		column     int // that can be changed in the first row, and the plan stays; -1 for none
	}{
		{"nothing", "email,name\na@example.org,A\nb,B\n", url.Values{}, nil, 1},
		{"all of it", mixed, url.Values{
			"delimiter": {";"}, "encoding": {"utf-8"}, "column-0": {"email"}, "column-1": {"names"}, "column-2": {"link"}, "param-2": {"ref"}, "column-3": {"-"}, "column-4": {"-"},
			"carry-4": {"1"}, "tags": {"2026, gold"}, "set-surname": {"Unknown"}, "set-referring_partner": {"anna@example.org"}, "repair": {"1"},
			"meant": {"1"}, "meant-0": {"active", "pending"},
		}, []string{
			"--delimiter", ";", "--encoding", "utf-8", "--map", "Contact=email", "--split-name", "Full Name", "--key-from", "Old link:ref",
			"--carry", "Note", "--add-tag", "2026", "--add-tag", "gold", "--set", "surname=Unknown", "--set", "referring_partner=anna@example.org", "--repair", "mojibake", "--only", "Status=active,pending",
		}, 4},
		{"lines above", "Partners of 2025\nas of June\nemail,name\na@example.org,A\n", url.Values{"skip": {"2"}}, []string{"--skip-rows", "2"}, 1},
		{"a platform", "Name,Email,Affiliate ID,Status\nAnna Schmidt,anna@example.org,anna,active\n", url.Values{"column-2": {"key"}}, []string{"--map", "Affiliate ID=key"}, 0},
		{"an export", "Affiliate ID,Name,Email,Fee,Products,Referral URL\n1,Anna Schmidt,anna@example.org,10,all,https://gumroad.com/a/111\nTotals,,,10,,\n", url.Values{"like": {"gumroad"}}, []string{"--from", "gumroad"}, 3},
		{"a section", "[[CAMPAIGNS]]\nname\nx\n\n[[AFFILIATES]]\n!USERID,!REFID,!USERNAME,!NOTE\n1,anna,anna@example.org,x\n2,bernd,bernd@example.org,y\n\n[[OTHERS]]\nname\ny\n",
			url.Values{"from": {"postaffiliatepro"}}, []string{"--from", "postaffiliatepro", "--map", "!USERNAME=email"}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
			at := h.drop("p.csv", tt.text)
			h.get(at + "/columns")
			if strings.HasPrefix(tt.text, "Contact") { // which has no column with a known name
				h.post(at+"/columns", url.Values{"email_column": {"Contact"}, "delimiter": {";"}, "encoding": {"utf-8"}, "to": {"columns"}})
			}
			if strings.HasPrefix(tt.text, "[[") {
				h.post(at+"/columns", url.Values{"like": {"postaffiliatepro"}})
				h.post(at+"/columns", url.Values{"from": {"postaffiliatepro"}, "email_column": {"!USERNAME"}})
			}
			tt.form.Set("to", "check")
			_, text := h.post(at+"/columns", tt.form)
			wanted(t, "the next page", text, "<title>Check")
			h.checked(at)
			_, text = h.get(at + "/plan")
			wanted(t, "the plan", text, "This is what would happen")
			im := h.server.desk.Imports()[0]
			page, err := h.server.plan(im)
			if err != nil {
				t.Fatal(err)
			}
			<-page.done
			want := planOf(t, h, tt.text, tt.flags)
			if diff := cmp.Diff(want, page.preview, cmpopts.IgnoreFields(importer.Preview{}, "Expected"), cmpopts.IgnoreUnexported(row.Finding{})); diff != "" || page.err != nil {
				t.Errorf("the page's plan: %v (-command +page):\n%s", page.err, diff)
			}
			if tt.column < 0 {
				return
			}
			// A correction that changes nothing for the plan: the copy is read as the file is.
			h.script(at+"/cells", map[string]any{"version": 9, "cells": []any{map[string]any{"row": 0, "column": tt.column, "value": "changed"}}})
			h.checked(at)
			if page, err = h.server.plan(im); err != nil {
				t.Fatal(err)
			}
			<-page.done
			if diff := cmp.Diff(want, page.preview, cmpopts.IgnoreFields(importer.Preview{}, "Expected"), cmpopts.IgnoreUnexported(row.Finding{})); diff != "" || page.err != nil {
				t.Errorf("the plan with a correction: %v (-command +page):\n%s", page.err, diff)
			}
		})
	}
}

// planOf is the plan of the command with these flags. Its messages call options as the
// page does, and its limit is that of the page.
func planOf(t *testing.T, h *house, text string, flags []string) (seen *importer.Preview) {
	t.Helper()
	var run settings.Run
	set := pflag.NewFlagSet("import", pflag.ContinueOnError)
	run.AddImport(set)
	if err := set.Parse(flags); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in := run.SourceOptions()
	in.Call = pageCall(fmt.Sprintf)
	s, err := source.Open(path, in)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	account, err := h.server.options.Connect("other-key-12345")
	if err != nil {
		t.Fatal(err)
	}
	defer account.Close()
	o := run.Options()
	o.Call, o.Fingerprint, o.Target = pageCall(fmt.Sprintf), account.Fingerprint, account.Target
	o.OnPlan = func(p importer.Preview) bool { seen = &p; return false }
	if _, err := importer.New(account.Partners, o).Run(context.Background(), s); seen == nil {
		t.Fatal(err)
	}
	return seen
}

// TestWhoIsMeant: with words of refusal nothing is sent before somebody chose. The
// words have their counts, and what was chosen can be changed.
func TestWhoIsMeant(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", "email,Status\na@practice.example,active\nb@practice.example,rejected\nc@practice.example,\n")
	_, text := h.get(at + "/columns")
	wanted(t, "columns", text, "Which rows are meant?", "Some of these partners were refused.", `name="meant-0" value="rejected"`, "refused")
	h.post(at+"/columns", url.Values{"meant": {"1"}, "to": {"check"}})
	h.checked(at)
	_, text = h.get(at + "/plan")
	wanted(t, "the plan", text, "Say first which rows you mean", "1 rejected", "columns#meant")
	h.post(at+"/run", url.Values{"limit": {"0"}})
	h.ended(at)
	if n := len(h.box.Partners()); n != 0 {
		t.Fatalf("%d partners were created before anybody chose", n)
	}
	_, text = h.post(at+"/columns", url.Values{"meant": {"1"}, "meant-0": {"active", ""}, "to": {"columns"}})
	wanted(t, "columns", text, `value="active" checked`, `value="" checked`, `value="rejected">`)
	if said := h.checked(at); said["aside"] != 1.0 || said["ready"] != 2.0 {
		t.Errorf("standing = %v; want one row that is not meant", said)
	}
	_, text = h.get(at + "/rows?show=aside&from=0&n=9")
	wanted(t, "the row", text, "b@practice.example", "Left out by")
	h.send(at, 0)
	var got []string
	for _, p := range h.box.Partners() {
		got = append(got, p.Email)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a@practice.example", "c@practice.example"}, got); diff != "" {
		t.Errorf("partners (-want +got):\n%s", diff)
	}
}

// TestTheSheetIsChosen: a workbook shows its sheets before one can be read, and choices
// about one sheet are not taken to another one.
func TestTheSheetIsChosen(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for sheet, rows := range map[string][][]any{
		"Sheet1": {{"hello"}}, "Partners 2025": {{"email", "name"}, {"a@example.org", "A"}}, "Partners 2026": {{"E-Mail", "Vorname"}, {"b@example.org", "B"}},
	} {
		if sheet != "Sheet1" {
			if _, err := book.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
		}
		for i := range rows {
			if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &rows[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.xlsx", content.String())
	_, text := h.get(at + "/columns")
	wanted(t, "a book that cannot be read yet", text, "This file cannot be read like this.", `<option value="Partners 2025">`, `<option value="Partners 2026">`)
	_, text = h.post(at+"/columns", url.Values{"sheet": {"Partners 2025"}, "to": {"columns"}})
	wanted(t, "the first sheet", text, "<bdi>A</bdi>", `<option value="Partners 2025" selected>`)
	h.post(at+"/columns", url.Values{"sheet": {"Partners 2025"}, "column-1": {"surname"}, "to": {"columns"}})
	_, text = h.post(at+"/columns", url.Values{"sheet": {"Partners 2026"}, "column-1": {"surname"}, "to": {"columns"}})
	wanted(t, "the second sheet", text, "<bdi>B</bdi>", `<option value="Partners 2026" selected>`, `value="name" selected`)
}

// TestThePlatformIsProposed: a file that looks like an export is read as one with a
// click, also if it cannot be read otherwise. What is made is shown for three rows.
func TestThePlatformIsProposed(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", "Affiliate ID,Name,Email,Fee,Products,Referral URL\n"+
		"1,Anna Schmidt,anna@example.org,10,all,https://gumroad.com/a/111\n2,\"Müller, Bernd\",bernd@example.org,10,all,https://gumroad.com/a/222\n3,Dmitri,d@example.org,1,all,https://gumroad.com/a/333\n")
	_, text := h.get(at + "/columns")
	wanted(t, "columns", text, "This looks like an export from Gumroad.", `name="like" value="gumroad"`)
	_, text = h.post(at+"/columns", url.Values{"like": {"gumroad"}})
	wanted(t, "with the mapping", text, `<option value="gumroad" selected>`, "<b><bdi>Anna · Schmidt</bdi></b> ← <bdi>Anna Schmidt</bdi>", "<bdi>Bernd · Müller</bdi>", "<bdi>222</bdi>", "Read as an export of Gumroad")
	if strings.Contains(text, `name="like"`) {
		t.Error("the platform is proposed again")
	}
	_, text = h.post(at+"/columns", url.Values{"from": {"gumroad"}, "column-1": {"-"}})
	wanted(t, "a column that a person left out", text, `name="column-1" aria-label="Name becomes"><option value="-" selected>`)

	at = h.drop("q.csv", "[[AFFILIATES]]\n!USERID,!REFID,!USERNAME\n1,anna,anna@example.org\n2,bernd,bernd@example.org\n")
	_, text = h.get(at + "/columns")
	wanted(t, "a file that cannot be read yet", text, "This file cannot be read like this.", "This looks like an export from Post Affiliate Pro.")
	h.post(at+"/columns", url.Values{"like": {"postaffiliatepro"}})
	_, text = h.post(at+"/columns", url.Values{"from": {"postaffiliatepro"}, "email_column": {"!USERNAME"}})
	wanted(t, "with the mapping", text, "What is in each column?", "anna@example.org", "Read as an export of Post Affiliate Pro")
}
