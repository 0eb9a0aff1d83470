package sandbox

import (
	"hash/fnv"
	"sync"
	"time"
)

// defaultSeed is used when Options.Seed is 0.
const defaultSeed = 0x5eed

// dice decides which fault hits which request.
//
// The roll of a request comes from the seed, its operation, its e-mail and how
// many such requests came before. It does not come from a common stream of random
// numbers. So the same rows are hit in every run, in whatever order workers send
// them.
type dice struct {
	mu     sync.Mutex
	seed   uint64
	began  time.Time // when the first request came
	faults []armed
	rolls  map[string]uint64 // requests so far, by subject
}

// armed is a fault with its state.
type armed struct {
	Fault
	emails map[string]bool // folded; nil for all
	left   int             // hits left of First
}

// load replaces the faults and starts all counts again.
func (d *dice) load(faults []Fault) {
	next := make([]armed, 0, len(faults))
	for _, f := range faults {
		a := armed{Fault: f, left: f.First}
		if len(f.Emails) > 0 {
			a.emails = make(map[string]bool, len(f.Emails))
			for _, e := range f.Emails {
				a.emails[fold(e)] = true
			}
		}
		next = append(next, a)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults, d.rolls, d.began = next, map[string]uint64{}, time.Time{}
}

// pick returns the fault that hits a request, if there is one. Faults with a time or
// with First come before those with a Share. Among the latter, one roll decides.
func (d *dice) pick(now time.Time, op, email, target string) (Fault, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.began.IsZero() {
		d.began = now
	}
	email = fold(email)
	shares := false
	for i := range d.faults {
		a := &d.faults[i]
		if !a.matches(op, email) {
			continue
		}
		if a.Lasts > 0 {
			if since := now.Sub(d.began); since >= a.From && since < a.From+a.Lasts {
				return a.Fault, true
			}
			continue
		}
		if a.left > 0 {
			a.left--
			return a.Fault, true
		}
		shares = shares || a.First <= 0
	}
	if !shares {
		return Fault{}, false
	}
	if email != "" {
		target = email
	}
	return d.shared(op, email, d.roll(op+" "+target))
}

// shared adds up the shares of the faults. It returns the fault at the roll.
func (d *dice) shared(op, email string, roll float64) (Fault, bool) {
	sum := 0.0
	for i := range d.faults {
		a := &d.faults[i]
		if a.First > 0 || a.Lasts > 0 || !a.matches(op, email) {
			continue
		}
		if sum += a.Share; roll < sum {
			return a.Fault, true
		}
	}
	return Fault{}, false
}

func (a *armed) matches(op, email string) bool {
	on := a.On
	if on == "" {
		on = opCreate
	}
	return (on == op || on == "any") && (a.emails == nil || a.emails[email])
}

// roll gives a number in [0,1) for the next request of a subject.
func (d *dice) roll(subject string) float64 {
	n := d.rolls[subject]
	d.rolls[subject] = n + 1
	h := fnv.New64a()
	_, _ = h.Write([]byte(subject)) // never fails
	return float64(mix(d.seed^mix(h.Sum64()+n*0x9e3779b97f4a7c15))>>11) / (1 << 53)
}

// mix is the finalizer of SplitMix64: every bit of the result depends on every
// bit of x.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
