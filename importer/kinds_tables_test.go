package importer

import (
	"fmt"
	"strings"
)

// This file has text with more than one table, or less.

func hardTables() []hardFile {
	const two = "a@example.com,Nora,Vale\nb@example.com,Odin,West\n"
	wide := func(n int) string {
		commas := strings.Repeat(",", n)
		return "email,first name" + commas + "\na@example.com,Nora" + commas + "\nb@example.com,Odin" + commas + "\n"
	}
	settings := ""
	for i := range 33 {
		settings += fmt.Sprintf("Option %d: on\n", i)
	}
	return []hardFile{
		text("nameless-column.csv", "email,first name,,tags\na@example.com,Nora,Vale,gold\nb@example.com,Odin,West,silver\n"),
		text("counted-rows.csv", ",email,first name\n0,a@example.com,Nora\n1,b@example.com,Odin\n"),
		text("php-above.csv", "<br />\n<b>Warning</b>:  Undefined array key \"fax\" in <b>/srv/www/list.php</b> on line <b>31</b><br />\nemail,first name,last name\n"+two),
		text("php-inside.csv", "email,first name,last name\na@example.com,Nora,Vale\n<br />\n<b>Notice</b>:  Undefined index: fax in <b>/srv/www/list.php</b> on line <b>31</b><br />\nb@example.com,Odin,West\n"),
		text("php-before-each-row.csv", "email,first name\n"+strings.ReplaceAll("*a@example.com,Nora\n*b@example.com,Odin\n*c@example.com,Cleo\n", "*", "<br />\n<b>Deprecated</b>: fputcsv(): old in <b>/srv/www/list.php</b> on line <b>31</b><br />\n")),
		text("empty-columns-600.csv", wide(600)), text("empty-columns-400.csv", wide(400)), text("columns-with-names.csv", "email"+strings.Repeat(",x", 1009)+"\na@example.com"+strings.Repeat(",", 1009)+"\n"),
		text("joined-with-marks.csv", "\ufeffemail,first name\na@example.com,Nora\n\ufeffemail,first name\nb@example.com,Odin\n"),
		text("joined-without-line-end.csv", "email,first name\na@example.com,Noraemail,first name\nb@example.com,Odin\n"),
		text("data-uri.csv", "data:text/csv;charset=utf-8,email,first name,last name\n"+two), text("data-uri-line.csv", "data:text/csv;charset=utf-8,\nemail,first name\na@example.com,Nora\n"),
		text("u2028-as-line-end.csv", "email,first name\u2028a@example.com,Nora\u2028b@example.com,Odin\u2028"), text("nel-as-line-end.csv", "email,first name\u0085a@example.com,Nora\u0085b@example.com,Odin\u0085"),
		text("rs-as-line-end.csv", "email,first name\x1ea@example.com,Nora\x1eb@example.com,Odin\x1e"), text("us-between-cells.txt", "email\x1ffirst name\x1fid\na@example.com\x1fNora\x1fN1\nb@example.com\x1fOdin\x1fN2\n"),
		text("header-semicolons.csv", "email;first name;last name\n"+two), text("rows-semicolons.csv", "email,first name,last name\n"+strings.ReplaceAll(two, ",", ";")),
		text("apostrophes.csv", "'email','first name','last name'\n'a@example.com','Nora','Vale, Ltd'\n'b@example.com','Odin','O''West'\n"),
		text("psql.txt", "     email     | first name | last name \n---------------+------------+-----------\n a@example.com | Nora       | Vale\n b@example.com | Odin       | West\n(2 rows)\n\n"),
		text("mysql.txt", "+---------------+------------+-----------+\n| email         | first name | last name |\n+---------------+------------+-----------+\n| a@example.com | Nora       | Vale      |\n| b@example.com | NULL       | West      |\n+---------------+------------+-----------+\n2 rows in set (0.00 sec)\n"),
		text("markdown.md", "| Email | First name | Last name |\n|-------|:----------:|-----------|\n| a@example.com | Nora | Vale |\n| b@example.com | Odin | West |\n"),
		text("fixed-width.rpt", "email                first name           id\n-------------------- -------------------- -----------\na@example.com        Nora                 1\nb@example.com        NULL                 2\n\n(2 rows affected)\n"),
		text("other-header.csv", "email,first name,last name\na@example.com,Nora,Vale\nemail,last name,first name\nb@example.com,West,Odin\n"),
		text("deep-header.csv", settings+"email,first name\na@example.com,Nora\n"),
		text("legend-above.csv", "Column,Meaning\nemail,where to write\nfirst name,how to call\n\nemail,first name\na@example.com,Nora\nb@example.com,Odin\n"),
		text("quotes-for-null.csv", "\"email\",\"name\",\"surname\",\"id\"\n\"a@example.com\",\"Nora\",\"N,\"N1\"\n\"b@example.com\",\"Odin\",\"West\",\"N2\"\n\"c@example.com\",\"N,\"N,\"N3\"\n\"d@example.com\",\"Dan\",\"N,\"N\n"),
		text("comma-behind-mark.csv", "\ufeff,\"email\",\"name\"\n\"a@example.com\",\"Nora\"\n\"b@example.com\",\"Odin\"\n\"c@example.com\",\"Cleo\"\n"),
		text("undefined-header.csv", "undefinedemail,name\na@example.com,Nora\n"),
		text("titles-and-totals.csv", "\ufeffReport per partner\t\t\t\nReporting Period:\t2027-01-01 to 2027-01-31\t\t\nEmail, First name, Last name, Country\na@example.com, Nora, Vale, NO\nb@example.com, Odin, West, SE\n\"Totals:\",,,\n"),
		text("rows-in-a-cell.csv", "email,first name,notes\na@example.com,Nora,\"wrote:\nb@example.com,Odin,x\nc@example.com,Cleo,y\"\nd@example.com,Dan,\n"),
	}
}
