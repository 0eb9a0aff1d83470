package layout

import (
	"io/fs"
	"strconv"

	"partner-import/cmd/release/internal/stage"
)

// nobody is the number of the user in an image. By custom it is that of images without a
// distribution, and it is no user of the machine.
const nobody = 65532

// User is the user and group that an image runs as. It is a number, so Kubernetes can see
// that it is not root.
const User = "65532:65532"

// Image has the files of a container image: the program, its licences, what it trusts, and
// a folder for the data.
func Image(p stage.Program, b stage.Build, papers []Paper, certificates []byte) []File {
	doc := "usr/share/doc/" + p.Name
	id := strconv.Itoa(nobody)
	list := []File{
		{Path: "data", Mode: folder, Owner: nobody},
		{Path: "tmp", Mode: fs.ModeDir | fs.ModeSticky | 0o777},
		{Path: "etc/passwd", Mode: text, Body: []byte("root:x:0:0:root:/:/sbin/nologin\nnonroot:x:" + id + ":" + id + ":nonroot:/data:/sbin/nologin\n")},
		{Path: "etc/group", Mode: text, Body: []byte("root:x:0:\nnonroot:x:" + id + ":\n")},
		{Path: "etc/ssl/certs/ca-certificates.crt", Mode: text, Body: certificates},
		{Path: "usr/bin/" + p.Name, Mode: program, Body: b.Binary},
		{Path: doc + "/NOTICE", Mode: text, Body: b.Notice},
		{Path: doc + "/" + p.Name + ".cdx.json", Mode: text, Body: b.Bill},
	}
	for _, paper := range papers {
		if paper.Name == licence {
			list = append(list, File{Path: doc + "/" + licence, Mode: text, Body: paper.Body})
		}
	}
	for _, at := range []string{"etc", "etc/ssl", "etc/ssl/certs", "usr", "usr/bin", "usr/share", "usr/share/doc", doc} {
		list = append(list, File{Path: at, Mode: folder})
	}
	return sorted(list)
}
