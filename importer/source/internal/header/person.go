package header

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
)

// FullNames is a warning that first names look like whole names, "" if they do not.
// Rows returns the cells of the first rows. A name that is mapped by hand is right, and
// so is one beside a surname.
func (h Header) FullNames(rows func() [][]string) string {
	name, surname, email := h.Index("name"), h.Index("surname"), h.Index("email")
	if name < 0 || h.byHand[name] {
		return ""
	}
	full, all, example := 0, 0, ""
	for _, cells := range rows() {
		if surname >= 0 && strings.TrimSpace(cells[surname]) != "" {
			return ""
		}
		text := strings.TrimSpace(cells[name])
		if text == "" || email >= 0 && strings.TrimSpace(cells[email]) == "" {
			continue // a row without an address is a note between the rows
		}
		if all++; isFullName(text) {
			if full++; full == 1 {
				example = text
			}
		}
	}
	if full*2 < all || full == 0 {
		return ""
	}
	return fullNames(cell.Name(h.Columns[name]), cell.Quote(example), h.call.Call(option.SplitName, option.Word(h.Columns[name])), mapTo(h.call, h.Columns[name], "name"), surname >= 0)
}

func fullNames(column, example, split, by string, surname bool) string {
	lack := "no column is the surname"
	if surname {
		lack = "there is no surname"
	}
	return fmt.Sprintf("%s seems to hold full names, such as %s, and %s. Split them with %s. If it is right, use %s.", column, example, lack, split, by)
}

// isFullName reports whether a text is several words, and each begins with a letter.
// A single letter in front may be anything. The name of a company is no person's.
func isFullName(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for _, word := range words {
		if first, _ := utf8.DecodeRuneInString(word); !unicode.IsLetter(first) || strings.ContainsAny(word, "0123456789@") {
			return false
		}
	}
	return len(words) > 1 && len(words[0]) > 1 && words[0] != "The" && !slices.ContainsFunc(words[1:], isOfCompany)
}

// isOfCompany recognises a word that companies have in their names, and people rarely.
func isOfCompany(word string) bool {
	const companies = " ltd limited inc incorporated llc llp lp plc corp corporation co company group holding holdings gmbh mbh ag kg ohg ug ev gbr se sa sas sasu sarl sl " +
		"slu srl spa bv nv vof ab aps as oy oyj asa kft zrt sro doo sp zoo ooo uab ou pty pvt pte bhd kk cia ltda eirl mei eurl asbl vzw " +
		"agency agentur agence agencia studio studios media digital marketing consulting solutions services software systems technologies technology tech labs lab " +
		"shop store boutique online web design records partners associates brothers sons söhne club foundation institute university school team blog news magazine " +
		"and und et & + - – | "
	bare := strings.ToLower(strings.Trim(strings.ReplaceAll(word, ".", ""), "()[]"))
	return strings.Contains(companies, " "+bare+" ")
}

// TellJoined says that the header has several rows, "" if it has one.
func TellJoined(line, rows int) string {
	if rows == 1 {
		return ""
	}
	return fmt.Sprintf("The header has two rows, from line %d on. They are read as one.", line)
}
