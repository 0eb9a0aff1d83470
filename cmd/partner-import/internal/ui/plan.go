package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
	"partner-import/importer"
	"partner-import/importer/source"
)

// A plan is what an import would do. It is made in the background, because the file
// is read for it and Partnero is asked.
type plan struct {
	end     context.CancelFunc
	done    chan struct{}
	preview *importer.Preview
	err     error
}

// A planPage shows it.
type planPage struct {
	Ready     bool
	Preview   importer.Preview
	Findings  []reason // why rows are left out
	Total     int      // rows that are in Partnero in the end, if all goes well
	Skipped   int
	Sending   desk.Sending
	Started   bool   // rows were sent before
	Missing   string // why nothing can be sent now
	Undecided string // what the words of a column say, if somebody must choose among them
	NeedsKey  bool
	Minutes   time.Duration
	Rate      float64
	Trial     bool // the first three are proposed
	Continued bool
}

// patience is how long a plan waits for a Partnero that does not answer. A person looks
// at the page meanwhile.
const patience = 15 * time.Second

// asks is how long the page waits for the plan before it shows that it waits.
const asks = 2 * time.Second

func (s *Server) showPlan(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		goTo(w, r, "/i/"+im.ID+"/run")
		return
	}
	rv, err := s.review(r, im)
	if err != nil {
		goTo(w, r, "/i/"+im.ID+"/columns")
		return
	}
	page := planPage{Sending: im.Sending, Started: im.State == desk.Running || im.State == desk.Paused || im.State == desk.Done}
	v := view{Title: "Import", Step: 4, Import: im}
	p, err := s.plan(im)
	switch {
	case errors.As(err, new(errNoKey)):
		page.Ready, page.NeedsKey = true, true
	case err != nil:
		page.Ready, page.Missing = true, printable(err.Error())
	default:
		select {
		case <-p.done:
			page.fill(p, rv.Standing().Skipped, s.explainer(r))
			var undecided *source.UndecidedError
			if errors.As(p.err, &undecided) {
				page.Undecided = printable(strings.Join(undecided.Said, " "))
			} else if p.err != nil {
				page.Missing = explain(p.err, s.speaker(r).Say)
			}
		case <-time.After(asks):
			v.Refresh = 1
		case <-r.Context().Done():
			return
		}
	}
	v.Page = page
	s.show(w, r, http.StatusOK, "plan", v)
}

func (p *planPage) fill(from *plan, skipped int, to explainer) {
	p.Ready, p.Skipped = true, skipped
	if from.preview == nil {
		return
	}
	p.Preview = *from.preview
	for _, f := range p.Preview.Findings {
		p.Findings = append(p.Findings, reason{f.Count, to.explain(f.Code, f.Example), numbers(f.Lines, to)})
	}
	p.Total = p.Preview.Now + p.Preview.Done
	p.Minutes = max(time.Second, p.Preview.Expected)
	if p.Preview.Expected > 0 {
		p.Rate = float64(p.Preview.Requests) / p.Preview.Expected.Seconds()
	}
	p.Continued = p.Preview.Done > 0
	p.Trial = !p.Continued && p.Preview.Now > 3
}

// plan returns the plan of an import. It begins to make one if there is none.
func (s *Server) plan(im *desk.Import) (*plan, error) {
	account, err := s.connect()
	if err != nil {
		return nil, err
	}
	job, err := s.job(im, account, 0)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.plans[im.ID]; p != nil {
		return p, nil
	}
	ctx, end := context.WithCancel(context.Background())
	p := &plan{end: end, done: make(chan struct{})}
	s.plans[im.ID] = p
	go func() {
		defer close(p.done)
		defer end()
		p.preview, p.err = preview(ctx, job)
	}()
	return p, nil
}

// preview runs an import up to its plan, and declines it.
func preview(ctx context.Context, job runs.Job) (seen *importer.Preview, err error) {
	in, err := job.Source()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	o := job.Options
	o.Target, o.Fingerprint, o.Sandbox = job.Account.Target, job.Account.Fingerprint, job.Account.Sandbox
	o.OnPlan = func(p importer.Preview) bool { seen = &p; return false }
	o.MaxOutage = patience
	_, err = importer.New(job.Account.Partners, o).Run(ctx, in)
	if errors.Is(err, importer.ErrDeclined) {
		err = nil
	}
	return seen, err
}

// stalePlan forgets the plan of an import whose rows or options changed.
func (s *Server) stalePlan(im *desk.Import) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.plans[im.ID]; p != nil {
		p.end()
		delete(s.plans, im.ID)
	}
}

// job is the run of an import, of so many rows, or of all for 0.
func (s *Server) job(im *desk.Import, account Connection, limit int) (runs.Job, error) {
	s.mu.Lock()
	rv := s.reviews[im.ID]
	s.mu.Unlock()
	if rv == nil {
		return runs.Job{}, errors.New("the rows are not open")
	}
	file, err := rv.Corrected()
	if err != nil {
		return runs.Job{}, err
	}
	outcome := rv.Watch(file)
	o := s.options.ImporterOptions
	o.Call, o.Limit, o.Version, o.Force = s.call, limit, s.options.Version, false
	o.Existing, o.Orphans = existing(im.Sending.Existing), orphans(im.Sending.Orphans)
	s.places(im, account, &o)
	return runs.Job{
		Account: account.Account, Options: o, Result: outcome.Note,
		Source: func() (*source.Source, error) { return source.Open(file.Path, file.Options) },
		Saved: func(*runs.Run) {
			if err := outcome.Save(); err != nil {
				im.Stop = printable(err.Error())
			}
		},
	}, nil
}

// places says where the outputs of an import are. For a file that stays where it is,
// they are where the command puts them, so that both can take turns. Rows that failed
// are a workbook otherwise: whoever opens them in a spreadsheet runs no formula.
func (s *Server) places(im *desk.Import, account Connection, o *importer.Options) {
	o.Sandbox = account.Sandbox
	if im.IsElsewhere() {
		*o = o.Beside(im.Original())
	} else {
		for name, at := range map[string]*string{"report.csv": &o.Report, "failed.xlsx": &o.Failed, "summary.json": &o.Summary} {
			*at = im.Path(s.prefix(account) + name)
		}
		o.Journal = s.desk.Journal(account.Target.Host, account.Fingerprint)
	}
	if account.Sandbox {
		o.Journal = s.desk.Journal("sandbox", account.Fingerprint)
	}
	o.HTML = im.Path(s.prefix(account) + "page.html")
}

// prefix keeps what a sandbox run writes apart from the rest.
func (s *Server) prefix(account Connection) string {
	if account.Sandbox {
		return "sandbox."
	}
	return ""
}

func existing(name string) importer.Existing {
	switch name {
	case "update":
		return importer.UpdateExisting
	case "fail":
		return importer.FailExisting
	}
	return importer.SkipExisting
}

func orphans(name string) importer.Orphans {
	if name == "create" {
		return importer.CreateOrphans
	}
	return importer.BlockOrphans
}

// changePlan takes over what a person decided about the partners.
func (s *Server) changePlan(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	im.Sending = desk.Sending{Existing: r.PostFormValue("existing"), Orphans: r.PostFormValue("orphans")}
	s.stalePlan(im)
	if err := im.Save(); err != nil {
		s.refuse(w, r, im, 4, err)
		return
	}
	goTo(w, r, "/i/"+im.ID+"/plan")
}
