package terminal

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

func validateGood(s *Screen) {
	o := theOptions()
	o.DryRun = true
	s.Plan(Plan{File: File{Encoding: "UTF-8", Delimiter: ';', Header: 3}, Preview: importer.Preview{Rows: 36}, Options: o, Pace: "up to 50/s"})
	s.Conclude(Conclusion{Summary: &importer.Summary{
		DryRun: true, Rows: 36, Counts: map[row.Status]int{row.Valid: 36}, Expected: &importer.Expectation{Requests: 37, Seconds: 3.4},
		Outputs: []importer.Output{{What: "checked rows", Path: "firstpromoter.check.csv"}},
	}})
}

func validateBad(s *Screen) {
	o := theOptions()
	o.DryRun = true
	file := theFile()
	s.Plan(Plan{File: file, Preview: importer.Preview{Rows: 20000}, Options: o, Pace: "up to 50/s"})
	s.Conclude(Conclusion{Same: []string{"--sheet", "--map"}, Summary: &importer.Summary{
		DryRun: true, Rows: 20000, Counts: map[row.Status]int{row.Valid: 19788, row.Invalid: 212}, Findings: theFindings(row.Invalid),
		Warnings: file.Warnings, Expected: &importer.Expectation{Requests: 19789, Seconds: 410},
		Online:  &importer.OnlineSummary{Partners: 1200, WouldCreate: 19000, WouldExist: 700, WouldFail: 88, Unchecked: 3},
		Outputs: []importer.Output{{What: "checked rows", Path: "firstpromoter.check.csv"}, {What: "failed rows", Path: "firstpromoter.failed.csv"}, {What: "page", Path: "check.html"}},
	}})
}

// thePlan is a trial of three rows.
func thePlan() Plan {
	o := theOptions()
	o.Limit = 3
	return Plan{File: theFile(), Options: o, Pace: "up to 50/s", Preview: importer.Preview{
		Rows: 20000, Now: 3, Later: 19379, Done: 394, There: 12, Invalid: 212, Blocked: 4, Kept: 8, InDoubt: 1, Unnamed: true,
		Findings: theFindings(row.Invalid), Warnings: []string{`line 7: name "=SUM(A1)" starts like a spreadsheet formula; if it is not one, leave it`},
		Requests: 4, Expected: 1500 * time.Millisecond,
	}}
}

func planned(s *Screen) {
	s.Plan(thePlan())
	s.Confirm(context.Background(), typed("ja\nY\n"))
}

func trial(s *Screen) {
	plan := thePlan()
	plan.Preview.Findings, plan.File.Warnings, plan.Preview.Warnings = nil, nil, nil
	plan.Preview = importer.Preview{Rows: 20000, Now: 3, Later: 19997, Requests: 4, Expected: time.Second}
	s.Plan(plan)
	c := Conclusion{Summary: &importer.Summary{
		Rows: 20000, Limit: 3, Counts: map[row.Status]int{row.Created: 3, row.Unsent: 19997}, ThisRun: map[row.Status]int{row.Created: 3},
		Findings: row.Findings{{Status: row.Unsent, Code: row.NotSent, Count: 19997, Lines: []int{5}, Example: "not sent yet"}},
		Outputs:  []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}, {What: "summary", Path: "firstpromoter.summary.json"}},
	}}
	keep := c.Keep(plan.Options)
	for i, key := range []string{"kim0", "sven1", "zoe2"} {
		keep(row.Result{Row: i + 1, Status: row.Created, ID: fmt.Sprintf("A%06d", i), Email: fmt.Sprintf("partner%d@example.com", i),
			Link: "https://partners.example.com/?aff=" + key})
	}
	s.Conclude(c)
}

func resumed(s *Screen) {
	began := time.Now()
	plan := thePlan()
	plan.Options.Limit, plan.File.Warnings, plan.Preview.Warnings = 0, nil, nil
	plan.Preview = importer.Preview{Rows: 399, Now: 295, Done: 100, InDoubt: 8, Invalid: 4, Requests: 304, Expected: 9 * time.Second,
		Findings: row.Findings{{Status: row.Invalid, Code: row.DuplicateEmail, Count: 4, Lines: []int{7, 9, 11, 30}, Example: "Same email as line 2. Delete or fix this row."}}}
	s.Plan(plan)
	p := importer.Progress{Rows: 399, Done: 104, Planned: 295, Started: began, Expected: 9 * time.Second, InFlight: 16}
	for range 50 {
		p.Sent, p.Done = p.Sent+3, p.Done+3
		s.Progress(p)
		time.Sleep(100 * time.Millisecond)
	}
	p.Settling, p.SettlesIn, p.InFlight = 8, 44*time.Second, 0
	s.Progress(p)
	time.Sleep(3*time.Second + time.Millisecond) // the screen moves by itself
}

func allDone(s *Screen) {
	plan := thePlan()
	plan.Options.Limit = 0
	plan.Preview = importer.Preview{Rows: 399, Done: 394, There: 2, Invalid: 5, Findings: theFindings(row.Invalid)[:1]}
	plan.Preview.Findings[0].Count = 5
	s.Plan(plan)
	s.Confirm(context.Background(), typed(""))
	s.Conclude(Conclusion{Summary: &importer.Summary{
		Rows: 399, Counts: map[row.Status]int{row.Created: 392, row.Exists: 2, row.Invalid: 5}, ThisRun: map[row.Status]int{row.Invalid: 5}, KnownBad: 5,
		Findings: plan.Preview.Findings, Outputs: []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}, {What: "failed rows", Path: "firstpromoter.failed.csv"}},
	}})
}

func inSandbox(s *Screen) {
	s.Sandbox()
	plan := thePlan()
	plan.Options.Limit, plan.File.Warnings = 0, nil
	plan.Preview = importer.Preview{Rows: 36, Now: 36, Requests: 37, Expected: 3 * time.Second}
	s.Plan(plan)
	s.Conclude(Conclusion{Summary: &importer.Summary{
		Sandbox: true, Rows: 36, Counts: map[row.Status]int{row.Created: 36}, ThisRun: map[row.Status]int{row.Created: 36},
		Outputs: []importer.Output{{What: "report", Path: "partners.sandbox.report.csv"}},
	}})
}

func inOutage(s *Screen) {
	log, err := s.OpenLog(LogOptions{Level: "info", Format: "console"})
	if err != nil {
		panic(err)
	}
	defer log.Close()
	s.plan = &Plan{Options: theOptions()}
	began := time.Now()
	time.Sleep(95 * time.Second)
	p := importer.Progress{Rows: 20000, Planned: 19788, Sent: 6214, Started: began, InFlight: 3}
	s.Progress(p)
	if s.Terminal() {
		log.Warn("the API does not answer, nothing is sent until it does", zap.Duration("lasted", 5*time.Second), zap.Error(refusedConnection()))
		log.Warn("the API asks for a long wait, which is cut short", zap.Duration("asked", 48*time.Hour), zap.Duration("wait", 15*time.Minute))
		log.Warn("failed rows that may have been edited were kept", zap.String("kept", "firstpromoter.failed.edited.csv"))
		log.Warn("the account could not be listed (405); the rows are sent as without a list")
		log.Warn("something new", zap.Error(refusedConnection()))
		log.Info("nothing for a terminal")
	}
	p.Down, p.Cause = 41*time.Second, "connection refused"
	for range 40 {
		time.Sleep(time.Second)
		s.Progress(p)
	}
}

func refusedConnection() error {
	return &client.Error{Kind: client.Unsent, Err: fmt.Errorf("dial tcp 127.0.0.1:18181: %w", fmt.Errorf("connect: %w", syscall.ECONNREFUSED))}
}

func stopped(s *Screen) {
	plan := thePlan()
	plan.Options.Limit = 0
	s.Plan(plan)
	s.Progress(importer.Progress{Rows: 20000, Planned: 19382, Sent: 100, Started: time.Now(), InFlight: 16})
	s.Stopping()
	s.Finish()
	s.Conclude(Conclusion{
		Stop: ExplainStop(&stop.Error{Reason: stop.Cancelled, Err: errors.New("interrupt")}, "interrupt"),
		Summary: &importer.Summary{
			Rows: 20000, Counts: map[row.Status]int{row.Created: 1707, row.Invalid: 212, row.Unknown: 16, row.Unsent: 18065}, ThisRun: map[row.Status]int{row.Created: 1313, row.Invalid: 212, row.Unknown: 16},
			Findings: append(theFindings(row.Invalid), row.Finding{Status: row.Unknown, Code: row.OutcomeUnknown, Count: 16, Lines: []int{1712, 1713, 1714, 1715, 1716},
				Example: "We do not know yet whether this partner was created. Run the same command again; it checks first."}),
			Outputs: []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}, {What: "failed rows", Path: "firstpromoter.failed.csv"}},
		},
	})
}

func failures(s *Screen) {
	plan := thePlan()
	plan.Options.Limit, plan.Options.Existing = 0, importer.UpdateExisting
	plan.File.Warnings, plan.Preview.Warnings = nil, nil
	plan.Preview = importer.Preview{Rows: 20, Now: 20, Requests: 21, Expected: 2 * time.Second}
	s.Plan(plan)
	s.Conclude(Conclusion{Summary: &importer.Summary{
		Rows: 20, Counts: map[row.Status]int{row.Created: 9, row.Updated: 3, row.Exists: 2, row.Failed: 5, row.Blocked: 1}, KnownBad: 1,
		Findings: row.Findings{
			{Status: row.Failed, Code: row.Refused, Count: 5, Lines: []int{4, 5, 9, 12, 13}, Example: "Partnero rejected the name \"\u202egnp.exe\" (422: too short). Fix it and run again."},
			{Status: row.Blocked, Code: row.ReferrerFailed, Count: 1, Lines: []int{6}, Example: "Its referring partner (line 4) was not created. Fix that row and run again."},
			{Status: row.Exists, Code: row.ExistsDifferent, Count: 1, Lines: []int{7}, Example: "not shown"},
		},
		Outputs: []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}, {What: "failed rows", Path: "my rows.failed.csv"}},
		Missing: []importer.Output{{What: "summary", Path: "firstpromoter.summary.json"}},
	}})
}

func invited(s *Screen) {
	plan := thePlan()
	plan.Options.Limit, plan.Options.Invite, plan.File.Warnings = 0, true, nil
	plan.Preview = importer.Preview{Rows: 3, Now: 3, Requests: 4, Expected: time.Second}
	s.Plan(plan)
	s.Confirm(context.Background(), typed("n\n"))
	s.Conclude(Conclusion{Summary: &importer.Summary{Rows: 3, Counts: map[row.Status]int{row.Created: 3}}})
}

func empty(s *Screen) {
	plan := thePlan()
	plan.File.Warnings, plan.Preview = nil, importer.Preview{}
	s.Plan(plan)
	s.Confirm(context.Background(), typed(""))
	s.Conclude(Conclusion{Summary: &importer.Summary{Outputs: []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}}}})
	s.Conclude(Conclusion{Summary: &importer.Summary{DryRun: true}})
}

// rebuilt is a report that is written again. Nothing of it is of this run.
func rebuilt(s *Screen) {
	o := theOptions()
	o.Rebuild = true
	s.Plan(Plan{File: theFile(), Preview: importer.Preview{Rows: 400}, Options: o})
	s.Conclude(Conclusion{Summary: &importer.Summary{
		Rows: 400, Counts: map[row.Status]int{row.Created: 394, row.Unsent: 6}, ThisRun: map[row.Status]int{},
		Outputs: []importer.Output{{What: "report", Path: "firstpromoter.report.csv"}},
	}})
}

func sameAsLastTime(s *Screen) {
	s.Conclude(Conclusion{Summary: &importer.Summary{
		DryRun: true, Rows: 5, Counts: map[row.Status]int{row.Invalid: 5}, KnownBad: 5, Findings: theFindings(row.Invalid)[1:2],
	}})
}

// waits are the reasons of a wait, each below the other.
func waits(s *Screen) {
	began := time.Now()
	time.Sleep(144 * time.Second)
	base := importer.Progress{Rows: 20000, Planned: 19747, Sent: 6214, Started: began, Expected: 440 * time.Second, Rate: 50}
	show := func(change func(*importer.Progress)) {
		p := base
		change(&p)
		s.Progress(p)
		s.mu.Lock()
		s.run.Moved = began
		s.mu.Unlock()
		s.Progress(p)
		if s.Terminal() {
			s.mu.Lock()
			line := s.bar.Line()
			s.mu.Unlock()
			s.Println(line)
		}
	}
	show(func(p *importer.Progress) {})
	show(func(p *importer.Progress) { p.InFlight = 16 })
	show(func(p *importer.Progress) { p.InFlight, p.Looking = 16, 8 })
	show(func(p *importer.Progress) { p.Looking, p.Settling, p.SettlesIn = 8, 8, 41*time.Second })
	show(func(p *importer.Progress) { p.Settling, p.Paused = 8, 20*time.Second })
	show(func(p *importer.Progress) { p.Paused, p.Down, p.Cause = 20*time.Second, 41*time.Second, "timed out" })
	show(func(p *importer.Progress) { p.Sent, p.Planned, p.Rate = 1_206_214, 2_019_747, 1e4 })
}
