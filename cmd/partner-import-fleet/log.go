package main

import (
	"go.temporal.io/sdk/log"
	"go.uber.org/zap"
)

// sdkLog has the SDK write into our log.
type sdkLog struct{ to *zap.SugaredLogger }

func (l sdkLog) Debug(text string, fields ...any) { l.to.Debugw(text, fields...) }
func (l sdkLog) Info(text string, fields ...any)  { l.to.Infow(text, fields...) }
func (l sdkLog) Warn(text string, fields ...any)  { l.to.Warnw(text, fields...) }
func (l sdkLog) Error(text string, fields ...any) { l.to.Errorw(text, fields...) }

// With returns a log whose lines have more fields.
func (l sdkLog) With(fields ...any) log.Logger { return sdkLog{l.to.With(fields...)} }

// silent is a log that nobody reads.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
