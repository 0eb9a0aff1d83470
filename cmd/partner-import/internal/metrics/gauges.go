package metrics

import (
	"maps"
	"slices"
	"time"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/proto"

	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// This file has the names of the metrics and what they mean. All are gauges: they
// describe one run, and the next run begins again.

// A reading is what the metrics show at one time.
type reading struct {
	name, input                  string // of the metrics file and of the imported one
	counts                       map[row.Status]int
	thisRun                      map[row.Status]int // nil until it has ended
	rows                         int
	requests, retries, throttled int
	waited                       time.Duration

	began, ended time.Time // ended: zero while it runs
	succeeded    time.Time // when a run of this file last ended with status 0, zero if not known
	status       int       // when it has ended
	reason       stop.Reason
}

func (r *reading) progress(p importer.Progress) {
	r.counts, r.rows = maps.Clone(p.Counts), p.Rows
	r.requests, r.retries, r.throttled, r.waited = p.Requests, p.Retries, p.Throttled, p.Waited
}

// families are the metrics in the form that the Prometheus libraries take.
func (r *reading) families() []*dto.MetricFamily {
	list := gauges{labels: []*dto.LabelPair{labelled("import", r.name)}}
	list.add("info", "Always 1; the name of the file of the last run is a label.", "input", map[string]float64{r.input: 1})
	list.add("rows", "Rows of the file by how they ended so far, in this run or an earlier one, as in the report.", "status", byStatus(r.counts))
	list.add("rows_this_run", "Of these, rows that the last run sent, looked up or found wrong; absent while it runs.", "status", byStatus(r.thisRun))
	list.one("input_rows", "Data rows of the file, 0 until it has been read.", float64(r.rows))
	list.one("requests", "Requests of the last run, of any kind.", float64(r.requests))
	list.one("retries", "Creates of the last run beyond the first one for a row.", float64(r.retries))
	list.one("throttled", "How often Partnero said in the last run that its limit is reached (429).", float64(r.throttled))
	list.one("waited_seconds", "How long the last run waited for Partnero's limit.", r.waited.Seconds())
	list.one("running", "1 while a run is under way, 0 after its end.", number(r.ended.IsZero()))
	list.one("start_timestamp_seconds", "When the last run began, in seconds since 1970.", seconds(r.began))
	end := r.ended
	if end.IsZero() {
		end = time.Now()
	}
	list.one("duration_seconds", "How long the last run took, or takes so far.", end.Sub(r.began).Seconds())
	if !r.succeeded.IsZero() {
		list.one("last_success_timestamp_seconds", "When a run last ended with exit status 0, in seconds since 1970; absent before the first.", seconds(r.succeeded))
	}
	if r.ended.IsZero() {
		return list.families
	}
	list.one("end_timestamp_seconds", "When the last run ended, in seconds since 1970; absent while it runs.", seconds(r.ended))
	list.one("exit_status", "Exit status of the last run; absent while it runs.", float64(r.status))
	reasons := map[string]float64{}
	for _, reason := range stop.Reasons() {
		reasons[string(reason)] = number(reason == r.reason)
	}
	list.add("stopped", "1 for the reason why the last run stopped early; absent while it runs.", "reason", reasons)
	return list.families
}

func byStatus(counts map[row.Status]int) map[string]float64 {
	values := map[string]float64{}
	for status, n := range counts {
		values[string(status)] = float64(n)
	}
	return values
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func seconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }

// gauges are the metrics as they are made; all have the labels.
type gauges struct {
	labels   []*dto.LabelPair
	families []*dto.MetricFamily
}

func (g *gauges) one(name, help string, value float64) {
	g.add(name, help, "", map[string]float64{"": value})
}

// add adds a metric with one value for each value of a label. Without values there
// is no metric.
func (g *gauges) add(name, help, label string, values map[string]float64) {
	var list []*dto.Metric
	for _, of := range slices.Sorted(maps.Keys(values)) {
		labels := g.labels
		if label != "" {
			labels = append(slices.Clone(labels), labelled(label, of))
		}
		list = append(list, &dto.Metric{Label: labels, Gauge: &dto.Gauge{Value: proto.Float64(values[of])}})
	}
	if len(list) > 0 {
		g.families = append(g.families, &dto.MetricFamily{
			Name: proto.String(prefix + name), Help: proto.String(help), Type: dto.MetricType_GAUGE.Enum(), Metric: list,
		})
	}
}

func labelled(name, value string) *dto.LabelPair {
	return &dto.LabelPair{Name: proto.String(name), Value: proto.String(value)}
}
