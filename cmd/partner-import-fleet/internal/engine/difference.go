package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Difference says what differs between two schedules of a file, "" for nothing.
func Difference(is, wanted Schedule) string {
	var parts []string
	old, now := fields(is), fields(wanted)
	for _, name := range slices.Sorted(maps.Keys(union(old, now))) {
		if old[name] != now[name] {
			parts = append(parts, fmt.Sprintf("%s %s → %s", name, orNone(old[name]), orNone(now[name])))
		}
	}
	return strings.Join(parts, ", ")
}

// fields are the fields of a schedule in JSON, by their names.
func fields(s Schedule) map[string]string {
	all := map[string]string{"catch-up": s.CatchUp.String(), "overlap": "other"}
	if s.Skips {
		all["overlap"] = "skip"
	}
	content, err := json.Marshal(s.Job)
	var raw map[string]json.RawMessage
	if err != nil || json.Unmarshal(content, &raw) != nil {
		return all
	}
	for name, value := range raw {
		all[name] = string(value)
	}
	all["heartbeat"], all["slice"] = s.Job.Heartbeat.String(), s.Job.Slice.String()
	if s.Job.Jitter > 0 {
		all["jitter"] = s.Job.Jitter.String()
	}
	return all
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
