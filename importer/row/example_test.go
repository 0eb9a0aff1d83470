package row

import "testing"

// TestIsExample: an address of the template is an example, however it is written.
func TestIsExample(t *testing.T) {
	for _, email := range append(ExampleEmails(), "JANE.SMITH@TEMPLATE.INVALID", "other@template.invalid") {
		if !IsExample(email) {
			t.Errorf("IsExample(%q) = false; want true", email)
		}
	}
	for _, email := range []string{"", "a@b.c", "template.invalid", "a@nottemplate.invalid", "a@template.invalid.com"} {
		if IsExample(email) {
			t.Errorf("IsExample(%q) = true; want false", email)
		}
	}
}
