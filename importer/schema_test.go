package importer

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	jsonschema "github.com/santhosh-tekuri/jsonschema/v6"

	"partner-import/importer/row"
	"partner-import/importer/stop"
)

const schemaFile = "../docs/summary.schema.json"

// summarySchema is the published schema, compiled once. The dates are checked
// as well, which the standard leaves to choice.
var summarySchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.Compile(schemaFile)
})

// checkSummary holds a summary that a run wrote against the schema.
func checkSummary(t failer, path string) {
	t.Helper()
	schema, err := summarySchema()
	if err != nil {
		t.Fatal(err)
	}
	summary, err := jsonschema.UnmarshalJSON(strings.NewReader(readFile(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(summary); err != nil {
		t.Errorf("%s is not what the schema says: %v", filepath.Base(path), err)
	}
}

// A schemaNode is a part of the schema, as far as it is held against the code.
type schemaNode struct {
	Description string
	Type        string
	Const       any
	Required    []string
	Properties  map[string]schemaNode
	Items       *schemaNode
	Enum        []string
	Names       *schemaNode     `json:"propertyNames"`
	Values      json.RawMessage `json:"additionalProperties"`
	Pattern     string
}

func readSchema(t *testing.T) (s schemaNode) {
	t.Helper()
	if err := json.Unmarshal([]byte(readFile(t, schemaFile)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaIsTheSummary: the schema has the fields of the Go type and no
// others, with a description and the same types, and requires those that are
// never left out.
func TestSchemaIsTheSummary(t *testing.T) {
	s := readSchema(t)
	s.hold(t, "summary", reflect.TypeFor[Summary]())
	if v := s.Properties["schema_version"].Const; v != float64(SummaryVersion) {
		t.Errorf("the schema is of version %v; want %d", v, SummaryVersion)
	}
	if got := s.Properties["findings"].Items.Properties["status"].Enum; !cmp.Equal(got, texts(row.Statuses())) {
		t.Errorf("the statuses of findings are %v; want %v", got, row.Statuses())
	}
	if got := s.Properties["counts"].Names.Enum; !cmp.Equal(got, texts(row.Statuses())) {
		t.Errorf("the statuses of counts are %v; want %v", got, row.Statuses())
	}
	if got := s.Properties["stop_reason"].Enum; !cmp.Equal(got, texts(stop.Reasons())) {
		t.Errorf("the reasons of a stop are %v; want %v", got, stop.Reasons())
	}
	pattern := regexp.MustCompile(s.Properties["error_codes"].Names.Pattern)
	for _, code := range constants(t, "row/result.go", "Code") {
		if !pattern.MatchString(code) {
			t.Errorf("the code %q is none to the schema", code)
		}
	}
	if got := constants(t, "stop/stop.go", "Reason"); !cmp.Equal(got, texts(stop.Reasons())) {
		t.Errorf("StopReasons() = %v; want all constants, %v", stop.Reasons(), got)
	}
}

func texts[T ~string](list []T) (texts []string) {
	for _, item := range list {
		texts = append(texts, string(item))
	}
	return texts
}

// constants are the values of all constants of a type in a file.
func constants(t *testing.T, file, of string) (values []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if name, ok := spec.Type.(*ast.Ident); ok && name.Name == of {
				value, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				values = append(values, value)
			}
		}
		return true
	})
	if len(values) < 5 {
		t.Fatalf("%s has only %d constants of %s", file, len(values), of)
	}
	return values
}

// hold compares a part of the schema with the type that it describes.
func (s schemaNode) hold(t *testing.T, at string, typ reflect.Type) {
	t.Helper()
	if s.Description == "" {
		t.Errorf("%s has no description", at)
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	want := map[reflect.Kind]string{
		reflect.Struct: "object", reflect.Map: "object", reflect.Slice: "array", reflect.Bool: "boolean",
		reflect.Int: "integer", reflect.Int64: "integer", reflect.Float64: "number", reflect.String: "string",
	}[typ.Kind()]
	switch {
	case typ == reflect.TypeFor[time.Time]():
		want = "string"
	case typ.Kind() == reflect.Struct:
		s.holdFields(t, at, typ)
	case typ.Kind() == reflect.Map && s.Values == nil:
		t.Errorf("%s does not say what its values are", at)
	case typ.Kind() == reflect.Slice && typ.Elem().Kind() == reflect.Struct:
		s.Items.hold(t, at+"[]", typ.Elem())
	}
	if s.Const == nil && s.Enum == nil && s.Type != want {
		t.Errorf("%s is of the type %q; want %q", at, s.Type, want)
	}
}

func (s schemaNode) holdFields(t *testing.T, at string, typ reflect.Type) {
	t.Helper()
	var names, required []string
	for i := range typ.NumField() {
		if !typ.Field(i).IsExported() {
			continue
		}
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		names = append(names, name)
		if options != "omitempty" {
			required = append(required, name)
		}
		s.Properties[name].hold(t, at+"."+name, typ.Field(i).Type)
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("%s has other fields in the schema (-code +schema):\n%s", at, diff)
	}
	if diff := cmp.Diff(slices.Concat(required), slices.Concat(s.Required)); diff != "" {
		t.Errorf("%s requires others in the schema (-code +schema):\n%s", at, diff)
	}
}

// TestSchemaRefuses: it is not so wide that anything passes.
func TestSchemaRefuses(t *testing.T) {
	good := readFile(t, filepath.Join("testdata", "summary.json"))
	good = strings.ReplaceAll(good, `"TIME"`, `"2026-11-23T10:00:00.5Z"`)
	schema, err := summarySchema()
	if err != nil {
		t.Fatal(err)
	}
	verdict := func(text string) error {
		summary, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(summary)
	}
	if err := verdict(good); err != nil {
		t.Errorf("the schema refuses a summary: %v", err)
	}
	for _, tt := range []struct{ from, to string }{
		{`"schema_version": 1`, `"schema_version": 2`},
		{`"tool": "partner-import"`, `"tool": "other"`},
		{`"rows": 4,`, `"rows": "4",`},
		{`"rows": 4,`, `"rows": -4,`},
		{`"dry_run": true,`, ``},
		{`"2026-11-23T10:00:00.5Z"`, `"yesterday"`},
		{`"invalid": 3`, `"lost": 3`},
		{`"email_missing": 1`, `"email missing": 1`},
		{`"exit_status": 1`, `"exit_status": 1, "stopped": "why"`},
		{`"exit_status": 1`, `"exit_status": 1, "stopped": "why", "stop_reason": "no idea"`},
		{`"lines": [
        3
      ]`, `"lines": []`},
	} {
		bad := strings.Replace(good, tt.from, tt.to, 1)
		if bad == good || verdict(bad) == nil {
			t.Errorf("with %s for %s the schema says nothing", tt.to, tt.from)
		}
	}
}
