package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The operations, in the words of Fault.On, and search.
const (
	opCreate = "create"
	opInvite = "invite"
	opFind   = "find"
	opSearch = "search"
	opList   = "list"
	opUpdate = "update"

	opArchive = "archive"
	opRestore = "restore"
	opDelete  = "delete"
)

// route is where a request goes.
type route struct {
	op     string   // "" if there is no such route, or not with this method
	id     string   // {id} of the path, decoded
	prefix string   // of the path, up to and including /v1
	path   string   // the rest, as sent, without its first slash
	allow  []string // methods of the path; empty when the path is unknown
}

// on is the operation in the words of Fault.On.
func (rt route) on() string {
	if rt.op == opSearch {
		return opFind
	}
	return rt.op
}

// parseRoute finds the route of a percent-encoded path.
func parseRoute(method, path string) route {
	before, rest, ok := strings.Cut(path, "/v1/")
	if !ok {
		return route{path: strings.TrimPrefix(path, "/")}
	}
	rt := route{prefix: before + "/v1", path: strings.TrimSuffix(rest, "/")}
	ops := rt.operations()
	for m := range ops {
		rt.allow = append(rt.allow, m)
	}
	if ops[http.MethodGet] != "" {
		rt.allow = append(rt.allow, http.MethodHead)
	}
	slices.Sort(rt.allow)
	if method == http.MethodHead {
		method = http.MethodGet
	}
	rt.op = ops[method]
	return rt
}

// operations lists what can be done with the path, by method, and fills in the id.
func (rt *route) operations() map[string]string {
	resource, id, nested := strings.Cut(rt.path, "/")
	if nested {
		return rt.onPartner(resource, id)
	}
	name, err := url.PathUnescape(resource)
	if err != nil {
		return nil
	}
	switch name {
	case "partners":
		return map[string]string{http.MethodGet: opList, http.MethodPost: opCreate, http.MethodPut: opUpdate, http.MethodDelete: opDelete}
	case "partners:invite":
		return map[string]string{http.MethodPost: opInvite}
	case "partners:search":
		return map[string]string{http.MethodGet: opSearch}
	case "partner":
		return map[string]string{http.MethodGet: opFind}
	}
	return nil
}

// onPartner lists what can be done with /partners/{id}, and with what is below it.
func (rt *route) onPartner(resource, id string) map[string]string {
	id, action, below := strings.Cut(id, "/")
	var err error
	rt.id, err = url.PathUnescape(id)
	if err != nil || rt.id == "" || resource != "partners" {
		return nil
	}
	switch {
	case !below:
		return map[string]string{http.MethodGet: opFind, http.MethodPut: opUpdate, http.MethodDelete: opDelete}
	case action == "archive":
		return map[string]string{http.MethodPost: opArchive}
	case action == "revoke-archive":
		return map[string]string{http.MethodPost: opRestore}
	}
	return nil
}

// misrouted answers a request for which there is no controller, or nil.
func (x *exchange) misrouted() *reply {
	rt := x.route
	path := strings.TrimPrefix(rt.prefix+"/"+rt.path, "/")
	switch {
	case x.large:
		return pretty(http.StatusRequestEntityTooLarge, "The POST data is too large.")
	case len(rt.allow) == 0:
		return pretty(http.StatusNotFound, "The route "+path+" could not be found.")
	case rt.op == "":
		methods := strings.Join(rt.allow, ", ")
		return pretty(http.StatusMethodNotAllowed, "The "+x.r.Method+" method is not supported for route "+path+
			". Supported methods: "+methods+".").with(http.Header{"Allow": {methods}})
	}
	return nil
}
