// Package ui serves the whole job as a page in the browser, for people without a
// terminal.
//
//	guard ─▶ start ─▶ columns ─▶ check ─▶ plan ─▶ run ─▶ result
//	           │         └── review ──┘      └─ runs ─┘
//	          desk
//
// Each step is an address of its own, and a page that the server renders: going back,
// reloading and a second tab work. What must outlive the program is on the desk.
package ui
