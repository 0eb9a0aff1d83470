// Package engine is what the commands want of Temporal: schedules, runs and their ends.
// It knows how Temporal calls these things, and nothing of files and keys.
package engine

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"
)

// patience is how long a command waits for Temporal.
const patience = 15 * time.Second

// An Engine is a connection to Temporal. It is safe for concurrent use. The caller of
// Dial closes it.
type Engine struct {
	Client    client.Client
	Namespace string
}

// Options say how to connect, beyond what Temporal's own variables say.
type Options struct {
	Name    string // of this process; it is in the history
	Log     log.Logger
	Metrics client.MetricsHandler
}

// Dial connects to the Temporal that the environment names, as all its tools do. An error
// says which address does not answer.
func Dial(ctx context.Context, o Options) (*Engine, error) {
	how, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, fmt.Errorf("the settings of Temporal cannot be read: %w; check the variables TEMPORAL_… and the profile", err)
	}
	how.Identity, how.Logger, how.MetricsHandler = o.Name, o.Log, o.Metrics
	if how.Namespace == "" {
		how.Namespace = client.DefaultNamespace
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := client.DialContext(ctx, how)
	if err != nil {
		address := how.HostPort
		if address == "" {
			address = client.DefaultHostPort
		}
		return nil, fmt.Errorf("no Temporal answers at %s: %w; set TEMPORAL_ADDRESS, or start it with \"temporal server start-dev\"", address, err)
	}
	return &Engine{c, how.Namespace}, nil
}

// Close ends the connection.
func (e *Engine) Close() { e.Client.Close() }
