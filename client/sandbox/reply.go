package sandbox

import (
	"bytes"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// manner is how an answer leaves.
type manner int

const (
	whole     manner = iota // as it should
	cut                     // nothing, the connection is closed
	reset                   // nothing, the connection is reset
	hang                    // nothing
	headers                 // all but the body, then closed
	truncated               // part of the body, then closed
	padded                  // white space, then the body
	dripping                // the body little by little
	endless                 // white space little by little, for ever
)

const (
	padding   = 10 << 20               // bytes of white space before a padded body
	dripBytes = 16                     // bytes of a dripping body at a time
	dripPause = 100 * time.Millisecond // between them
)

// reply is an answer and the manner in which it is sent.
type reply struct {
	status int    // 0 when nothing is answered
	media  string // Content-Type, "" for none
	header http.Header
	body   []byte
	length int // Content-Length of a truncated body
	manner manner
	conn   net.Conn // taken over, for cut and reset
}

// compact is a JSON answer as a controller makes it.
func compact(status int, body []byte) *reply {
	return &reply{status: status, media: "application/json", body: body}
}

// pretty is a JSON answer as Laravel's exception handler makes it.
func pretty(status int, message string) *reply {
	body := append([]byte("{\n    \"message\": "), quote(nil, message, false)...)
	return compact(status, append(body, "\n}"...))
}

// with adds headers.
func (p *reply) with(h http.Header) *reply {
	if len(h) == 0 {
		return p
	}
	if p.header == nil {
		p.header = http.Header{}
	}
	maps.Copy(p.header, h)
	return p
}

// seize takes over the connection, if the manner needs it. If that fails, the
// answer is an empty 502.
func (p *reply) seize(w http.ResponseWriter) {
	if p.manner != cut && p.manner != reset {
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		*p = reply{status: http.StatusBadGateway}
		return
	}
	p.conn = conn
}

// send sends the answer. It ignores errors of writing: they mean that the client
// has gone.
func (p *reply) send(w http.ResponseWriter, r *http.Request, now time.Time) {
	switch p.manner {
	case cut, reset:
		p.drop()
		return
	case hang:
		<-r.Context().Done()
		breakOff(w)
		return
	}
	p.writeHeader(w, now)
	if r.Method == http.MethodHead {
		return
	}
	switch p.manner {
	case padded:
		writePadding(w)
		_, _ = w.Write(p.body)
	case dripping:
		p.drip(w, r)
	case endless:
		p.drip(w, r)
		breakOff(w)
	default:
		_, _ = w.Write(p.body)
	}
}

// drop closes a connection that was taken over: with a FIN, or with a RST by
// closing without lingering.
func (p *reply) drop() {
	if c, ok := p.conn.(interface{ SetLinger(int) error }); ok && p.manner == reset {
		_ = c.SetLinger(0)
	}
	_ = p.conn.Close()
}

// breakOff ends an incomplete answer. A return would complete it: net/http would
// send an empty 200, or the last chunk.
func breakOff(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = conn.Close()
}

// writeHeader sends status and headers. net/http closes the connection after a
// handler that wrote less than the Content-Length it had promised: that is how
// a truncated body comes about.
func (p *reply) writeHeader(w http.ResponseWriter, now time.Time) {
	h := w.Header()
	maps.Copy(h, p.header)
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h["Content-Type"] = nil // no guessing from the body
	if p.media != "" {
		h.Set("Content-Type", p.media)
	}
	switch p.manner {
	case whole, dripping:
		h.Set("Content-Length", strconv.Itoa(len(p.body)))
	case headers, truncated:
		h.Set("Content-Length", strconv.Itoa(p.length))
	case padded:
		h.Set("Content-Length", strconv.Itoa(padding+len(p.body)))
	}
	w.WriteHeader(p.status)
	if p.manner != whole {
		_ = http.NewResponseController(w).Flush()
	}
}

func writePadding(w http.ResponseWriter) {
	block := bytes.Repeat([]byte(" "), 64<<10)
	for sent := 0; sent < padding; sent += len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// drip writes the body in small pieces until all is sent or the client has gone.
func (p *reply) drip(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	for rest := p.body; ; {
		piece := rest[:min(dripBytes, len(rest))]
		rest = rest[len(piece):]
		if p.manner == endless {
			piece = []byte(" ")
		}
		if _, err := w.Write(piece); err != nil || out.Flush() != nil {
			return
		}
		if p.manner == dripping && len(rest) == 0 || !pause(dripPause, r.Context().Done()) {
			return
		}
	}
}
