package main

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/metrics"
	"partner-import/importer"
	"partner-import/importer/row"
)

const examples = "../../docs/examples"

// TestSystemdExample: systemd itself finds no fault with the units, and their
// command is a command of ours.
func TestSystemdExample(t *testing.T) {
	service := read(t, filepath.Join(examples, "partner-import.service"))
	command := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(service)
	if command == nil {
		t.Fatal("the service starts nothing")
	}
	parseCommand(t, command[1])
	for _, want := range []string{"LoadCredential=partnero.key:", "Environment=PARTNER_IMPORT_API_KEY_FILE=%d/partnero.key", "SuccessExitStatus=1 143"} {
		if !strings.Contains(service, "\n"+want) {
			t.Errorf("the service has no %s", want)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze on this machine to verify the units")
	}
	dir := t.TempDir()
	self, err := os.Executable() // the program may not be installed here
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "partner-import.service"), strings.Replace(service, "/usr/local/bin/partner-import", self, 1))
	write(t, filepath.Join(dir, "partner-import.timer"), read(t, filepath.Join(examples, "partner-import.timer")))
	out, err := exec.Command(analyze, "verify", filepath.Join(dir, "partner-import.service"), filepath.Join(dir, "partner-import.timer")).CombinedOutput()
	if bytes.Contains(out, []byte("Failed to initialize manager")) {
		t.Skipf("systemd-analyze does not work here: %s", out)
	}
	// It also reports on other units of this machine.
	if err != nil || bytes.Contains(out, []byte("partner-import")) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestCrontabExample: each line has five times and a command of ours, which cron
// does not change.
func TestCrontabExample(t *testing.T) {
	crontab := read(t, filepath.Join(examples, "crontab"))
	for _, line := range strings.Split(strings.Split(read(t, "../../docs/nightly.md"), "```crontab\n")[1], "\n")[:2] {
		if !strings.Contains(crontab, line+"\n") {
			t.Errorf("docs/nightly.md shows %q, which the example has not", line)
		}
	}
	jobs := 0
	times := regexp.MustCompile(`^((?:[0-9*]+(?:[-/,][0-9]+)* ){5})(.*)$`)
	for line := range strings.Lines(crontab) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") || regexp.MustCompile(`^[A-Z]+=\S+$`).MatchString(line) {
			continue
		}
		job := times.FindStringSubmatch(line)
		if job == nil || strings.Contains(strings.ReplaceAll(line, `\%`, ""), "%") {
			t.Errorf("cron cannot read %q", line)
			continue
		}
		jobs++
		if list := shellCommands(job[2]); len(list) != 1 {
			t.Errorf("%q has %d of our commands; want one", job[2], len(list))
		} else {
			parseCommand(t, list[0])
		}
	}
	if jobs != 1 || !strings.HasSuffix(crontab, "\n") {
		t.Errorf("%d jobs; want one, and a line end behind it, which cron needs", jobs)
	}
}

// TestConfigExample: the program accepts the file with each of its profiles.
func TestConfigExample(t *testing.T) {
	path := filepath.Join(examples, "partner-import.yaml")
	profiles, _ := offered(t, "import", "--config", path, "--profile", "")
	if !slices.Contains(profiles, "nightly") {
		t.Fatalf("the profiles are %v; want one for nights", profiles)
	}
	for _, profile := range append(profiles, "") {
		for _, name := range []string{"import", "validate", "report"} {
			c := theCommand(t, name, noVariables)
			if err := c.ParseFlags([]string{"--config", path, "--profile", profile}); err != nil {
				t.Fatal(err)
			}
			if err := settings.Resolve(c, noVariables); err != nil {
				t.Errorf("%s with the profile %q: %v", name, profile, err)
			}
		}
	}
}

// A cronJob has the fields of the example that Kubernetes knows, so a misspelt one
// is refused.
type cronJob struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Spec       struct {
		Schedule                   string
		TimeZone                   string                 `yaml:"timeZone"`
		ConcurrencyPolicy          string                 `yaml:"concurrencyPolicy"`
		StartingDeadlineSeconds    int                    `yaml:"startingDeadlineSeconds"`
		SuccessfulJobsHistoryLimit int                    `yaml:"successfulJobsHistoryLimit"`
		FailedJobsHistoryLimit     int                    `yaml:"failedJobsHistoryLimit"`
		JobTemplate                struct{ Spec jobSpec } `yaml:"jobTemplate"`
	}
}

type jobSpec struct {
	ActiveDeadlineSeconds int `yaml:"activeDeadlineSeconds"`
	BackoffLimit          int `yaml:"backoffLimit"`
	PodFailurePolicy      struct {
		Rules []struct {
			Action      string
			OnExitCodes *struct {
				ContainerName string `yaml:"containerName"`
				Operator      string
				Values        []int
			} `yaml:"onExitCodes"`
			OnPodConditions []struct{ Type string } `yaml:"onPodConditions"`
		}
	} `yaml:"podFailurePolicy"`
	Template struct{ Spec podSpec }
}

type podSpec struct {
	RestartPolicy                 string         `yaml:"restartPolicy"`
	TerminationGracePeriodSeconds int            `yaml:"terminationGracePeriodSeconds"`
	SecurityContext               map[string]any `yaml:"securityContext"`
	Containers                    []struct {
		Name, Image     string
		Args            []string
		Resources       struct{ Requests, Limits map[string]string }
		SecurityContext map[string]any `yaml:"securityContext"`
		VolumeMounts    []struct {
			Name      string
			MountPath string `yaml:"mountPath"`
			ReadOnly  bool   `yaml:"readOnly"`
		} `yaml:"volumeMounts"`
	}
	Volumes []struct {
		Name                  string
		PersistentVolumeClaim *struct {
			ClaimName string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
		Secret *struct {
			SecretName  string `yaml:"secretName"`
			DefaultMode int    `yaml:"defaultMode"`
			Items       []struct{ Key, Path string }
		}
		EmptyDir *struct{} `yaml:"emptyDir"`
	}
}

// strictly reads the only document of a file, and refuses unknown fields.
func strictly(t *testing.T, name string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(read(t, filepath.Join(examples, name))))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		t.Errorf("%s has a second document", name)
	}
}

func TestKubernetesExample(t *testing.T) {
	var c cronJob
	strictly(t, "cronjob.yaml", &c)
	job := c.Spec.JobTemplate.Spec
	pod := job.Template.Spec
	if len(pod.Containers) != 1 {
		t.Fatalf("%d containers; want one", len(pod.Containers))
	}
	container := pod.Containers[0]
	parseCommand(t, "partner-import "+strings.Join(container.Args, " "))
	for what, ok := range map[string]bool{
		"is a CronJob with a name":              c.APIVersion == "batch/v1" && c.Kind == "CronJob" && c.Metadata.Name != "",
		"never runs twice at a time":            c.Spec.ConcurrencyPolicy == "Forbid",
		"has a schedule of five times":          len(strings.Fields(c.Spec.Schedule)) == 5,
		"has a failure policy that is accepted": pod.RestartPolicy == "Never" && len(job.PodFailurePolicy.Rules) == 2,
		"has an image and memory":               container.Image != "" && container.Resources.Limits["memory"] != "",
		"has more time than the import":         job.ActiveDeadlineSeconds > 4*3600 && slices.Contains(container.Args, "--max-duration=4h"),
	} {
		if !ok {
			t.Errorf("the job is not one that %s", what)
		}
	}
	for _, rule := range job.PodFailurePolicy.Rules {
		codes := rule.OnExitCodes
		fails := rule.Action == "FailJob" && codes != nil && codes.ContainerName == container.Name && codes.Operator == "In" &&
			slices.Equal(codes.Values, []int{exitSomeFailed, exitNotStarted, exitStopped})
		moved := rule.Action == "Ignore" && len(rule.OnPodConditions) == 1 && rule.OnPodConditions[0].Type == "DisruptionTarget"
		if !fails && !moved {
			t.Errorf("the rule %+v is none of ours", rule)
		}
	}
	checkVolumes(t, pod)
}

// checkVolumes: the volumes that the container mounts exist, and the file, its
// journal and the key are on them.
func checkVolumes(t *testing.T, pod podSpec) {
	t.Helper()
	kinds := map[string]string{}
	for _, v := range pod.Volumes {
		switch {
		case v.PersistentVolumeClaim != nil:
			kinds[v.Name] = "kept"
		case v.Secret != nil && v.Secret.DefaultMode&0o007 == 0:
			kinds[v.Name] = "secret"
		case v.EmptyDir != nil:
			kinds[v.Name] = "empty"
		}
	}
	mounts := map[string]string{}
	for _, m := range pod.Containers[0].VolumeMounts {
		mounts[m.MountPath] = kinds[m.Name]
	}
	want := map[string]string{"/data": "kept", "/secrets": "secret", "/tmp": "empty"}
	if !maps.Equal(mounts, want) {
		t.Errorf("the container has %v; want %v", mounts, want)
	}
}

// TestAlertExamples: they use metrics and labels that exist, and the page lists all
// metrics.
func TestAlertExamples(t *testing.T) {
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr string
				Annotations map[string]string
			}
		}
	}
	strictly(t, "partner-import.rules.yml", &rules)
	known := map[string]bool{}
	text, page := allMetrics(t), read(t, "../../docs/nightly.md")
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\w+)`).FindAllStringSubmatch(text, -1) {
		known[m[1]] = true
		if !regexp.MustCompile("`" + m[1] + "[`{]").MatchString(page) {
			t.Errorf("docs/nightly.md does not list %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`(\w+)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		known[m[1]+"="+m[2]] = true
	}
	n := 0
	for _, rule := range rules.Groups[0].Rules {
		n++
		for _, name := range regexp.MustCompile(`partner_import_\w+`).FindAllString(rule.Expr, -1) {
			if !known[name] {
				t.Errorf("%s asks for %s, which does not exist", rule.Alert, name)
			}
		}
		for _, label := range regexp.MustCompile(`(\w+)(?:=~?|!=)"([^"]+)"`).FindAllStringSubmatch(rule.Expr, -1) {
			for _, value := range strings.Split(label[2], "|") {
				if !known[label[1]+"="+value] {
					t.Errorf("%s asks for %s=%q, which does not exist", rule.Alert, label[1], value)
				}
			}
		}
		if rule.Annotations["summary"] == "" {
			t.Errorf("%s does not say what to do", rule.Alert)
		}
	}
	if n < 5 {
		t.Errorf("%d rules", n)
	}
}

// allMetrics is a file with every metric and every status.
func allMetrics(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nightly.prom")
	m, err := metrics.Open(path, "partners.csv", false)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[row.Status]int{}
	for _, status := range row.Statuses() {
		counts[status] = 1
	}
	m.Summary(&importer.Summary{Counts: counts, ThisRun: counts})
	if err := m.End(exitOK); err != nil {
		t.Fatal(err)
	}
	return read(t, path)
}
