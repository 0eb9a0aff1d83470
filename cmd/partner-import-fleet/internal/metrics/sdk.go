package metrics

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
)

// A handler takes the numbers of Temporal's SDK, with some tags.
type handler struct {
	all  *vectors
	tags map[string]string
}

// WithTags returns a handler with more tags.
func (h *handler) WithTags(tags map[string]string) client.MetricsHandler {
	more := maps.Clone(h.tags)
	if more == nil {
		more = map[string]string{}
	}
	maps.Copy(more, tags)
	return &handler{h.all, more}
}

// Counter returns a counter of the SDK.
func (h *handler) Counter(name string) client.MetricsCounter { return h.all.counter(name, h.tags) }

// Gauge returns a gauge of the SDK.
func (h *handler) Gauge(name string) client.MetricsGauge { return h.all.gauge(name, h.tags) }

// Timer returns a histogram of the SDK, in seconds.
func (h *handler) Timer(name string) client.MetricsTimer { return h.all.timer(name, h.tags) }

// vectors has each number once. The SDK gives the same name with different tags, which
// Prometheus takes from a collector that does not describe itself.
type vectors struct {
	mutex sync.Mutex
	known map[string]prometheus.Metric
}

// Describe says nothing, so that nothing is checked before it is there.
func (v *vectors) Describe(chan<- *prometheus.Desc) {}

// Collect gives every number.
func (v *vectors) Collect(to chan<- prometheus.Metric) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	for _, m := range v.known {
		to <- m
	}
}

// find returns the metric with a name and tags, and makes it if it is new.
func (v *vectors) find(name string, tags map[string]string, make func(labels prometheus.Labels) prometheus.Metric) prometheus.Metric {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	var key strings.Builder
	key.WriteString(name)
	labels := prometheus.Labels{}
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		key.WriteString("\x00" + tag + "\x00" + tags[tag])
		labels[safe(tag)] = tags[tag]
	}
	if m, ok := v.known[key.String()]; ok {
		return m
	}
	if v.known == nil {
		v.known = map[string]prometheus.Metric{}
	}
	m := make(labels)
	v.known[key.String()] = m
	return m
}

func (v *vectors) counter(name string, tags map[string]string) client.MetricsCounter {
	m := v.find(name, tags, func(l prometheus.Labels) prometheus.Metric {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: safe(name), Help: "Of Temporal's SDK.", ConstLabels: l})
	})
	return counter{m.(prometheus.Counter)}
}

func (v *vectors) gauge(name string, tags map[string]string) client.MetricsGauge {
	m := v.find(name, tags, func(l prometheus.Labels) prometheus.Metric {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: safe(name), Help: "Of Temporal's SDK.", ConstLabels: l})
	})
	return gauge{m.(prometheus.Gauge)}
}

func (v *vectors) timer(name string, tags map[string]string) client.MetricsTimer {
	m := v.find(name, tags, func(l prometheus.Labels) prometheus.Metric {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: safe(name), Help: "Of Temporal's SDK, in seconds.", ConstLabels: l, Buckets: prometheus.ExponentialBuckets(0.005, 4, 9)})
	})
	return timer{m.(prometheus.Histogram)}
}

type (
	counter struct{ to prometheus.Counter }
	gauge   struct{ to prometheus.Gauge }
	timer   struct{ to prometheus.Histogram }
)

func (c counter) Inc(n int64)          { c.to.Add(float64(n)) }
func (g gauge) Update(n float64)       { g.to.Set(n) }
func (t timer) Record(d time.Duration) { t.to.Observe(d.Seconds()) }

// safe replaces what no name in Prometheus may have.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, name)
}
