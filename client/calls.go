package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tidwall/gjson"
)

// MaxPage is the largest page of a listing.
const MaxPage = 250

// Create creates a partner: POST /partners. On success the answer holds at
// least an ID. The error is an [*Error].
func (c *Client) Create(ctx context.Context, p NewPartner) (Partner, error) {
	op := operation{name: "create partner", method: http.MethodPost, answer: aPartner}
	data, err := c.do(ctx, op, "/partners", &p)
	return c.partner(data), wordless(err, p.Password != "")
}

// wordless forgets the words of a page if the request had a secret. A page may repeat
// the request, in any form and cut anywhere, so the secret would not be recognised.
func wordless(err error, secret bool) error {
	if e := ErrorOf(err); secret && e != nil {
		e.Page = ""
	}
	return err
}

// Invite sends an invitation by e-mail: POST /partners:invite. The API offers
// it in affiliate programs only. Its answer is not documented. The Partner holds
// the fields that the answer has, maybe none. The error is an [*Error].
func (c *Client) Invite(ctx context.Context, in Invitation) (Partner, error) {
	op := operation{name: OpInvite, method: http.MethodPost}
	data, err := c.do(ctx, op, "/partners:invite", in)
	return c.partner(data), err
}

// OpInvite is the [Error.Op] of [Client.Invite].
const OpInvite = "invite partner"

// By names the partner to look up. Exactly one field is set.
type By struct{ Email, ID, Key string }

func (b By) query() (url.Values, error) {
	q := url.Values{}
	for name, value := range map[string]string{"email": b.Email, "id": b.ID, "key": b.Key} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) != 1 {
		return nil, errors.New("look up by exactly one of email, id and key")
	}
	return q, nil
}

// Find looks up one partner, by an exact match: GET /partner. The error is an
// [*Error], of kind NotFound if there is no such partner. If by does not have
// exactly one field, the error says so.
func (c *Client) Find(ctx context.Context, by By) (Partner, error) {
	op := operation{name: "look up partner", method: http.MethodGet, byName: true, answer: aPartner}
	q, err := by.query()
	if err != nil {
		return Partner{}, fmt.Errorf("%s: %w", op.name, err)
	}
	data, err := c.do(ctx, op, "/partner?"+q.Encode(), nil)
	return c.partner(data), err
}

// List returns one page of all partners: GET /partners. Pages count from 1,
// limit is 1 to [MaxPage]. More tells whether another page follows. Pages are
// offsets, so they shift when partners come and go meanwhile: a listing is a
// hint, not a proof. The error is an [*Error].
func (c *Client) List(ctx context.Context, page, limit int) (partners []Partner, more bool, err error) {
	op := operation{name: "list partners", method: http.MethodGet, answer: aList}
	q := url.Values{"limit": {strconv.Itoa(limit)}, "page": {strconv.Itoa(page)}}
	data, err := c.do(ctx, op, "/partners?"+q.Encode(), nil)
	if err != nil {
		return nil, false, err
	}
	data.ForEach(func(_, p gjson.Result) bool {
		partners = append(partners, c.partner(p))
		return true
	})
	return partners, len(partners) == limit, nil
}

// Update changes the partner with the given id: PUT /partners/{id}. It is
// idempotent: you can repeat it after any failure. The Partner holds the fields
// that the answer has, maybe none. The error is an [*Error].
func (c *Client) Update(ctx context.Context, id string, changes Changes) (Partner, error) {
	op := operation{name: "update partner", method: http.MethodPut, byName: true}
	body := struct {
		Update Changes `json:"update"`
	}{changes}
	data, err := c.do(ctx, op, "/partners/"+url.PathEscape(id), body)
	return c.partner(data), wordless(err, changes.Password != nil)
}

// Ping makes the cheapest request, a listing of one partner. It proves that the
// base URL and the key are right, and sets [Client.ServerTime]. The error is an
// [*Error].
//
// A gateway may only let creates and lookups through. Then a lookup of a partner
// that cannot exist proves the same.
func (c *Client) Ping(ctx context.Context) error {
	_, _, err := c.List(ctx, 1, 1)
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusNotFound && e.Status != http.StatusMethodNotAllowed {
		return err
	}
	_, lookup := c.Find(ctx, By{Email: "nobody@partner-import.invalid"})
	if lookup == nil || KindOf(lookup) == NotFound {
		return nil
	}
	return err
}
