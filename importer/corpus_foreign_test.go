package importer

import "strings"

// Names in scripts that Windows-1252 does not have, or has elsewhere.
func namesTable(names ...string) corpusTable {
	return manyRows(30, func(i int) []string {
		name, surname, _ := strings.Cut(names[i%len(names)], " ")
		return []string{name, surname}
	})
}

type foreignText struct {
	name     string // of the entry
	encoding string // for --encoding
	table    corpusTable
}

func foreignTexts() []foreignText {
	western := namesTable("Jürgen Müller", "René Lefèvre", "François Bézier", "Íñigo Muñoz", "Åsa Öberg", "Zoë Núñez", "José Peña")
	polish := namesTable("Łukasz Wiśniewski", "Paweł Dąbrowski", "Małgorzata Wójcik", "Rafał Zieliński", "Grażyna Woźniak", "Michał Kamiński")
	cyrillic := namesTable("Иван Петров", "Мария Иванова", "Сергей Кузнецов", "Анна Смирнова", "Дмитрий Соколов")
	japanese := namesTable("美咲 佐藤", "翔太 鈴木", "はると 高橋", "さくら 田中", "ケンジ 渡辺", "ユウコ 山本")
	chinese := namesTable("伟 王", "芳 李", "秀英 张", "敏 刘", "建国 陈", "晓明 赵")
	traditional := namesTable("志明 陳", "美玲 林", "家豪 黃", "淑芬 張", "建宏 劉")
	korean := namesTable("민준 김", "서연 이", "도윤 박", "하은 최", "지호 정")
	return []foreignText{
		{"macroman", "macintosh", western},
		{"cp850", "IBM850", western},
		{"cp437", "IBM437", western.only(func(s string) bool { return !strings.Contains(s, "Í") })},
		{"windows1250-polish", "windows-1250", polish},
		{"iso8859-2-polish", "iso-8859-2", polish},
		{"windows1251", "windows-1251", cyrillic},
		{"koi8-r", "koi8-r", cyrillic},
		{"shift-jis", "Shift_JIS", japanese},
		{"euc-jp", "EUC-JP", japanese},
		{"gb18030", "GB18030", chinese},
		{"gbk", "GBK", chinese},
		{"big5", "Big5", traditional},
		{"euc-kr", "EUC-KR", korean},
	}
}

// foreignEntries are refused, with the advice to name the encoding.
func foreignEntries() []corpusEntry {
	var entries []corpusEntry
	for _, f := range foreignTexts() {
		entries = append(entries, f.table.doc(corpusDialect{}).entry("other encodings", f.name).as(encoded(f.encoding)).refused("(?i)encoding"))
	}
	// What these bytes are cannot be told from Windows-1252 without a
	// dictionary: reading them is right as long as it is said.
	czech := namesTable("Antonín Dvořák", "Jiří Němec", "Lukáš Novák", "Tomáš Kučera")
	turkish := namesTable("Şefika Yılmaz", "Gökhan Çelik", "Uğur Şahin", "Ayşe Doğan")
	return append(entries,
		czech.doc(corpusDialect{}).entry("other encodings", "windows1250-czech").as(encoded("windows-1250")).anyWord(),
		turkish.doc(corpusDialect{}).entry("other encodings", "windows1254-turkish").as(encoded("windows-1254")).anyWord(),
		namesTable("Jonas Petraitis", "Žydrūnas Kęstutis", "Šarūnas Jasikevičius").doc(corpusDialect{}).
			entry("other encodings", "windows1257-lithuanian").as(encoded("windows-1257")).anyWord(),
	)
}

// namedEntries are the same bytes, with the encoding named.
func namedEntries() []corpusEntry {
	const kind = "other encodings, named"
	var entries []corpusEntry
	for _, f := range foreignTexts() {
		entries = append(entries, f.table.doc(corpusDialect{delimiter: ";", eol: "\r\n"}).entry(kind, f.name+"-named").as(encoded(f.encoding)).encoding(f.encoding).noted())
	}
	latin := cleanTable().western().doc(corpusDialect{})
	return append(entries,
		namesTable("Şefika Yılmaz", "Uğur Şahin").doc(corpusDialect{}).entry(kind, "windows1254-named").as(encoded("windows-1254")).encoding("windows-1254").noted(),
		plainDoc().entry(kind, "utf8-named-utf8").encoding("utf-8"),
		plainDoc().entry(kind, "utf16le-named").as(utf16LE(false)).encoding("utf-16le").noted(),
		latin.entry(kind, "windows1252-named-utf8").as(windows1252).encoding("utf-8").anyWord(),
		plainDoc().entry(kind, "utf8-named-klingon").encoding("klingon").refused("(?i)encoding"),
	)
}
