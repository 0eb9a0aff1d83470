package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import-fleet/internal/engine"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

func newReport(env environment) *cobra.Command {
	dir := ""
	c := &cobra.Command{
		Use:   "report RUN",
		Short: "Fetch the outputs of a run",
		Long: `Fetch the report, the rows to fix, the summary and the page of a run from the store.
RUN is a name that "list" shows, or CUSTOMER/FILE for the latest one. Files that are
there already are not replaced.`,
		Example: `  partner-import-fleet report acme/partners
  partner-import-fleet report acme/partners -o out`,
		Args: exactly("a run"),
		RunE: func(_ *cobra.Command, args []string) error { return report(env, args[0], dir) },
	}
	c.Flags().StringVarP(&dir, "output", "o", ".", "write the files into `DIR`")
	return c
}

func report(env environment, name, dir string) error {
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	r, err := e.Latest(ctx, name)
	if err != nil {
		return err
	}
	j, err := e.JobOf(ctx, r)
	if err != nil {
		return err
	}
	from, err := store.Open(ctx, j.Store, store.Options{Secrets: env.lookup("FLEET_SECRETS")})
	if err != nil {
		return err
	}
	defer from.Close()
	names, err := outputsOf(ctx, from, r)
	if err != nil {
		return err
	}
	return fetchAll(ctx, env, from, names, dir)
}

// outputsOf finds the outputs of a run in the store: those that its outcome names, or
// the newest ones.
func outputsOf(ctx context.Context, from *store.Store, r engine.Run) ([]string, error) {
	items, err := from.List(ctx, path.Join("runs", r.Customer, r.File)+"/")
	if err != nil {
		return nil, err
	}
	folders, newest := map[string][]string{}, store.Item{}
	for _, i := range items {
		folder, file := path.Split(i.Name)
		if !strings.Contains(folder, r.RunID) || !strings.Contains(folder, "/turn-") {
			continue
		}
		folders[folder] = append(folders[folder], i.Name)
		whole := strings.HasSuffix(file, ".summary.json") || file == "reason.txt"
		if whole && (r.Folder == "" || path.Clean(folder) == r.Folder) && !i.Modified.Before(newest.Modified) {
			newest = i
		}
	}
	if newest.Name == "" {
		return nil, fmt.Errorf("%s has no outputs in the store yet (%s)", r.ID, why(r))
	}
	return folders[path.Dir(newest.Name)+"/"], nil
}

// fetchAll writes files of the store into a folder.
func fetchAll(ctx context.Context, env environment, from *store.Store, names []string, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		to := filepath.Join(dir, path.Base(name))
		if err := fetchOne(ctx, from, name, to); err != nil {
			return err
		}
		fmt.Fprintln(env.stdout, to)
	}
	return nil
}

// fetchOne writes one file, unless there is one.
func fetchOne(ctx context.Context, from *store.Store, name, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; move it away, or choose another folder with -o", to)
	}
	if err != nil {
		return err
	}
	if _, err = from.Read(ctx, name, f); err != nil {
		_ = os.Remove(to)
	}
	return errors.Join(err, f.Close())
}
