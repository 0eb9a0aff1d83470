package manifest

import "testing"

func TestCheckAddress(t *testing.T) {
	for _, good := range []string{"https://downloads.example.com", "https://example.com/partner-import/v1.0.0"} {
		if err := CheckAddress(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{
		"", "example.com", "http://example.com", "https://", "https://example.com/", "https://example.com/a?b=c",
		"https://example.com/#a", "https://ann:secret@example.com", "https://example.com/\"", "https://example.com/a b", "https://example.com/#{`id`}",
	} {
		if CheckAddress(bad) == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

// TestMissing: no manifest is made that points nowhere.
func TestMissing(t *testing.T) {
	r := Release{Program: "x", Address: "https://example.com", Archives: []Archive{{OS: "windows", Arch: "amd64"}, {OS: "windows", Arch: "arm64"}}}
	if files, err := r.Files(); err == nil {
		t.Errorf("without archives for macOS there are %v", files)
	}
	r.Archives = r.Archives[:1]
	if files, err := r.Files(); err == nil {
		t.Errorf("without an archive for windows/arm64 there are %v", files)
	}
}

func TestQuote(t *testing.T) {
	if got, err := quote("a \"b\" #{c}\n"); err != nil || got != `"a \"b\" \u0023{c}\n"` {
		t.Errorf("quote = %s, %v", got, err)
	}
}
