// Package option names the options that messages mention, and says how a message
// calls them. A program has flags or form fields for them. Its users know only
// those names.
package option

// A Name is the name of a field of source.Options, importer.Options, undo.Options or
// client.Options.
type Name string

// The options that messages mention.
const (
	Delimiter Name = "Delimiter"
	Encoding  Name = "Encoding"
	SkipRows  Name = "SkipRows"
	Sheet     Name = "Sheet"
	Map       Name = "Map"
	Repair    Name = "Repair"
	From      Name = "From"
	KeyFrom   Name = "KeyFrom"
	SplitName Name = "SplitName"
	Carry     Name = "Carry"
	Only      Name = "Only"
	Skip      Name = "Skip"

	Existing      Name = "Existing"
	ReplaceTags   Name = "ReplaceTags"
	Orphans       Name = "Orphans"
	Invite        Name = "Invite"
	ResendUnknown Name = "ResendUnknown"
	Strict        Name = "Strict"
	MinRows       Name = "MinRows"
	Timeout       Name = "Timeout"

	Journal      Name = "Journal"
	AdoptJournal Name = "AdoptJournal"

	Report  Name = "Report"
	Failed  Name = "Failed"
	Summary Name = "Summary"
	HTML    Name = "HTML"
	Force   Name = "Force"

	Restore     Name = "Restore"     // of an undo
	EvenChanged Name = "EvenChanged" // likewise
)

// UndoNames returns those of undo.Options alone.
func UndoNames() []Name { return []Name{Restore, EvenChanged} }

// Names returns all others.
func Names() []Name {
	return []Name{
		Delimiter, Encoding, SkipRows, Sheet, Map, Repair,
		From, Only, Skip, KeyFrom, SplitName, Carry,
		Existing, ReplaceTags, Orphans, Invite, ResendUnknown, Strict, MinRows, Timeout,
		Journal, AdoptJournal,
		Report, Failed, Summary, HTML, Force,
	}
}

// A Namer returns how a message calls an option with a value, "" for none. It
// must be safe for concurrent use. The nil Namer uses the name in Go, such as
// "Options.Sheet" or "Options.Existing = update".
type Namer func(name Name, value string) string

// Call returns how a message calls the option with the value, "" for none.
func (n Namer) Call(name Name, value string) string {
	switch {
	case n != nil:
		return n(name, value)
	case value != "":
		return "Options." + string(name) + " = " + value
	}
	return "Options." + string(name)
}
