// Package metrics serves numbers for Prometheus: those of Temporal's SDK, and how far the
// runs of each customer are. It knows no more than names and numbers.
package metrics

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.temporal.io/sdk/client"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
)

// Gauges are the numbers of one worker. The zero value keeps none. It is safe for
// concurrent use.
type Gauges struct {
	registry *prometheus.Registry
	sdk      *handler
	rows     *prometheus.GaugeVec
	done     *prometheus.GaugeVec
	rate     *prometheus.GaugeVec
	down     *prometheus.GaugeVec
	requests *prometheus.GaugeVec
	ends     *prometheus.CounterVec
}

// New makes gauges.
func New() *Gauges {
	g := &Gauges{registry: prometheus.NewRegistry()}
	g.sdk = &handler{all: &vectors{}}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "partner_import_fleet_" + name, Help: help}, append([]string{"customer", "file"}, labels...))
		g.registry.MustRegister(v)
		return v
	}
	g.rows = gauge("rows", "Rows of a file that is imported now.")
	g.done = gauge("rows_done", "Rows with a result, from any run, by status.", "status")
	g.rate = gauge("requests_per_second", "The pace that the limiter allows.")
	g.down = gauge("partnero_down_seconds", "For how long Partnero has not answered.")
	g.requests = gauge("requests", "Requests of this attempt.")
	g.ends = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "partner_import_fleet_ends_total", Help: "Attempts that ended, by how."}, []string{"customer", "file", "kind"})
	g.registry.MustRegister(g.sdk.all, g.ends)
	return g
}

// Handler takes the numbers of the SDK, nil: nobody does.
func (g *Gauges) Handler() client.MetricsHandler {
	if g.registry == nil {
		return nil
	}
	return g.sdk
}

// Tell takes the progress of an attempt, and forgets it when it is over.
func (g *Gauges) Tell(j job.Job, p job.Progress, over bool) {
	if g.registry == nil {
		return
	}
	labels := prometheus.Labels{"customer": j.Customer, "file": j.File}
	if over {
		for _, v := range []*prometheus.GaugeVec{g.rows, g.done, g.rate, g.down, g.requests} {
			v.DeletePartialMatch(labels)
		}
		return
	}
	g.rows.With(labels).Set(float64(p.Rows))
	g.rate.With(labels).Set(p.PerSec)
	g.down.With(labels).Set(p.Down.Seconds())
	g.requests.With(labels).Set(float64(p.Requests))
	for status, n := range p.Counts {
		g.done.WithLabelValues(j.Customer, j.File, status).Set(float64(n))
	}
}

// Ended counts an end of an attempt.
func (g *Gauges) Ended(j job.Job, kind ends.Kind) {
	if g.registry != nil {
		g.ends.WithLabelValues(j.Customer, j.File, string(kind)).Inc()
	}
}

// Listen serves the gauges at /metrics, until close is called.
func (g *Gauges) Listen(address string) (close func(), err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("metrics cannot be served at %q: %w; choose another address, such as 127.0.0.1:9464", address, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(g.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l)
	return func() { server.Close() }, nil
}
