package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// attributes are those that runs are searched by.
func attributes() map[string]enums.IndexedValueType {
	return map[string]enums.IndexedValueType{
		job.CustomerAttribute().GetName():    enums.INDEXED_VALUE_TYPE_KEYWORD,
		job.ExitStatusAttribute().GetName():  enums.INDEXED_VALUE_TYPE_INT,
		job.NeedsPersonAttribute().GetName(): enums.INDEXED_VALUE_TYPE_BOOL,
	}
}

// Lacking returns the search attributes that are not registered yet, sorted. One that
// has another type is an error, since it would stop every run.
func (e *Engine) Lacking(ctx context.Context) ([]string, error) {
	known, err := e.Client.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: e.Namespace})
	if err != nil {
		return nil, fmt.Errorf("cannot read the search attributes in Temporal: %w", err)
	}
	var lacking []string
	for name, kind := range attributes() {
		switch there, ok := known.GetCustomAttributes()[name]; {
		case !ok:
			lacking = append(lacking, name)
		case there != kind:
			return nil, fmt.Errorf("the search attribute %q is of type %s in Temporal, and must be %s; remove it there first", name, there, kind)
		}
	}
	slices.Sort(lacking)
	return lacking, nil
}

// Register registers search attributes.
func (e *Engine) Register(ctx context.Context, names []string) error {
	wanted := maps.Clone(attributes())
	maps.DeleteFunc(wanted, func(name string, _ enums.IndexedValueType) bool { return !slices.Contains(names, name) })
	_, err := e.Client.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: e.Namespace, SearchAttributes: wanted})
	var there *serviceerror.AlreadyExists
	if err == nil || errors.As(err, &there) {
		return nil
	}
	return fmt.Errorf("cannot register the search attributes %s in Temporal: %w; on Temporal Cloud, add them to the namespace by hand", strings.Join(names, ", "), err)
}
