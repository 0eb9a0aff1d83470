package importer_test

import (
	"errors"
	"strings"
	"time"

	"partner-import/client"
)

// An event is one answer of the API. Some answers make sense for one kind of
// request only, so each kind has its list.
type event struct {
	name   string
	answer func(row person) (client.Partner, error)
}

// A person is what one row of a file gives.
type person struct {
	email, name, id, key, tags, password string
	refID, refEmail, refNamed            string
}

// long is before every claim.
func long() time.Time { return time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) }

// partner is the partner that a row would make now.
func (r person) partner() client.Partner {
	p := client.Partner{ID: r.id, Key: r.key, Email: r.email, Name: r.name, CreatedAt: time.Now()}
	if p.ID == "" {
		p.ID = "i" + r.email[:1]
	}
	if p.Key == "" {
		p.Key = "k" + r.email[:1]
	}
	p.Tags = strings.FieldsFunc(r.tags, func(c rune) bool { return c == ';' })
	p.Link = "https://l?aff=" + p.Key
	return p
}

func answers(name string, change func(*client.Partner)) event {
	return event{name, func(row person) (client.Partner, error) {
		p := row.partner()
		change(&p)
		return p, nil
	}}
}

func fails(name string, e client.Error) event {
	return event{name, func(person) (client.Partner, error) {
		copied := e // the importer may write to it
		return client.Partner{}, &copied
	}}
}

// troubles are what may be answered to any request.
func troubles() []event {
	return []event{
		fails("429", client.Error{Kind: client.Throttled, Status: 429, RetryAfter: 2 * time.Second, HasRetryAfter: true}),
		fails("unsent", client.Error{Kind: client.Unsent, Err: errors.New("no route")}),
		fails("504", client.Error{Kind: client.Ambiguous, Status: 504}),
		fails("timeout", client.Error{Kind: client.Ambiguous, Err: errors.New("no answer in time")}),
		fails("403", client.Error{Kind: client.Forbidden, Status: 403}),
		fails("403word", client.Error{Kind: client.Forbidden, Status: 403, Message: "Not yours."}),
		fails("401", client.Error{Kind: client.Unauthorized, Status: 401}),
		fails("301", client.Error{Kind: client.Misconfigured, Status: 301}),
		fails("field", client.Error{Kind: client.Refused, Status: 422, Message: "Bad.", Fields: map[string][]string{"name": {"Bad name."}}}),
	}
}

func takes(fields ...string) event {
	e := client.Error{Kind: client.Taken, Status: 422, Message: "Taken."}
	for _, field := range fields {
		if e.Fields == nil {
			e.Fields = map[string][]string{}
		}
		e.Fields[field] = []string{"Already taken."}
	}
	return fails("taken:"+strings.Join(fields, "+"), e)
}

// toCreates are the answers to a create, or to an invitation.
func toCreates() []event {
	return append(troubles(),
		answers("ok", func(*client.Partner) {}),
		answers("bare", func(p *client.Partner) { p.Email, p.Key, p.CreatedAt = "", "", time.Time{} }),
		answers("else", func(p *client.Partner) { p.Email = "z@x.io" }),
		takes(), takes("email"), takes("id"), takes("key"), takes("email", "id"), takes("email", "key"), takes("id", "key"),
		fails("wordless", client.Error{Kind: client.Refused, Status: 422}),
		fails("word", client.Error{Kind: client.Refused, Status: 422, Message: "Bad row."}),
		fails("400", client.Error{Kind: client.Refused, Status: 400, Message: "No such partner."}),
		fails("404", client.Error{Kind: client.Misconfigured, Status: 404}),
	)
}

// toFinds are the answers to who has the row's e-mail.
func toFinds() []event {
	old := func(name string, change func(*client.Partner)) event {
		return answers(name, func(p *client.Partner) { p.CreatedAt = long(); change(p) })
	}
	return append(troubles(),
		fails("404", client.Error{Kind: client.NotFound, Status: 404}),
		answers("same", func(*client.Partner) {}),
		answers("name", func(p *client.Partner) { p.Name = "Zed" }),
		answers("id", func(p *client.Partner) { p.ID = "x1" }),
		answers("undated", func(p *client.Partner) { p.CreatedAt = time.Time{} }),
		old("old", func(*client.Partner) {}),
		old("oldname", func(p *client.Partner) { p.Name = "Zed" }),
		old("oldid", func(p *client.Partner) { p.ID = "x1" }),
		old("oldkey", func(p *client.Partner) { p.Key, p.Link = "kx", "" }),
		old("oldtags", func(p *client.Partner) { p.Tags = []string{"x"} }),
		old("bylink", func(p *client.Partner) { p.Key, p.Tags = "", nil }),
		old("alike", func(p *client.Partner) { p.Email = "á" + p.Email[1:] }),
		answers("else", func(p *client.Partner) { p.Email = "z@x.io" }),
	)
}

// toOthers are the answers to who has an id or a key.
func toOthers() []event {
	return append(troubles(),
		fails("404", client.Error{Kind: client.NotFound, Status: 404}),
		answers("itself", func(*client.Partner) {}),
		answers("it-x1", func(p *client.Partner) { p.ID = "x1" }),
		answers("holder", func(p *client.Partner) { p.ID, p.Email = "h1", "h@x.io" }),
		event{"one", func(row person) (client.Partner, error) {
			return client.Partner{ID: row.refNamed, Key: row.refNamed, Email: "h@x.io"}, nil
		}},
		answers("else", func(p *client.Partner) { p.ID, p.Key, p.Email = "w1", "kw", "w@x.io" }),
	)
}

// toChanges are the answers to a change.
func toChanges() []event {
	return append(troubles(),
		answers("ok", func(*client.Partner) {}),
		answers("bare", func(p *client.Partner) { *p = client.Partner{} }),
		answers("else", func(p *client.Partner) { p.ID = "w1" }),
		fails("404", client.Error{Kind: client.NotFound, Status: 404, Message: "Gone."}),
		takes("key"), takes("email"), takes("id", "key"),
	)
}

func eventsFor(method string) []event {
	switch method {
	case "POST", "INVITE":
		return toCreates()
	case "FIND":
		return toFinds()
	case "WHO":
		return toOthers()
	}
	return toChanges()
}

// usual is the answer when a script is over.
func usual(method string) string {
	switch method {
	case "FIND", "WHO":
		return "404"
	}
	return "ok"
}
