//go:build unix

package browsertest

import (
	"encoding/base64"
	"encoding/json"
	"time"
)

// What is held while another key is hit.
const (
	Ctrl  = 2
	Shift = 8
)

// Press hits a key in the page, and holds others meanwhile.
func (b *Browser) Press(key, text string, holds ...int) {
	b.t.Helper()
	for _, what := range []string{"keyDown", "keyUp"} {
		p := Params{"type": what, "key": key, "code": key, "windowsVirtualKeyCode": keyCodes()[key]}
		for _, held := range holds {
			p["modifiers"] = held
		}
		if what == "keyDown" && text != "" {
			p["text"] = text
		}
		b.Do("Input.dispatchKeyEvent", p, nil)
	}
}

// keyCodes are the numbers of keys that do something by themselves.
func keyCodes() map[string]int {
	return map[string]int{"Enter": 13, "Tab": 9, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Home": 36, "End": 35, "PageDown": 34, "PageUp": 33, "F2": 113, "F8": 119, "Delete": 46, "Backspace": 8}
}

// Until runs a script again and again until it is true.
func (b *Browser) Until(script string) {
	b.t.Helper()
	for late := time.Now().Add(browserAnswer); ; time.Sleep(20 * time.Millisecond) {
		var is bool // false also while another page is just being loaded
		if value, err := b.eval("(() => { try { return Boolean(" + script + "); } catch { return false; } })()"); err == nil && json.Unmarshal(value, &is) == nil && is {
			return
		}
		if time.Now().After(late) {
			b.t.Fatalf("never: %s", script)
		}
	}
}

// Heard are the methods of what the page told by itself, with their parameters.
func (b *Browser) Heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, m := range b.heard {
		all = append(all, m.Method+" "+string(m.Params))
	}
	return all
}

// Choose gives files to the input that a script finds, as a person does who chooses
// them.
func (b *Browser) Choose(script string, paths ...string) {
	b.t.Helper()
	var found struct{ Result struct{ ObjectID string } }
	b.Do("Runtime.evaluate", Params{"expression": script}, &found)
	b.Do("DOM.setFileInputFiles", Params{"files": paths, "objectId": found.Result.ObjectID}, nil)
}

// Memory is what the page takes for its script and its elements, in bytes.
func (b *Browser) Memory() int {
	b.t.Helper()
	b.Do("HeapProfiler.collectGarbage", nil, nil)
	var heap struct{ UsedSize, EmbedderHeapUsedSize, BackingStorageSize float64 }
	b.Do("Runtime.getHeapUsage", nil, &heap)
	return int(heap.UsedSize + heap.EmbedderHeapUsedSize + heap.BackingStorageSize)
}

// Write types into what has the focus.
func (b *Browser) Write(text string) {
	b.t.Helper()
	b.Do("Input.insertText", Params{"text": text}, nil)
}

// Look sets the width of the window and the colours that the reader prefers, and what
// else they prefer: names and values of media features in turn.
func (b *Browser) Look(width int, scheme string, prefers ...string) {
	b.t.Helper()
	b.Do("Emulation.setDeviceMetricsOverride", Params{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	features := []Params{{"name": "prefers-color-scheme", "value": scheme}}
	for i := 0; i+1 < len(prefers); i += 2 {
		features = append(features, Params{"name": prefers[i], "value": prefers[i+1]})
	}
	b.Do("Emulation.setEmulatedMedia", Params{"features": features}, nil)
}

// Picture is the page from its top, so many points high, as PNG.
func (b *Browser) Picture(width, height int) []byte {
	b.t.Helper()
	var shot struct{ Data string }
	b.Do("Page.captureScreenshot", Params{
		"captureBeyondViewport": true, "clip": Params{"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
	}, &shot)
	return b.decode(shot.Data)
}

// Print is the page as PDF.
func (b *Browser) Print() []byte {
	b.t.Helper()
	var printed struct{ Data string }
	b.Do("Page.printToPDF", Params{"printBackground": true, "preferCSSPageSize": true}, &printed)
	return b.decode(printed.Data)
}

func (b *Browser) decode(text string) []byte {
	b.t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}
