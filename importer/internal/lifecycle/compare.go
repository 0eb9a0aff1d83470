package lifecycle

import (
	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/verdict"
)

// differs returns what the row gives and p has otherwise. The key and the tags
// count only where the answer has them, since some leave them out. The password
// does not count: no answer holds it.
func (j *Job) differs(p client.Partner) []string {
	var fields []string
	compare := func(field, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			fields = append(fields, field)
		}
	}
	want := &j.ask.partner
	compare("name", want.Name, p.Name)
	compare("surname", want.Surname, p.Surname)
	compare("id", want.ID, p.ID)
	if p.Key != "" {
		compare("key", want.Key, p.Key)
	}
	if len(p.Tags) > 0 && len(want.Tags) > 0 && !identity.SameSet(want.Tags, p.Tags) {
		fields = append(fields, "tags")
	}
	return fields
}

// holds reports whether p has the id and the key that the row gives.
func (j *Job) holds(p client.Partner) bool {
	want := &j.ask.partner
	return (want.ID == "" || p.ID == want.ID) && (want.Key == "" || verdict.KeyOf(p) == want.Key)
}
