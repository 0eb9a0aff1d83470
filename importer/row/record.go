package row

import "partner-import/client"

// A Record is a row as fields. All of them are text. Package check decides what
// a cell means.
type Record struct {
	Email         string `csv:"email"`
	Name          string `csv:"name"`
	Surname       string `csv:"surname"`
	Password      string `csv:"password"`
	ID            string `csv:"id"`
	Key           string `csv:"key"`
	Tags          string `csv:"tags"`
	ReferrerID    string `csv:"referring_partner_id"`
	ReferrerKey   string `csv:"referring_partner_key"`
	ReferrerEmail string `csv:"referring_partner_email"`

	// Referrer is the value of a column like "referred by", if it is not an
	// address. It is an id or a key. The file or the account tells which, before
	// the row is sent.
	Referrer string `csv:"referring_partner"`
}

// Fields returns the names of the fields, in the order of the template.
func Fields() []string {
	return []string{
		"email", "name", "surname", "password", "id", "key", "tags",
		"referring_partner_id", "referring_partner_key", "referring_partner_email",
	}
}

// Field returns the cell of a field, nil if there is no such field.
func (r *Record) Field(field string) *string {
	switch field {
	case "email":
		return &r.Email
	case "name":
		return &r.Name
	case "surname":
		return &r.Surname
	case "password":
		return &r.Password
	case "id":
		return &r.ID
	case "key":
		return &r.Key
	case "tags":
		return &r.Tags
	case "referring_partner_id":
		return &r.ReferrerID
	case "referring_partner_key":
		return &r.ReferrerKey
	case "referring_partner_email":
		return &r.ReferrerEmail
	case ReferrerColumn:
		return &r.Referrer
	}
	return nil
}

// NamesReferrer reports whether the record refers to another partner.
func (r *Record) NamesReferrer() bool {
	return r.Referrer != "" || r.ReferrerID != "" || r.ReferrerKey != "" || r.ReferrerEmail != ""
}

// Referring is nil if the record names none.
func (r *Record) Referring() *client.Referrer {
	if r.ReferrerID == "" && r.ReferrerKey == "" && r.ReferrerEmail == "" {
		return nil
	}
	return &client.Referrer{ID: r.ReferrerID, Key: r.ReferrerKey, Email: r.ReferrerEmail}
}

// ReferrerColumn is a column that names a referring partner without saying how,
// such as "referred by". It is not a field of the API. Each row is checked for
// whether it holds an id or a key.
const ReferrerColumn = "referring_partner"

// Mappable are the fields that a column can be mapped to.
func Mappable() []string { return append(Fields(), ReferrerColumn) }

// ReferrerField is the field that names a referring partner.
func ReferrerField(r *client.Referrer) string {
	switch {
	case r.Email != "":
		return "referring_partner_email"
	case r.ID != "":
		return "referring_partner_id"
	}
	return "referring_partner_key"
}
