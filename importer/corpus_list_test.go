package importer

import "slices"

// corpus returns every polluted file.
func corpus() []corpusEntry {
	entries := slices.Concat(
		dialectEntries(), separatorEntries(), encodingEntries(), foreignEntries(), namedEntries(), packedEntries(),
		workbookEntries(), binaryEntries(), emptyEntries(), shapeEntries(), quoteEntries(), sizeEntries(),
		aroundEntries(), headerEntries(), languageEntries(), noHeaderEntries(), spaceEntries(), invisibleEntries(),
		damageEntries(), controlEntries(), mixedEntries(),
	)
	todos := corpusTodos()
	for i, e := range entries {
		entries[i].todo = todos[e.Name]
	}
	return entries
}

// corpusKinds are the kinds of pollution, in the order of the bytes, the lines,
// the header, the cells and the file as a whole. Pollock (VLDB 2023),
// csv-spectrum, RFC 4180 and W3C's CSVW name most of them.
func corpusKinds() []string {
	return []string{
		"UTF-8 BOM", "BOM and quoted header", "BOM inside", "UTF-16 with BOM", "UTF-16 without BOM", "UTF-32", "Windows-1252",
		"other encodings", "other encodings, named", "one row in another encoding", "late first non-ASCII byte", "mojibake and U+FFFD", "NFD names",
		"sep= line", "sep= that contradicts", "semicolon, tab, pipe", "comma and space", "space, caret, two bars",
		"CRLF, LF, mixed", "CR only", "CR CR LF", "newline in quoted cells", "blank lines", "ghost rows", "ghost columns",
		"extra delimiter", "missing delimiter", "glued or split rows", "most rows disagree with the header", "unclosed quote",
		"quotes inside unquoted cells", "unescaped quotes", "curly quotes as quoting", "curly apostrophes", "every line quoted",
		"title rows", "repeated header", "footer", "second table", "no header row", "no email column", "misspelt optional column",
		"duplicate header", "header variants", "header in other languages", "secondary email", "space around cells", "invisible characters", "emoji and joiners",
		"control characters", "NUL padding or Ctrl-Z", "rounded ids", "leading zeros and words", "words for nothing", `="00123"`, "formulas and errors",
		"formula text", "mailto and names in email", "smart quotes around cells", "huge cell", "huge line", "gzip",
		"workbook", "spreadsheets and archives", "other file types", "empty files", "combinations",
	}
}

// entry is a file from which every row must be read, and no word be said.
func (d *corpusDoc) entry(kind, name string) corpusEntry {
	return corpusEntry{Kind: kind, Name: name, data: d.bytes(), truth: d.table.records(), Rows: d.rows()}
}

// warned expects warnings as well.
func (e corpusEntry) warned(like ...string) corpusEntry {
	e.Warnings = append(e.Warnings, like...)
	return e
}

// noted allows for a warning.
func (e corpusEntry) noted() corpusEntry {
	e.MayWarn = true
	return e
}

// refused expects that the file is refused.
func (e corpusEntry) refused(like string) corpusEntry {
	e.Refusal = like
	return e
}

// anyWord expects nothing but the law.
func (e corpusEntry) anyWord() corpusEntry {
	e.AnyWord = true
	return e
}

func (e corpusEntry) encoding(name string) corpusEntry {
	e.options.encoding = name
	return e
}

func (e corpusEntry) delimiter(r rune) corpusEntry {
	e.options.delimiter = r
	return e
}

// glued says that so many rows of the clean table share a line with another one.
func (e corpusEntry) glued(n int) corpusEntry {
	e.shared = n
	return e
}

// as changes the bytes of the file.
func (e corpusEntry) as(change func([]byte) []byte) corpusEntry {
	e.data = change(slices.Clone(e.data))
	return e
}

// bytesEntry is a file that is not ours.
func bytesEntry(kind, name string, data []byte) corpusEntry {
	return corpusEntry{Kind: kind, Name: name, data: data}
}
