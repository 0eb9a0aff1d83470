package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// logger makes the log that the flags ask for. On a terminal without
// --log-file only warnings appear, above the bar.
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
