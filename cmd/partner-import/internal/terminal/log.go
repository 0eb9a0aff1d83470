package terminal

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"partner-import/cmd/partner-import/internal/terminal/internal/explain"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/importer"
)

// LogOptions say where the log goes.
type LogOptions struct {
	File   string // appended to; "-" is the screen, and "" too; a terminal then shows warnings only, as sentences
	Level  string // debug, info, warn or error
	Format string // console or json
}

// A Log is the log of one run. See docs/logs.md for its use, and for all messages
// and fields. It is safe for concurrent use.
type Log struct {
	*zap.Logger
	alone bool     // no screen is beside it, so it also says how the run begins and ends
	file  *logFile // nil if it is on the screen
}

// OpenLog begins a log, which the caller closes. When it is JSON on a screen that
// is not a terminal, the screen shows nothing else from then on. The error begins
// with the name of the option that is wrong: file, level or format.
func (s *Screen) OpenLog(o LogOptions) (*Log, error) {
	level, err := zapcore.ParseLevel(o.Level)
	if err != nil {
		return nil, errors.New("level must be debug, info, warn or error")
	}
	encoder, err := newEncoder(o.Format)
	if err != nil {
		return nil, err
	}
	l := &Log{alone: o.File != "" || o.Format == "json" && !s.terminal}
	var out io.Writer = lines{s}
	switch {
	case o.File != "" && o.File != "-":
		if l.file, err = openLogFile(o.File); err != nil {
			return nil, fmt.Errorf("file: %v; name a file in a folder that exists and can be written to", err)
		}
		out = l.file
	case o.File == "" && s.terminal:
		l.Logger = zap.New(sentences{screen: s, LevelEnabler: max(level, zapcore.WarnLevel)})
		return l, nil
	default:
		s.yield(o.Format)
		if o.File == "" && s.options.Quiet {
			level = max(level, zapcore.WarnLevel)
		}
	}
	l.Logger = zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(&fold.Escaper{To: out})), level))
	if l.file != nil && l.file.path != o.File {
		s.Warnings([]string{fmt.Sprintf("%q cannot be written, so the log is in %q.", o.File, l.file.path)})
	}
	return l, nil
}

// yield leaves a screen that programs read to the log.
func (s *Screen) yield(format string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mute = format == "json" && !s.terminal
}

// Mute reports whether only the log speaks, also of errors.
func (s *Screen) Mute() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mute
}

// Close closes the log's file, if it has one.
func (l *Log) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.close()
}

// Reopen opens the log's file again by its name, as it was moved away. It reports
// whether there is a file.
func (l *Log) Reopen() bool {
	if l.file == nil {
		return false
	}
	if err := l.file.reopen(); err != nil {
		l.Warn("the log cannot be opened again, and continues where it was", zap.Error(err))
	}
	return true
}

func newEncoder(format string) (zapcore.Encoder, error) {
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.RFC3339TimeEncoder
	config.EncodeDuration = zapcore.StringDurationEncoder
	switch format {
	case "json":
		return zapcore.NewJSONEncoder(config), nil
	case "console":
		return zapcore.NewConsoleEncoder(config), nil
	}
	return nil, errors.New("format must be console or json")
}

// lines writes log lines to the screen.
type lines struct{ screen *Screen }

func (l lines) Write(p []byte) (int, error) {
	l.screen.Println(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

// Misspelt says that an environment variable does nothing, and which one was meant.
func (l *Log) Misspelt(name, meant string) {
	l.Warn("an environment variable does nothing", zap.String("name", name), zap.String("meant", meant))
}

// Started says that a run began with the input ("-": standard input), and until when
// it runs at most, unless that is zero. Like Ended, it says nothing where the screen
// says it in the same place.
func (l *Log) Started(input, host, version string, dryRun bool, until time.Time) {
	if !l.alone {
		return
	}
	fields := []zap.Field{zap.String("input", input), zap.String("host", host), zap.Bool("dry_run", dryRun), zap.String("version", version)}
	if !until.IsZero() {
		fields = append(fields, zap.Time("until", until))
	}
	l.Info("run started", fields...)
}

// Exposed says where a secret may be seen.
func (l *Log) Exposed(warning string) {
	if l.alone {
		l.Warn("a secret may be exposed", zap.String("warning", warning))
	}
}

// Ended says how the run ended: with a summary, with the error for which it did
// not start, or with neither, when it was stopped before. Status is the exit
// status of the program; 0 is success.
func (l *Log) Ended(summary *importer.Summary, status int, err error) {
	switch {
	case !l.alone:
	case err != nil:
		l.Error("run not started", zap.Int("exit_status", status), zap.String("error", explain.Error(err)))
	case summary == nil && status == 0: // there was nothing to run
	case summary == nil:
		l.Warn("run stopped before it began", zap.Int("exit_status", status))
	default:
		level := zapcore.InfoLevel
		if status != 0 {
			level = zapcore.WarnLevel
		}
		l.Log(level, "run ended", zap.Int("exit_status", status), zap.Int("rows", summary.Rows), zap.Any("counts", summary.Counts),
			zap.Int("requests", summary.Requests), zap.Int("retries", summary.Retries), zap.Int("throttled", summary.Throttled),
			zap.Float64("waited_seconds", summary.Waited), zap.Float64("duration_seconds", summary.Seconds), zap.String("stop_reason", string(summary.StopReason)))
	}
}
