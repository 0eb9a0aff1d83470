package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"

	"partner-import/cmd/partner-import-fleet/internal/engine"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
	"partner-import/cmd/partner-import-fleet/internal/work"
	life "partner-import/cmd/partner-import-fleet/internal/workflow"
)

// How a worker works with Temporal.
const (
	stopTimeout  = 2 * time.Minute // for requests in flight and outputs, after the first signal
	heartbeatGap = 2 * time.Second // between two heartbeats that are sent: a wish to stop comes with their answer
)

// A workerFlags has what may be said of a worker.
type workerFlags struct {
	metrics string
	scratch string
	runs    int
	pause   time.Duration
}

func newWorker(env environment) *cobra.Command {
	var f workerFlags
	c := &cobra.Command{
		Use:   "worker",
		Short: "Run what comes, until it is stopped",
		Long: `Run what comes, until SIGTERM or SIGINT. The first one lets the worker hand over: no
new row begins, and another worker continues. The second one cuts the requests in
flight. The third one ends the worker at once, which loses nothing either.

Each run needs room for four times its file in the folder of --scratch.`,
		Example: `  FLEET_SECRETS=/etc/fleet/secrets partner-import-fleet worker
  partner-import-fleet worker --metrics-listen 127.0.0.1:9464`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return serve(env, f) },
	}
	c.Flags().StringVar(&f.metrics, "metrics-listen", "", "serve metrics for Prometheus at `ADDRESS`, such as 127.0.0.1:9464 (default: none)")
	c.Flags().StringVar(&f.scratch, "scratch", "", "keep copies and outputs of runs under way in `DIR` (default: $TMPDIR)")
	c.Flags().IntVar(&f.runs, "runs", 20, "run at most `N` files at once")
	c.Flags().DurationVar(&f.pause, "settled-after", store.DefaultPause, "take a file when it has not changed for this `TIME`")
	return c
}

func (f workerFlags) check(env environment) error {
	secrets := env.lookup("FLEET_SECRETS")
	if secrets == "" {
		return errors.New("set FLEET_SECRETS to the folder with the keys, one file for each")
	}
	for name, dir := range map[string]string{"FLEET_SECRETS": secrets, "--scratch": f.scratch} {
		if info, err := os.Stat(dir); dir != "" && (err != nil || !info.IsDir()) {
			return fmt.Errorf("%s: %q is no folder that the worker can read; create it, or name another one", name, dir)
		}
	}
	if f.runs < 1 || f.pause <= 0 {
		return errors.New("--runs must be 1 or more, and --settled-after longer than 0s")
	}
	return nil
}

// serve runs a worker until the first signal.
func serve(env environment, f workerFlags) error {
	if err := f.check(env); err != nil {
		return err
	}
	log, err := newLog(env)
	if err != nil {
		return err
	}
	cut, cutNow := context.WithCancel(context.Background())
	defer cutNow()
	gauges, stop, err := listen(f.metrics)
	if err != nil {
		return err
	}
	defer stop()
	name := processName()
	e, err := engine.Dial(cut, engine.Options{Name: name, Log: sdkLog{log.Sugar()}, Metrics: gauges.Handler()})
	if err != nil {
		return err
	}
	defer e.Close()
	hands := &work.Worker{
		Name: name, Version: release, Secrets: env.lookup("FLEET_SECRETS"), Scratch: f.scratch,
		Store: store.Options{Secrets: env.lookup("FLEET_SECRETS"), Pause: f.pause}, Log: log, Cut: cut, Tell: gauges.Tell, Ended: gauges.Ended,
	}
	return serveUntilStopped(env, e, hands, f.runs, cutNow)
}

// serveUntilStopped takes work until the first signal, and then hands over.
func serveUntilStopped(env environment, e *engine.Engine, hands *work.Worker, runs int, cutNow func()) error {
	fatal := make(chan error, 1)
	w := worker.New(e.Client, job.TaskQueue, worker.Options{
		Identity: hands.Name, MaxConcurrentActivityExecutionSize: runs, WorkerStopTimeout: stopTimeout,
		MaxHeartbeatThrottleInterval: heartbeatGap, DefaultHeartbeatThrottleInterval: heartbeatGap,
		DeploymentOptions: deployment(env), OnFatalError: func(err error) { fatal <- err },
	})
	life.Register(w)
	hands.Register(w)
	if err := w.Start(); err != nil {
		return fmt.Errorf("cannot start the worker: %w", err)
	}
	fmt.Fprintf(env.stderr, "worker %s is ready\n", hands.Name)
	var err error
	select {
	case <-env.signals:
	case err = <-fatal:
		err = fmt.Errorf("the worker cannot continue: %w", err)
	}
	fmt.Fprintln(env.stderr, "the worker hands over; another signal cuts its requests")
	go insist(env, cutNow)
	w.Stop()
	return err
}

// insist obeys the second and the third signal.
func insist(env environment, cutNow func()) {
	<-env.signals
	cutNow()
	<-env.signals
	os.Exit(notStarted) // nothing is closed, on purpose: what hangs now must not keep the program alive
}

// deployment says which version of the program a worker is, as the controllers of
// Temporal set it. Then a run stays on the version that it began with.
func deployment(env environment) worker.DeploymentOptions {
	name, build := env.lookup("TEMPORAL_DEPLOYMENT_NAME"), env.lookup("TEMPORAL_WORKER_BUILD_ID")
	if name == "" || build == "" {
		return worker.DeploymentOptions{}
	}
	return worker.DeploymentOptions{
		UseVersioning: true, Version: worker.WorkerDeploymentVersion{DeploymentName: name, BuildID: build},
		DefaultVersioningBehavior: workflow.VersioningBehaviorPinned,
	}
}

// newLog is the log of a worker: a line of JSON for each event.
func newLog(env environment) (*zap.Logger, error) {
	how := zap.NewProductionConfig()
	how.DisableStacktrace, how.DisableCaller = true, true
	return how.Build(zap.Fields(zap.String("worker", processName())))
}
