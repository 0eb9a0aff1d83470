package fold

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestEscaper: what a terminal would act upon is escaped, wherever the text is cut, and
// JSON stays the same JSON.
func TestEscaper(t *testing.T) {
	const text = "{\"m\":\"é\u202e\u009b31m\u200b\U000e0041 😀\u007f\"}\ta\r\n"
	const want = `{"m":"é\u202e\u009b31m\u200b\udb40\udc41 😀\u007f"}` + "\ta\r\n"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "by byte": iotest.OneByteReader(strings.NewReader(text))} {
		var got strings.Builder
		if _, err := io.Copy(&Escaper{To: &got}, struct{ io.Reader }{r}); err != nil {
			t.Fatal(err)
		}
		if escapedEnd := strings.Replace(want, "\r\n", `\u000d`+"\n", 1); got.String() != want && got.String() != escapedEnd {
			t.Errorf("%s: %q; want %q", name, got.String(), want)
		}
	}
	var was, is map[string]string
	line, _, _ := strings.Cut(text, "\t")
	var out strings.Builder
	_, _ = (&Escaper{To: &out}).Write([]byte(line))
	if json.Unmarshal([]byte(line), &was) != nil || json.Unmarshal([]byte(out.String()), &is) != nil || was["m"] != is["m"] {
		t.Errorf("%q means %q; want %q", out.String(), is, was)
	}
	out.Reset()
	_, _ = (&Escaper{To: &out}).Write([]byte("\x1b[2J\xff"))
	if out.String() != `\u001b[2J\ufffd` {
		t.Errorf("%q", out.String())
	}
}
