// Release packs what was built for people: archives for Linux, macOS and Windows, packages
// of Linux distributions, a container image, the files for Homebrew, Scoop and winget, and
// the digests of all of them. "make release" builds the programs and calls it.
//
// It is a module of its own, so nothing that it needs is in the go.mod of the program.
//
//	go run . -stage FOLDER -papers FOLDER -out FOLDER -version v1.2.3
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"partner-import/cmd/release/internal/manifest"
	"partner-import/cmd/release/internal/stage"
)

func main() {
	if err := run(os.Args[1:], os.Getenv("SOURCE_DATE_EPOCH"), os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "release: %v\n", err)
		os.Exit(1)
	}
}

// A release is what is made, and from what.
type release struct {
	stage, root, out string // folders
	name             string // as git describes the commit
	address          string // where the release will be, "" if nobody knows
	packager         string // "name <mail address>"
	at               time.Time
}

func run(args []string, epoch string, out io.Writer) error {
	r := release{}
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&r.stage, "stage", "", "the folder with what was built")
	flags.StringVar(&r.root, "root", "", "the folder of the project, with its README and licence")
	flags.StringVar(&r.out, "out", "", "the folder for the packages")
	flags.StringVar(&r.name, "version", "", "the version, as v1.2.3")
	flags.StringVar(&r.address, "url", "", "where the release can be downloaded; without it there are no files for Homebrew, Scoop and winget")
	flags.StringVar(&r.packager, "packager", "nobody <nobody@localhost>", "who the packages say made them")
	if err := flags.Parse(args); err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH is %q; set it to the seconds since 1970 of the commit", epoch)
	}
	r.at = time.Unix(seconds, 0).UTC()
	if r.address != "" {
		if err := manifest.CheckAddress(r.address); err != nil {
			return err
		}
	}
	programs, err := stage.Read(r.stage)
	if err != nil {
		return err
	}
	if err := checkNotices(programs); err != nil {
		return err
	}
	return r.write(programs, out)
}

// checkNotices refuses a release that lacks the licence of a part.
func checkNotices(programs []stage.Program) error {
	for _, p := range programs {
		for _, b := range p.Builds {
			if err := b.CheckNotice(); err != nil {
				return fmt.Errorf("%s for %w", p.Name, err)
			}
		}
	}
	return nil
}
