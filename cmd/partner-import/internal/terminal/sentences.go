package terminal

import (
	"fmt"
	"time"

	"partner-import/cmd/partner-import/internal/terminal/internal/explain"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"

	"go.uber.org/zap/zapcore"
)

// sentences shows warnings of the log on a terminal, as people want to read
// them. It relies on the fields of a message, which are stable (docs/logs.md).
type sentences struct {
	zapcore.LevelEnabler
	screen *Screen
	fields []zapcore.Field
}

// With is part of zapcore.Core.
func (c sentences) With(fields []zapcore.Field) zapcore.Core {
	c.fields = append(c.fields[:len(c.fields):len(c.fields)], fields...)
	return c
}

// Check is part of zapcore.Core.
func (c sentences) Check(entry zapcore.Entry, to *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(entry.Level) {
		return to.AddCore(entry, c)
	}
	return to
}

// Write is part of zapcore.Core.
func (c sentences) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	m := zapcore.NewMapObjectEncoder()
	var cause error
	for _, f := range append(c.fields[:len(c.fields):len(c.fields)], fields...) {
		f.AddTo(m)
		if err, ok := f.Interface.(error); ok && f.Type == zapcore.ErrorType {
			cause = err
		}
	}
	c.screen.remark(c.screen.sentence(entry, m.Fields, cause), entry.Message)
	return nil
}

// Sync is part of zapcore.Core.
func (c sentences) Sync() error { return nil }

// remark shows a sentence above the bar. The summary may hold the message as a
// warning as well, which is then not shown again.
func (s *Screen) remark(sentence, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told.warnings[message] = true
	if sentence == "" {
		return
	}
	p := s.paper()
	p.Put(p.Notice()+" ", p.Said(sentence))
	s.println(p.Lines...)
}

// sentence is what a message says to people, "" for nothing.
func (s *Screen) sentence(entry zapcore.Entry, fields map[string]any, cause error) string {
	lasted, down := fields["lasted"].(time.Duration)
	asked, throttled := fields["asked"].(time.Duration)
	_, kept := fields["kept"]
	switch {
	case down && explain.RejectsKey(cause):
		return fmt.Sprintf("%s rejects the key that worked before (%s). Trying again for about 10 s. Ctrl-C stops and keeps everything.", s.host(), explain.Brief(cause))
	case down && cause != nil:
		return s.outage(entry.Time.Add(-lasted), explain.Brief(cause))
	case throttled:
		wait, _ := fields["wait"].(time.Duration)
		return fmt.Sprintf("Partnero asked to wait %s. Trying again in %s, in case the limit ends sooner.", words.Spoken(asked), words.Spoken(wait))
	case kept:
		return "" // the conclusion says so
	case cause != nil:
		return fmt.Sprintf("%s (%s).", entry.Message, explain.Brief(cause))
	}
	return entry.Message
}

// outage says that Partnero does not answer, and how long the run waits for it.
func (s *Screen) outage(since time.Time, cause string) string {
	text := fmt.Sprintf("No answer from %s (%s). Waiting", s.host(), cause)
	if s.plan != nil && s.plan.Options.MaxOutage > 0 {
		most := s.plan.Options.MaxOutage
		text += fmt.Sprintf("; gives up at %s (--max-outage %s)", words.Hour(since.Add(most), since), words.Short(most))
	}
	return text + ". Ctrl-C stops and keeps everything."
}
