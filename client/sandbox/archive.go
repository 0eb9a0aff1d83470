package sandbox

import "net/http"

// archive is POST /partners/{id}/archive and POST /partners/{id}/revoke-archive. An
// archived partner keeps its e-mail, id and key. The vendor does not say so: it is
// the harder case for a client.
func (s *Sandbox) archive(x *exchange) *reply {
	r := s.target(x)
	if r == nil {
		return notFound()
	}
	x.entry.PartnerID = r.ID
	status, may := "archived", func(old string) bool { return old != "archived" }
	if x.route.op == opRestore {
		status = "active"
		if r.Invited {
			status = "pending"
		}
		may = func(old string) bool { return old == "archived" }
	}
	if !s.partners.setStatus(r.n, status, s.now(), may) {
		return compact(http.StatusBadRequest, []byte(`{"message":"Action failed","status":0}`))
	}
	x.entry.Action = x.route.op
	return done()
}

// remove is DELETE /partners/{id}, and DELETE /partners with an email or a key in the
// body. It frees the e-mail, the id and the key.
func (s *Sandbox) remove(x *exchange) *reply {
	if attribute, _ := x.named(); attribute == "" && x.route.id == "" {
		f := &form{}
		f.fail("key", "field is required when email is not present.")
		f.fail("email", "field is required when key is not present.")
		return x.refuse(f)
	}
	r := s.target(x)
	if r == nil || !s.partners.remove(r.n) {
		return notFound()
	}
	x.entry.PartnerID, x.entry.Action = r.ID, opDelete
	return done()
}

// done is the answer to what was done and has no data.
func done() *reply { return compact(http.StatusOK, []byte(`{"status":1}`)) }
