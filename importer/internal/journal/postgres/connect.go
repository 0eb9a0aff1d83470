package postgres

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// answerTime is how long the database may take for one step.
	answerTime = 10 * time.Second
	// mostConnections are for the row that is looked up, the page that is read ahead,
	// the group that is written and the lease.
	mostConnections = 4
)

// connect makes a pool of connections as libpq's variables and service files say.
func connect(ctx context.Context) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, err
	}
	config.MaxConns, config.MinConns = mostConnections, 0
	c := config.ConnConfig
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, answerTime)
	if c.ValidateConnect == nil { // of several hosts, the one that can be written to
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	c.RuntimeParams["application_name"] = cmp.Or(c.RuntimeParams["application_name"], "partner-import")
	c.RuntimeParams["search_path"] = "pg_catalog"
	// A process that stands still in the middle of a group must not keep its lock.
	c.RuntimeParams["idle_in_transaction_session_timeout"] = "10000"
	// Each of our queries finds its rows by an index. A planner that knows little of a
	// table, because it grows, must not read all of it.
	c.RuntimeParams["enable_seqscan"] = "off"
	config.AfterConnect = confirmLate
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// confirmLate has the database confirm only what is on its disk. A stricter setting
// stays.
func confirmLate(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')")
	return err
}
