package cell

import (
	"strings"
)

// StartsLikeFormula recognises a text that is probably a formula. A name or a tag may
// begin with "+", "-" or "@" too: +plus, -20%, @home. So there it needs more: a call
// of a function, cells that are calculated with, or a call of a program.
func StartsLikeFormula(s string) bool {
	if len(s) < 2 {
		return false
	}
	switch s[0] {
	case '=':
		return true
	case '+', '-', '@':
		return callsFunction(s) || calculates(s[1:]) || strings.Contains(s, "|") && strings.Contains(s, "!")
	}
	return false
}

// Runs reports whether a spreadsheet that opens a text in a CSV file probably runs a
// formula in it, whichever separator it takes.
func Runs(text string) bool {
	if !strings.ContainsAny(text, "=+-@＝＋－＠") {
		return false // as with most cells
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(","+separators, r) }) {
		if StartsLikeFormula(strings.Map(narrow, strings.Trim(part, around))) {
			return true
		}
	}
	return false
}

// narrow makes a sign in full width a usual one.
func narrow(r rune) rune {
	if r > '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// IsSignedNumber recognises -1+2 and +44 20 7946: a spreadsheet calculates them, and
// they are no names.
func IsSignedNumber(s string) bool {
	return len(s) > 1 && (s[0] == '+' || s[0] == '-') && strings.ContainsAny(s, digits) && strings.Trim(s, digits+"+-*/()., %") == ""
}

// callsFunction recognises SUM(...) in a text.
func callsFunction(s string) bool {
	open := strings.IndexByte(s, '(')
	if open < 0 || strings.IndexByte(s[open:], ')') < 0 {
		return false
	}
	name := s[strings.LastIndexAny(s[:open], "=+-@*/ (")+1 : open]
	return len(name) > 1 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.") == ""
}

// calculates recognises A1+B2 and A1:A9.
func calculates(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("+-*/:", r) })
	if len(parts) < 2 {
		return false
	}
	for _, part := range parts {
		column := strings.TrimRight(strings.TrimLeft(part, "$"), digits+"$")
		if column == part || column == "" || len(column) > 3 || strings.Trim(column, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return false
		}
	}
	return true
}

// IsKnownError recognises the errors of formulas in the languages of spreadsheets. A
// tag may be #NEW!, which IsFormulaError takes for an error.
func IsKnownError(s string) bool {
	const known = " #NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN! #CONNECT! #BUSY! #EXTERNAL! #PYTHON! #ERROR! #DATA! " +
		"#BEZUG! #WERT! #ZAHL! #ÜBERLAUF! #KALK! #FELD! #FEHLER! #NOM? #VALEUR! #NOMBRE! #NUL! #PROPAGATION! #EPARS! #CALCUL! #CHAMP! " +
		"#¡VALOR! #¡REF! #¿NOMBRE? #¡NUM! #¡NULO! #¡DIV/0! #¡DESBORDAMIENTO! #¡CALC! #VALORE! #RIF! #NOME? #NULLO! #ESPANSIONE! #VALOR! #NÚM! #NULO! #DESPEJAR! " +
		"#WAARDE! #VERW! #NAAM? #GETAL! #LEEG! #OVERLOOP! #DEEL/0! #ARG! #ADR! #NAZWA? #LICZBA! #ZERO! #DZIEL/0! #ROZLANIE! #VÆRDI! #REFERENCE! #NAVN? #DIVISION/0! " +
		"#VERDI! #VÄRDEFEL! #REFERENS! #NAMN? #OGILTIGT! #SKÄRNING! #SPILL! #ARVO! #VIITTAUS! #NIMI? #LUKU! #TYHJÄ! #JAKO/0! #HODNOTA! #ODKAZ! #NÁZEV? #ČÍSLO! #DĚLENÍ_NULOU! " +
		"#ÉRTÉK! #HIV! #NÉV? #SZÁM! #NULLA! #ZÉRÓOSZTÓ! #ЗНАЧ! #ССЫЛКА! #ИМЯ? #ЧИСЛО! #ПУСТО! #ДЕЛ/0! #DEĞER! #BAŞV! #AD? #SAYI! #BOŞ! #SAYI/0! "
	return IsFormulaError(s) && (s[len(s)-1] != '!' && s[len(s)-1] != '?' || strings.Contains(known, " "+s+" "))
}
