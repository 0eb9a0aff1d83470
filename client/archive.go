package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// Archive takes a partner out of use: POST /partners/{id}/archive. The partner
// loses access to the portal, and [Client.Restore] brings it back. The error is an
// [*Error]: of kind NotFound if the API knows no such partner, and of kind Refused
// (400) if nothing was done, as for a partner that is archived already. To repeat
// it does no harm.
func (c *Client) Archive(ctx context.Context, id string) error {
	return c.act(ctx, operation{name: "archive partner", method: http.MethodPost, byName: true}, id, "/archive")
}

// Restore takes [Client.Archive] back: POST /partners/{id}/revoke-archive. The error
// is as there; Refused (400) may mean that the partner is not archived.
func (c *Client) Restore(ctx context.Context, id string) error {
	return c.act(ctx, operation{name: "restore partner", method: http.MethodPost, byName: true}, id, "/revoke-archive")
}

// Delete deletes a partner for good: DELETE /partners/{id}. No call brings it back.
// The error is an [*Error], of kind NotFound if the API knows no such partner.
func (c *Client) Delete(ctx context.Context, id string) error {
	return c.act(ctx, operation{name: "delete partner", method: http.MethodDelete, byName: true}, id, "")
}

// act makes a request for one partner that answers without data.
func (c *Client) act(ctx context.Context, op operation, id, what string) error {
	if id == "" {
		return errors.New(op.name + ": no id")
	}
	_, err := c.do(ctx, op, "/partners/"+url.PathEscape(id)+what, nil)
	return err
}

// Get looks up one partner by its id: GET /partners/{id}. The error is an [*Error].
func (c *Client) Get(ctx context.Context, id string) (Partner, error) {
	op := operation{name: "look up partner", method: http.MethodGet, byName: true, answer: aPartner}
	if id == "" {
		return Partner{}, errors.New(op.name + ": no id")
	}
	data, err := c.do(ctx, op, "/partners/"+url.PathEscape(id), nil)
	return readPartner(data), err
}
