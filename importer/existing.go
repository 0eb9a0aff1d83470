package importer

import (
	"context"
	"errors"

	"partner-import/client"
)

// Existing says what happens to a row whose partner exists already.
type Existing int

// What a run does about partners that exist already. Those that an earlier run
// with the same journal created exist because of it: they never fail.
const (
	SkipExisting   Existing = iota // the row exists, and nothing is changed
	FailExisting                   // the row has failed
	UpdateExisting                 // what differs between the row and the partner is changed
)

// String returns skip, fail or update.
func (e Existing) String() string {
	switch e {
	case FailExisting:
		return "fail"
	case UpdateExisting:
		return "update"
	}
	return "skip"
}

// An Updater changes partners that exist. A [Partners] must be one for
// [UpdateExisting]; [client.Client] is one. A change is idempotent: the
// importer makes it again when its answer is lost.
type Updater interface {
	Update(ctx context.Context, id string, changes client.Changes) (client.Partner, error)
}

// An Inviter sends invitations. A [Partners] must be one for Options.Invite;
// [client.Client] is one.
type Inviter interface {
	Invite(context.Context, client.Invitation) (client.Partner, error)
}

// check refuses options that contradict each other.
func (o *Options) check() error {
	switch {
	case o.Existing != UpdateExisting && (o.ReplaceTags || o.UpdatePasswords):
		return errors.New("only UpdateExisting changes tags or passwords")
	case o.Existing == UpdateExisting && o.Invite:
		return errors.New("an invitation does not update a partner")
	case o.Prefetch && o.Invite:
		return errors.New("a listing saves nothing for invitations")
	case o.ResendUnknown && !o.Invite:
		return errors.New("only invitations can be sent again without proof: a lookup finds out about a create")
	}
	return nil
}

// checkPartners refuses options that ask for what p cannot do.
func (o *Options) checkPartners(p Partners) error {
	_, updates := p.(Updater)
	_, invites := p.(Inviter)
	if o.Existing == UpdateExisting && !updates || o.Invite && !invites {
		return errors.New("this client can create partners, but not update or invite them")
	}
	return nil
}

// Orphans say what happens to a row whose referring partner's row was not
// created. The zero value is BlockOrphans.
type Orphans int

const (
	// BlockOrphans does not send it: it is blocked until the row of its
	// referring partner is fixed.
	BlockOrphans Orphans = iota
	// CreateOrphans sends it without its referring partner, and says so in the
	// report. The API then never learns of that partner. If the partner
	// exists, although its own row has failed, it is sent along. A row is not
	// sent if another run may create its referring partner.
	CreateOrphans
)
