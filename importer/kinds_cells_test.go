package importer

// This file has text with cells that people and programs spoilt.

func hardCells() []hardFile {
	return []hardFile{
		text("words-for-nothing.csv", "email,first name,last name,id,key,tags,referring_partner_id\n"+
			"a@example.com,Nora,Vale,NULL,NULL,NULL,NULL\nb@example.com,Odin,West,\\N,\\N,\\N,\\N\nc@example.com,NULL,NULL,77,kc,null,null\nd@example.com,None,None,78,nan,None,None\n"+
			"e@example.com,nan,<NA>,<null>,(null),[NULL],undefined\nf@example.com,N/A,-,N/A,n/a,N/A,N/A\ng@example.com,-,-,-,-,-,-\n"),
		text("nothing-without-referrer.csv", "email,first name,last name,id,key,tags\na@example.com,Nora,NULL,NULL,NULL,NULL\nb@example.com,NULL,West,2,kb,gold\n"),
		text("people-called-null.csv", "email,first name,last name,id,key\na@example.com,Jenny,Null,A-null,null-7\nb@example.com,Nan,Gold,nan-2,nanette\nc@example.com,Odin,West,3,kc\n"),
		text("entities.csv", "email,first name,last name,tags,key\no&#039;hara@example.com,Orla,O&#039;Hara,R&amp;D,orla\nb@example.com,Zo&euml;,Gr&uuml;n,gold,zoe\nc@example.com,Max &amp; Mia,West &amp; Co,VIP&nbsp;club,x&y\nd@example.com,\"&quot;Kit&quot;\",Lee,&#1078;,kit\n"),
		text("curly-punctuation.csv", "email,first name\no’hara@example.com,Orla\nnora—v@example.com,Nora\nb@example.com’,Bea\n“c@example.com,Cleo\nd@example.com,Dan\n"),
		text("other-alphabets.csv", "email,first name\nаnna@example.com,Anna\nｏｄｉｎ@example.com,Odin\nb@example．com,Bea\nc@example.com,Cleo\n"),
		text("no-dot.csv", "email,first name\nnora@gmail,Nora\nb@example.com,Bea\n"),
		text("control-in-notes.csv", "email,first name,notes\na@example.com,A,\"met in Rome\vsecond line\"\nb@example.com,B,ok\nc@example.com,C,\"a\x1db\"\nd@example.com,D,\"smart \u0092 quote\"\n"),
		text("control-in-name.csv", "email,first name\na@example.com,\"Nora\vMaria\"\nb@example.com,B\n"),
		text("line-separators.csv", "email,first name\na@example.com,\"Nora\u2028Maria\"\nb@example.com,\"B\u0085\"\nc@example.com,C\n"),
		text("quoted-printable.csv", "email,first name,last name\nb@example.com,Zo=C3=AB,Gr=C3=BCn=\n\na@example.com,Nora,Vale\n"),
		text("more-than-an-address.csv", "email,first name\nmailto:nora%2Bx@example.com,Nora\nmailto:c@example.com?cc=x@example.com,Cleo\n[d@example.com](mailto:d@example.com),Dan\nmailto:e@example.com (work),Eva\nE-mail: f@example.com,Fay\n"+
			"g@example.com (old: g@example.org),Gus\nh [at] example [dot] com,Hal\nhttp://i@example.com,Ida\n`j@example.com`,Jo\n• k@example.com,Kim\nlea.@example.com,Lea\nm@example.com;,Max\nn@example..com,Nat\no＠example.com,Ole\np@Example.COM,Pia\n"),
		text("formulas-as-text.csv", "email,first name,id,key\na@example.com,text,\"=T(\"\"00321\"\")\",\"=T(\"\"nora\"\")\"\nb@example.com,plain,+00621,-kc\nc@example.com,tab,\t00721,kd\nd@example.com,exponent,6.00E-03,1.4E-05\n"+
			"e@example.com,narrow,######,###\nf@example.com,rounded,1.76543E+5,13.3E+03\ng@example.com,value,#VALUE!,#SPILL!\nh@example.com,loading,#GETTING_DATA,Loading...\n"),
		text("tags-in-quotes.csv", "email,first name,tags\na@example.com,quoted,\"\"\"reseller\"\",\"\"gold, eu\"\"\"\nb@example.com,JSON,\"[\"\"reseller\"\",\"\"gold, eu\"\"]\"\nc@example.com,semicolons,\"\"\"reseller\"\";\"\"gold; eu\"\"\"\nd@example.com,trailing,\"reseller, gold,\"\n"+
			"e@example.com,lines,\"reseller\ngold\"\nf@example.com,Python,\"['reseller', 'gold']\"\ng@example.com,empty,[]\nh@example.com,gap,\"reseller,,gold\"\n"),
		text("keys-that-are-no-words.csv", "email,first name,key\na@example.com,ampersand,Q&A\nb@example.com,space,nora vale\nc@example.com,slash,nora/vale\nd@example.com,letter,grün\ne@example.com,lines,\"nora\nvale\"\nf@example.com,link,https://shop.example.org/?aff=nora\ng@example.com,capital,Nora\nh@example.com,fine,winter-2027_y\n"),
		text("full-names.csv", "Name,Email,Referral code\nNora Vale,a@example.com,nora\n\"West, Odin\",b@example.com,odin\nPetra van der Yule,c@example.com,petra\n"),
		text("last-name-first-name.csv", "email,\"last name, first name\"\na@example.com,\"Vale, Nora\"\n"),
		text("garbled-mac.csv", "email,first name,last name\na@example.com,G√ºnter,West\nb@example.com,Zo√´,Vale\n"),
		text("garbled-cp850.csv", "email,first name,last name\na@example.com,G├╝nter,West\nb@example.com,Zo├½,Vale\n"),
		text("garbled-cyrillic.csv", "email,first name,last name\na@example.com,ÐžÐ»ÑŒÐ³Ð°,West\nb@example.com,Nora,Vale\n"),
		text("garbled-1250.csv", "email,first name,last name\na@example.com,GĂĽnter,West\nb@example.com,Nora,Vale\n"),
		text("garbled-latin1.csv", "email,first name,last name\na@example.com,GÃ¼nter,West\nb@example.com,Nora,Vale\n"),
		text("escapes.csv", "email,first name,last name\na@example.com,G\\u00fcnter,M\\xf6ller\nb@example.com,<i>Bea</i>,West<br>\nc@example.com,Nora,Vale\n"),
		text("tags-on-lines.csv", "email,tags\na@example.com,\"gold;\nsilver;\nasia\"\nb@example.com,\"gold\nsilver\"\n"),
		text("rounded-id.csv", "email,id\na@example.com,5.123E+071\nb@example.com,\"=\"\"1452277f-fb03-4ef7-a6be-1a6ca08e8a30\"\"\"\n"),
		text("lost-letters.csv", "email,first name,last name\ng?nter@example.de,G?nter,M?ller\nb@example.pl,?ucja,Wi?niewska\nc@example.com,?????,????????\n"),
		text("question-marks.csv", "email,first name,last name\na@example.com,Nora (Who?),Vale\nb@example.com,Odin?,West\n"),
		text("empty-lists.csv", "email,first name,tags\na@example.com,A,{}\nb@example.com,B,[]\nc@example.com,C,\"[\"\"\"\"]\"\nd@example.com,D,\"{gold}\"\ne@example.com,E,\"{NULL}\"\nf@example.com,F,\"[\"\"gold\"\"]\"\ng@example.com,G,null\n"),
		text("percent-in-addresses.csv", "email,first name\nmailto:nora%2Bx@example.com,Nora\nodin%2By@example.com,Odin\nc%40example.com,Cleo\nmailto:d%40example.com,Dan\n"),
	}
}
