package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"partner-import/importer"
)

// logger makes the log that the flags ask for. On a terminal without
// --log-file only warnings appear, above the bar. What the log is for is in
// docs/logs.md, with all messages and fields.
func (f screenFlags) logger(s *screen) (*zap.Logger, func(), error) {
	level, err := zapcore.ParseLevel(f.logLevel)
	if err != nil {
		return nil, nil, usageError{"--log-level must be debug, info, warn or error"}
	}
	encoder, err := f.encoder()
	if err != nil {
		return nil, nil, err
	}
	var out io.Writer = lines{s}
	closeLog := func() {}
	switch {
	case f.logFile == "-": // all of it, whatever else is shown
	case f.logFile != "":
		file, err := os.OpenFile(f.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, usageError{fmt.Sprintf("--log-file: %v; name a file in a folder that exists and can be written to", err)}
		}
		out, closeLog = file, func() { file.Close() }
	case s.terminal || f.quiet:
		level = max(level, zapcore.WarnLevel)
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.AddSync(out), level)), closeLog, nil
}

func (f screenFlags) encoder() (zapcore.Encoder, error) {
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.RFC3339TimeEncoder
	config.EncodeDuration = zapcore.StringDurationEncoder
	switch f.logFormat {
	case "json":
		return zapcore.NewJSONEncoder(config), nil
	case "console":
		return zapcore.NewConsoleEncoder(config), nil
	}
	return nil, usageError{"--log-format must be console or json"}
}

// lines writes log lines to the screen.
type lines struct{ screen *screen }

func (l lines) Write(p []byte) (int, error) {
	l.screen.println(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

// alone reports whether the log is read by itself, so that it should say what
// the screen says of the beginning and the end.
func (f screenFlags) alone(s *screen) bool {
	return f.logFile != "" || f.logFormat == "json" && !s.terminal
}

func (r *runner) logStart(log *zap.Logger, s *screen, input string, target importer.TargetSummary) {
	if s.flags.alone(s) {
		log.Info("run started", zap.String("input", input), zap.String("host", target.Host), zap.Bool("dry_run", r.DryRun), zap.String("version", version()))
	}
}

// logEnd logs how the run ended, or why it did not start.
func (r *runner) logEnd(log *zap.Logger, s *screen, summary *importer.Summary, status int, err error) {
	switch {
	case !s.flags.alone(s):
	case err != nil:
		log.Error("run not started", zap.Int("exit_status", exitNotStarted), zap.String("error", explain(err)))
	case summary == nil && status == exitOK: // nothing was to be run
	case summary == nil:
		log.Warn("run stopped before it began", zap.Int("exit_status", status))
	default:
		level := zapcore.InfoLevel
		if status != exitOK {
			level = zapcore.WarnLevel
		}
		log.Log(level, "run ended", zap.Int("exit_status", status), zap.Int("rows", summary.Rows), zap.Any("counts", summary.Counts),
			zap.Int("requests", summary.Requests), zap.Int("retries", summary.Retries), zap.Int("throttled", summary.Throttled),
			zap.Float64("waited_seconds", summary.Waited), zap.Float64("duration_seconds", summary.Seconds), zap.String("stop_reason", string(summary.StopReason)))
	}
}
