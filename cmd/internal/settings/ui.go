package settings

import "github.com/spf13/pflag"

// AddUI adds the flags of the page.
func (r *Run) AddUI(flags *pflag.FlagSet) {
	r.addTarget(flags)
	flags.BoolVar(&r.Sandbox, "sandbox", false, "use nothing but a built-in test server: needs no key, sends nothing to Partnero")
	r.send.addRequests(flags)
	r.flags = flags
}
