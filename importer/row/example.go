package row

import "strings"

// exampleDomain ends the addresses of the template's example rows. No mail server
// can have it (RFC 2606), so an example row can never be a partner.
const exampleDomain = "@template.invalid"

// ExampleEmails are the addresses of the template's example rows.
func ExampleEmails() []string {
	return []string{"jane.smith" + exampleDomain, "joao.silva" + exampleDomain}
}

// IsExample reports whether an address is that of an example row.
func IsExample(email string) bool {
	from := len(email) - len(exampleDomain)
	return from >= 0 && email[from] == '@' && strings.EqualFold(email[from:], exampleDomain)
}
