package importer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// A playwright is an account that answers what a script says, and writes down
// what it was asked.
type playwright struct {
	act     *act
	rows    map[string]person // by e-mail
	scripts map[string][]string
	log     *strings.Builder
	calls   int
	last    time.Time // when it last answered
	asks    string    // the e-mail of the row that asks

	im     *importer.Importer
	cancel context.CancelFunc
	crash  func()
	dead   bool
}

func (w *playwright) Ping(context.Context) error { return nil }

func (w *playwright) ServerTime() time.Time { return time.Now() }

func (w *playwright) Create(_ context.Context, n client.NewPartner) (client.Partner, error) {
	w.asks = n.Email
	return w.play("POST", "POST "+spell(n))
}

func (w *playwright) Invite(_ context.Context, i client.Invitation) (client.Partner, error) {
	w.asks = i.Email
	return w.play("INVITE", fmt.Sprintf("INVITE %s %s", i.Email[:1], i.Name+i.Surname))
}

func (w *playwright) Find(_ context.Context, by client.By) (client.Partner, error) {
	if by.Email != "" {
		w.asks = by.Email
		return w.play("FIND", "FIND "+by.Email[:1])
	}
	if w.asks == "" { // only the row under test names a partner outside the file
		w.asks = "a@x.io"
	}
	p, err := w.play("WHO", fmt.Sprintf("WHO id=%s key=%s", by.ID, by.Key))
	switch {
	case p.ID == "h1" && by.ID != "":
		p.ID = by.ID
	case p.ID == "h1":
		p.Key = by.Key
	}
	return p, err
}

func (w *playwright) Update(_ context.Context, id string, c client.Changes) (client.Partner, error) {
	p, err := w.play("PUT", "PUT "+id+spellChanges(c))
	if err == nil && p.ID != "w1" && p.ID != "" {
		p.ID = id
	}
	return p, err
}

func (w *playwright) List(context.Context, int, int) (all []client.Partner, more bool, err error) {
	for _, email := range []string{"a@x.io", "z@x.io"} {
		all = append(all, client.Partner{Email: email, ID: w.rows[email].partnerID()})
	}
	return all, false, nil
}

func (r person) partnerID() string {
	if r.email == "" {
		return "z1"
	}
	return r.partner().ID
}

// play answers a request with the next event of the script.
func (w *playwright) play(method, ask string) (client.Partner, error) {
	if w.dead {
		return client.Partner{}, &client.Error{Kind: client.Ambiguous, Err: context.Canceled}
	}
	w.calls++
	fmt.Fprintf(w.log, "%s%s = ", w.waited(), ask)
	switch w.calls {
	case w.act.kill:
		synctest.Wait() // until all that can be written is written
		w.crash()
		w.dead = true
		w.cancel()
		w.log.WriteString("killed\n")
		return client.Partner{}, &client.Error{Kind: client.Ambiguous, Err: context.Canceled}
	case w.act.cancel:
		w.cancel()
		synctest.Wait()
		w.log.WriteString("cancelled\n")
		return client.Partner{}, &client.Error{Kind: client.Ambiguous, Err: errors.New("cancelled")}
	case w.act.stop:
		w.im.Stop(stop.Cancelled, nil)
		synctest.Wait()
		w.log.WriteString("stopped, ")
	}
	e := w.next(method)
	w.log.WriteString(e.name + "\n")
	w.last = time.Now()
	return e.answer(w.rows[w.asks])
}

// waited marks a request that came more than 30 s after the last answer.
// Shorter waits are left to chance: a backoff may draw next to nothing.
func (w *playwright) waited() string {
	if w.last.IsZero() || time.Since(w.last) <= 30*time.Second {
		return ""
	}
	return "++"
}

// next is the next event of the row's script. A number draws one of the events
// that fit the method.
func (w *playwright) next(method string) event {
	all, name := eventsFor(method), usual(method)
	if method == "FIND" && w.act.rest != "" {
		name = w.act.rest
	}
	if script := w.scripts[w.asks]; len(script) > 0 {
		name, w.scripts[w.asks] = script[0], script[1:]
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && name[0] == '#' {
		return all[n%len(all)]
	}
	if i := slices.IndexFunc(all, func(e event) bool { return e.name == name }); i >= 0 {
		return all[i]
	}
	i := slices.IndexFunc(all, func(e event) bool { return e.name == usual(method) })
	return event{"(" + name + ") " + all[i].name, all[i].answer}
}

func spell(n client.NewPartner) string {
	text := n.Email[:1]
	add := func(name, value string) {
		if value != "" {
			text += " " + name + value
		}
	}
	add("", n.Name)
	add("id=", n.ID)
	add("key=", n.Key)
	add("tags=", strings.Join(n.Tags, ","))
	add("pw", strings.ReplaceAll(n.Password, "Passw0rd1", "+"))
	if r := n.Referrer; r != nil {
		add("ref:id=", r.ID)
		add("ref:key=", r.Key)
		add("ref:", r.Email)
	}
	return text
}

func spellChanges(c client.Changes) (text string) {
	add := func(name string, value *string) {
		if value != nil {
			text += " " + name + *value
		}
	}
	add("name=", c.Name)
	add("key=", c.Key)
	if c.Password != nil {
		text += " pw" + strings.ReplaceAll(*c.Password, "Passw0rd1", "+")
	}
	if c.Tags != nil {
		text += " tags=" + strings.Join(*c.Tags, ",")
	}
	return text
}
