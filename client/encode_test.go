package client

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// TestAppendJSON: the bytes are those of encoding/json, whatever is in the fields. The
// journal has hashes of them, so they must never change.
func TestAppendJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.Just(""), rapid.StringN(0, 12, -1), rapid.StringMatching(`[ -~]{0,12}`),
			rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }),
			rapid.SampledFrom([]string{"a\u2028b", "\u007f", `"`, `\`, "<&>", "\x00", "\ufffd", "Zo\u00eb"}))
		p := NewPartner{
			Email: text.Draw(t, "email"), Name: text.Draw(t, "name"), Surname: text.Draw(t, "surname"),
			Password: text.Draw(t, "password"), ID: text.Draw(t, "id"), Key: text.Draw(t, "key"),
			Tags: rapid.OneOf(rapid.Just[[]string](nil), rapid.SliceOfN(text, 0, 3)).Draw(t, "tags"),
		}
		if rapid.Bool().Draw(t, "referred") {
			p.Referrer = &Referrer{ID: text.Draw(t, "by id"), Key: text.Draw(t, "by key"), Email: text.Draw(t, "by email")}
		}
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.AppendJSON([]byte("before ")); string(got) != "before "+string(want) {
			t.Fatalf("%s\nwant before %s", got, want)
		}
	})
}

// TestAppendJSONHasAllFields fails if a field is added to the request and not to
// AppendJSON.
func TestAppendJSONHasAllFields(t *testing.T) {
	all := NewPartner{
		Email: "e", Name: "n", Surname: "s", Password: "p", ID: "i", Key: "k", Tags: []string{"t", "u"},
		Referrer: &Referrer{ID: "i", Key: "k", Email: "e"},
	}
	for _, fields := range []reflect.Value{reflect.ValueOf(all), reflect.ValueOf(*all.Referrer)} {
		for i := range fields.NumField() {
			if fields.Field(i).IsZero() {
				t.Errorf("%s is new: encode it, and add it here", fields.Type().Field(i).Name)
			}
		}
	}
	want, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if got := all.AppendJSON(nil); string(got) != string(want) {
		t.Errorf("%s; want %s", got, want)
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	p := NewPartner{Email: "partner@example.com", Name: "Ann", Surname: "Lee", ID: "aff-1", Key: "key1", Tags: []string{"gold", "nordics"}}
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			_, _ = json.Marshal(p)
		}
	})
	b.Run("AppendJSON", func(b *testing.B) {
		var room []byte
		for b.Loop() {
			room = p.AppendJSON(room[:0])
		}
	})
}
