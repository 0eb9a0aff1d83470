// Package recording makes a moving picture of a terminal: what programs write becomes
// an SVG that moves by itself, without scripts and without a font of its own. It is
// for the pictures of the docs, which tests make and check.
package recording
