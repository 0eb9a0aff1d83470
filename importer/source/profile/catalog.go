package profile

import (
	"bytes"
	_ "embed"
)

//go:embed profiles.yaml
var catalog []byte

// All returns the profiles that the program brings, in the order of the file. Each
// call makes them anew.
func All() []*Profile {
	all, err := decodeAll("profiles.yaml", catalog)
	if err != nil {
		panic(err) // a test reads the file
	}
	return all
}

// split cuts a file of several documents into their texts. A line of "---" is between
// them. What is above the first one belongs to none.
func split(content []byte) (texts [][]byte) {
	for text := range bytes.SplitSeq(content, []byte("\n---\n")) {
		if bytes.HasPrefix(text, []byte("name:")) || bytes.Contains(text, []byte("\nname:")) {
			texts = append(texts, append(bytes.TrimSpace(bytes.Clone(text)), '\n'))
		}
	}
	return texts
}
