package main

import "partner-import/cmd/partner-import-fleet/internal/metrics"

// listen serves metrics at an address, "" for nowhere.
func listen(address string) (*metrics.Gauges, func(), error) {
	if address == "" {
		return &metrics.Gauges{}, func() {}, nil
	}
	g := metrics.New()
	stop, err := g.Listen(address)
	return g, stop, err
}
