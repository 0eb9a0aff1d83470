package source

import (
	"strings"
	"testing"
)

// TestOneRowWithACommaBehind: some programs put a comma behind the last cell of each
// row. In a file with one row it is certain only if all cells are in quotes.
func TestOneRowWithACommaBehind(t *testing.T) {
	for _, tt := range []struct {
		row  string
		read bool
	}{
		{`"a@b.co","Ada","x, y",`, true},
		{`"a@b.co","Ada","",`, true},
		{`"a@b.co","Ada",x,`, false},
		{`a@b.co,Ada,x,`, false},
		{`"a@b.co","Ada","x","y",`, false},
		{`"a@b.co","Ada","x",,`, false},
	} {
		s, err := OpenReader(strings.NewReader("\"email\",\"name\",\"note\"\r\n"+tt.row+"\r\n"), "p.csv", Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows := s.Rows()
		if !rows.Next() || (rows.Row().Problem == nil) != tt.read {
			t.Errorf("%s: problem %v; want it read: %v", tt.row, rows.Row().Problem, tt.read)
		}
		s.Close()
	}
}

// TestNamesWithSigns: the names of columns may begin with "@" or "!", and a line may
// name a section.
func TestNamesWithSigns(t *testing.T) {
	for _, text := range []string{
		"@user_login\tuser_email\tfirst_name\nada\ta@b.co\tAda\n",
		"!USERNAME;!EMAIL;!FIRSTNAME\nada;a@b.co;Ada\n",
		"[[PARTNERS]]\n!USERNAME;!EMAIL;!FIRSTNAME\nada;a@b.co;Ada\n",
		"[[PARTNERS]]\r\n\r\n@email,!FIRSTNAME\r\na@b.co,Ada\r\n",
	} {
		s, err := OpenReader(strings.NewReader(text), "p.csv", Options{Map: []Mapping{{Column: "user_email", Field: "email"}}})
		if err != nil && !strings.Contains(text, "user_email") {
			s, err = OpenReader(strings.NewReader(text), "p.csv", Options{})
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		rows := s.Rows()
		if !rows.Next() || rows.Row().Record == nil || rows.Row().Record.Email != "a@b.co" || rows.Row().Record.Name != "Ada" {
			t.Errorf("%q: read as %+v", text, rows.Row().Record)
		}
		s.Close()
	}
	_, err := OpenReader(strings.NewReader("[[PARTNERS]]\n!USERID;!REFID\n1;ada\n"), "p.csv", Options{})
	if err == nil || !strings.Contains(err.Error(), `line 2: No e-mail column. The columns are: "!USERID", "!REFID".`) {
		t.Errorf("a section without addresses: %v", err)
	}
}

// TestPayments: a list of payments is told before anything else.
func TestPayments(t *testing.T) {
	for header, want := range map[string]bool{
		"ID,Name,Email,Amount,Currency":            true,
		"Payment ID,Email,Amount,Paid at,Method":   true,
		"ID,Name,Email":                            false,
		"ID,Name,Email,Amount,Company":             false,
		"Email,Name,Status,Date":                   false,
		"email,name,key,amount":                    false,
		"id,email,name,commission,amount,currency": false,
	} {
		s, err := OpenReader(strings.NewReader(header+"\n"), "p.csv", Options{})
		if err != nil {
			t.Fatal(err)
		}
		list := s.Warnings()
		if got := len(list) > 0 && strings.HasPrefix(list[0], "This looks like") && strings.Contains(list[0], "payments, not"); got != want {
			t.Errorf("%s: told %v; want %v (%q)", header, got, want, list)
		}
		s.Close()
	}
}

// TestCarried: names of the report and secrets.
func TestCarried(t *testing.T) {
	s, err := OpenReader(strings.NewReader("email,Status,status,temp_password,auth_token,Old link,_row\na@b.co,x,y,p,t,https://x.y,1\nshort\n"), "p.csv", Options{Carry: []string{"ALL", "old link"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := strings.Join(s.Carried([]string{"row", "email", "status"}), "|"); got != "input_email|input_Status|input_input_status|Old link" {
		t.Errorf("Carried() = %s", got)
	}
	var rows []string
	for cells, err := range s.CarriedCells() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	if got := strings.Join(rows, "\n"); got != "a@b.co|x|y|https://x.y\n|||" {
		t.Errorf("CarriedCells() = %q", got)
	}
}
