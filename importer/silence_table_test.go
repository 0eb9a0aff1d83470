package importer

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/importer/row"
)

// A script is a set of letters, and the encodings that have them.
type script struct {
	name      string
	first     []string
	last      []string
	tags      []string
	encodings []string
}

// scripts have invented names of people. None of them is a word for nothing, a month,
// or looks damaged.
func scripts() []script {
	words := strings.Fields
	return []script{
		{"ASCII", words("Ada Bo Cy Dora Ed Fay Gus Hal"), words("King Lind Marsh Stone O'Neill Smith-Jones Gray Reed"), words("gold silver vip eu"),
			words("windows-1252 utf-8")},
		{"western", words("Jürgen René Zoë Señora Åsa Françoise Íñigo Léa"), words("Müller Lefèvre Muñoz Öberg Bézier Sjöberg Gonçalves Grün"), words("früh été gold niño"),
			words("windows-1252 iso-8859-15 macintosh cp850")},
		{"central", words("Jiří Łukasz Zoltán Věra Agnieszka Răzvan Žofie Władysław"), words("Dvořák Wiśniewski Kovács Němcová Zając Łęcki Křížová Szűcs"), words("zlatý stříbrný wysoki gold"),
			words("windows-1250 iso-8859-2")},
		{"Baltic", words("Rasa Žydrūnas Mārtiņš Jānis Ieva Šarūnė Līga Ģirts"), words("Žemaitė Kalniņš Bērziņš Ozoliņš Čiurlionis Petraitė Liepiņa Jančiūtė"), words("auksas zelts gold sidabrinė"),
			words("windows-1257")},
		{"Turkish", words("Ayşe Şefika Çağla Işıl Ömer Gülşen Uğur Tuğba"), words("Yıldız Yılmaz Çelik Öztürk Aydın Güneş Şahin Kılıç"), words("altın gümüş gold yıldız"),
			words("windows-1254")},
		{"Cyrillic", words("Иван Юлия Пётр Мария Сергей Ольга Дмитрий Ксения"), words("Петров Иванова Сидоров Кузнецова Смирнов Попова Волков Зайцева"), words("золото серебро gold москва"),
			words("windows-1251 koi8-r")},
		{"Greek", words("Ελένη Γιώργος Μαρία Νίκος Κατερίνα Δημήτρης Σοφία Πέτρος"), words("Παπαδοπούλου Γεωργίου Νικολάου Δημητρίου Αντωνίου Ιωάννου Μακρή Χατζής"), words("χρυσός ασήμι gold αθήνα"),
			words("windows-1253")},
		{"Chinese", words("美玲 伟 芳 秀英 敏 静 丽 强"), words("林 王 李 张 刘 陈 杨 黄"), words("金牌 银牌 gold 北京"),
			words("gb18030 big5")},
		{"Japanese", words("はると ゆい 太郎 花子 さくら 健 翔太 美咲"), words("佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村"), words("ゴールド シルバー gold 東京"),
			words("shift_jis euc-jp")},
		{"many", words("Jürgen Иван Ελένη 美玲 민준 Nguyễn علي Łukasz"), words("Müller Петров Παπαδοπούλου 林 김 Trần حسن Dvořák"), words("gold ⭐ früh 金牌"), nil},
	}
}

// drawMeant draws a clean table.
func drawMeant(t *rapid.T) *meantTable {
	m := &meantTable{script: rapid.SampledFrom(scripts()).Draw(t, "script")}
	others := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"surname", "id", "key", "tags", "referring_partner_email", "note", "city"}), 1, 7, rapid.ID).Draw(t, "columns")
	m.fields = rapid.Permutation(append([]string{"email", "name"}, others...)).Draw(t, "order")
	for i, field := range m.fields {
		m.header = append(m.header, titleOf(t, field))
		if field == "note" || field == "city" {
			m.fields[i] = ""
		}
	}
	if slices.Contains(m.fields, "") {
		m.damages = append(m.damages, damage{name: "columns that are not imported", says: "^Not imported: "})
	}
	for i := range rapid.IntRange(3, 8).Draw(t, "rows") {
		m.rows = append(m.rows, m.drawRow(t, i))
	}
	m.above = []meantRow{{cells: textCells(m.header)}}
	return m
}

func titleOf(t *rapid.T, field string) string {
	titles := map[string][]string{
		"email": {"email", "E-Mail", "Email address"}, "name": {"name", "First name"}, "surname": {"surname", "Last name"},
		"id": {"id", "ID"}, "key": {"key", "Key"}, "tags": {"tags", "Tags"}, "referring_partner_email": {"referring_partner_email"},
		"note": {"note", "Comment"}, "city": {"City"},
	}
	return rapid.SampledFrom(titles[field]).Draw(t, "title of "+field)
}

func (m *meantTable) drawRow(t *rapid.T, i int) meantRow {
	r := meantRow{want: &client.NewPartner{}, cells: make([]meantCell, len(m.fields))}
	for at, field := range m.fields {
		r.cells[at].text = m.drawValue(t, field, i)
		set(r.want, field, r.cells[at].text)
	}
	return r
}

// set puts a value into the partner that is meant.
func set(p *client.NewPartner, field, value string) {
	switch field {
	case "email":
		p.Email = value
	case "name":
		p.Name = value
	case "surname":
		p.Surname = value
	case "id":
		p.ID = value
	case "key":
		p.Key = value
	case "tags":
		p.Tags = nil
		if value != "" {
			p.Tags = strings.Split(value, ",")
		}
	case "referring_partner_email":
		p.Referrer = nil
		if value != "" {
			p.Referrer = &client.Referrer{Email: value}
		}
	}
}

// drawValue draws a clean value. What must be unique holds the row's number.
func (m *meantTable) drawValue(t *rapid.T, field string, i int) string {
	one := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, field) }
	switch field {
	case "email":
		return fmt.Sprintf("%s%d@%s", one("ada", "bo.lind", "cy", "dora_d", "ed+vip"), i, one("example.com", "example.org", "mail.example.net"))
	case "name":
		return one(m.script.first...)
	case "surname":
		return one(m.script.last...)
	case "id":
		return one("A-", "aff-2", "P-00", "1000", "77") + fmt.Sprint(i)
	case "key":
		return one("ada", "link-", "k_", "partner") + fmt.Sprint(i)
	case "tags":
		return one("", m.script.tags[0], m.script.tags[1], strings.Join(m.script.tags[1:3], ","))
	case "referring_partner_email":
		return one("", "boss@example.net")
	}
	return one("", "met in 2024", "x", "Paris, France")
}

func textCells(texts []string) []meantCell {
	cells := make([]meantCell, len(texts))
	for i, text := range texts {
		cells[i].text = text
	}
	return cells
}

// cell returns the cell of a field.
func (m *meantTable) cell(r *meantRow, field string) *meantCell {
	return &r.cells[slices.Index(m.fields, field)]
}

// isClean reports whether nothing has happened to a field.
func (r *meantRow) isClean(field string) bool {
	return !slices.ContainsFunc(r.damages, func(d damage) bool { return slices.Contains(d.fields, field) || slices.Contains(d.fields, "*") })
}

// spoil lets up to four things happen to a table.
func (m *meantTable) spoil(t *rapid.T, workbook bool) {
	all := append(cellDamages(workbook), rowDamages(workbook)...)
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].name
	}
	var chosen []int
	for range rapid.IntRange(0, 4).Draw(t, "damages") {
		chosen = append(chosen, slices.Index(names, rapid.SampledFrom(names).Draw(t, "damage")))
	}
	slices.Sort(chosen) // what happens to rows comes last
	for i, at := range chosen {
		if i > 0 && chosen[i-1] == at && all[at].once {
			continue
		}
		all[at].happen(t, m)
	}
}

// A happening is a damage that can happen to a table.
type happening struct {
	name   string
	once   bool
	happen func(*rapid.T, *meantTable)
}

func fieldsOf(m *meantTable, among ...string) []string {
	var all []string
	for _, field := range m.fields {
		if field != "" && slices.Contains(row.Fields(), field) && slices.Contains(among, field) {
			all = append(all, field)
		}
	}
	return all
}
