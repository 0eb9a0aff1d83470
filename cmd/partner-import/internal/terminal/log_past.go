package terminal

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"partner-import/importer/undo"
)

// EndedPast says how an undo or a verification ended, as [Log.Ended] does for an
// import.
func (l *Log) EndedPast(summary *undo.Summary, status int, err error) {
	if summary == nil || !l.alone {
		l.Ended(nil, status, err)
		return
	}
	level := zapcore.InfoLevel
	if status != 0 {
		level = zapcore.WarnLevel
	}
	l.Log(level, "run ended", zap.Int("exit_status", status), zap.Int("rows", summary.Rows), zap.Any("counts", summary.Counts),
		zap.Int("requests", summary.Requests), zap.Int("throttled", summary.Throttled), zap.Float64("waited_seconds", summary.Waited),
		zap.Float64("duration_seconds", summary.Seconds), zap.String("stop_reason", string(summary.StopReason)))
}
