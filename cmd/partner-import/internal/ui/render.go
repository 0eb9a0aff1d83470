package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets/*
var assetFiles embed.FS

// A view is what every page shows, with what its own step shows.
type view struct {
	Root    string // of all addresses, with the secret
	Assets  string // address of style and scripts
	Here    string // this page, below the root
	Lang    string
	Dir     string // of the writing
	Title   string
	Step    int // 1 to 5, 0 outside of an import
	Import  *desk.Import
	Host    string // of the account
	Key     string // how its key ends
	Sandbox bool
	Forced  bool // only the sandbox can be used
	Refresh int  // seconds until a page without script loads itself again, 0: not
	Page    any

	speaker *words.Speaker
}

// T says a sentence in the language of the page.
func (v view) T(name string, args ...any) string { return v.speaker.Say(name, args...) }

// Long is a time in words, one second at least.
func (v view) Long(d time.Duration) string { return long(max(time.Second, d), v.T) }

// At is the address of a step of the import.
func (v view) At(step string) string { return v.Root + "/i/" + v.Import.ID + "/" + step }

// With is a view of a part of the page.
func (v view) With(part any) view {
	v.Page = part
	return v
}

func loadPages() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	base, err := template.New("base.html").Funcs(functions()).ParseFS(pageFiles, "pages/base.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == "pages/base.html" {
			continue
		}
		own, err := base.Clone()
		if err == nil {
			own, err = own.ParseFS(pageFiles, name)
		}
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(path.Base(name), ".html")] = own
	}
	return pages, nil
}

// show renders a page. Title is a sentence, and args are for it.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	v.Root, v.Assets, v.Here = rootOf(r), s.assets.hash, here(r)
	v.speaker = s.speaker(r)
	v.Lang, v.Dir = v.speaker.Tag.String(), direction(v.speaker.Tag)
	s.mu.Lock()
	v.Sandbox, v.Forced = s.practising, s.options.Sandbox
	if s.account != nil && !s.practising {
		v.Host, v.Key = s.account.Target.Host, s.account.Target.Key
	}
	s.mu.Unlock()
	var page bytes.Buffer
	if err := s.pages[name].Execute(&page, v); err != nil {
		http.Error(w, "This page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w)
}

// direction is how a language is written. All of ours are written from left to right.
func direction(language.Tag) string { return "ltr" }

// rootOf is the part of the address that the guard removed, which is the secret.
func rootOf(r *http.Request) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, "/"), "/")
	return "/" + first
}

// assets are the style and the scripts, under an address that changes with them.
type assets struct {
	hash  string
	files map[string][]byte
}

func loadAssets() (assets, error) {
	a, sum := assets{files: map[string][]byte{}}, sha256.New()
	entries, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		return a, err
	}
	for _, entry := range entries {
		content, err := assetFiles.ReadFile("assets/" + entry.Name())
		if err != nil {
			return a, err
		}
		a.files[entry.Name()] = content
		fmt.Fprintf(sum, "%s %d\n%s", entry.Name(), len(content), content)
	}
	a.hash = hex.EncodeToString(sum.Sum(nil)[:8])
	return a, nil
}

// ServeHTTP serves a file. Its address changes with its content, so it may be kept.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	content, ok := a.files[name]
	if !ok || r.PathValue("hash") != a.hash {
		http.NotFound(w, r)
		return
	}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	w.Header().Set("Content-Type", kinds[path.Ext(name)])
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(content)
}
