package main

// exportStories are exports with invented people, in the form that each platform
// writes.
func exportStories() []exportStory {
	return append(affiliateStories(), append(importStories(), append(customerStories(), untestedStories()...)...)...)
}

// affiliateStories are exports of affiliate programs.
func affiliateStories() []exportStory {
	return []exportStory{{
		from: "affiliatewp",
		args: []string{"--key-from", "Username"},
		text: "\"Affiliate ID\",\"Email\",\"First Name\",\"Last Name\",\"Payment Email\",\"Username\",\"Rate\",\"Rate Type\",\"Earnings\",\"Unpaid Earnings\",\"Referrals\",\"Visits\",\"Conversion Rate\",\"Status\",\"Date Registered\",\"Parent Affiliate\"\r\n" +
			`"1","maja@shop.test","Maja","Lund","pay@shop.test","maja","20%","percentage","9","8","3","4","1%","active","March 4, 2021 9:12 am","None"` + "\r\n" +
			`"2","tom@shop.test","Tom","O\'Hara","","tom.o","20%","percentage","9","8","3","4","1%","Active","March 4, 2021 9:12 am","Maja Lund"` + "\r\n" +
			`"3","bad@shop.test","Bad","Man","","bad","20%","percentage","9","8","3","4","1%","rejected","March 4, 2021 9:12 am","None"` + "\r\n" +
			`"4","new@shop.test","New","One","","new","20%","percentage","9","8","3","4","1%","pending","March 4, 2021 9:12 am","None"` + "\r\n",
		want: []string{"maja: Maja/Lund key=maja", "tom: Tom/O'Hara key=tom.o"},
		left: 2, told: `The column "Parent Affiliate" has names, not addresses`,
	}, {
		from: "affiliatewp", // nobody chose the key
		text: `"Affiliate ID","Email","Name","Payment Email","Username","Rate","Rate Type","Earnings","Referrals","Visits","Conversion Rate","Status","Date Registered"` + "\n" +
			`"1","maja@shop.test","Maja van der Lund","","maja","20%","percentage","9","8","3","4","active","March 4, 2021 9:12 am"` + "\n",
		want: []string{"maja: Maja/van der Lund"},
		told: `Choose with --key-from Username or --key-from "Affiliate ID". Otherwise each partner gets a new key, and old links stop working.`,
	}, {
		from: "wp-affiliate-manager",
		text: `"Affiliate ID",Status,Balance,Earnings,"First Name","Last Name",Email,Company,"Date Joined",Website,Phone
12,active,$20.00,$120.00,Maja,Lund,maja@shop.test,"Lund Media","2021-03-04 09:12:44",https://shop.test,'+4712345678
13,declined,$0.00,$0.00,Bad,Man,bad@shop.test,,"2021-03-04 09:12:44",,
14,confirmed,$0.00,$0.00,Con,Firmed,con@shop.test,,"2021-03-04 09:12:44",,
15,active,$5.00,$5.00,Short,Row,short@shop.test,"2021-03-04 09:12:44",https://shop.test,555-0100
`,
		want: []string{"maja: Maja/Lund key=12"}, left: 2,
		told: `Rows with "confirmed" in Status are left out (first: line 4). To create them too, use --only "Status=active,confirmed".`,
	}, {
		from: "coupon-affiliates",
		args: []string{"--key-from", "Affiliate Coupons"},
		text: "\ufeff" + `"User ID",Username,"Display Name",Email,"Group / Role","Total Referrals","Total Sales","Total Commission","Affiliate Coupons"
7,maja,"Maja Lund",maja@shop.test,"Customer, Coupon Affiliate",3,20,2,MAJA10
8,tom,tommy,tom@shop.test,"Coupon Affiliate",0,0,0,
`,
		want: []string{"maja: Maja/Lund key=MAJA10", "tom: tommy/"},
	}, {
		from: "gumroad",
		text: `Affiliate ID,Name,Email,Fee,Products,Sales ($),Referral URL,Destination URL,Created At
604001,Maja Lund,maja@shop.test,10 %,"[""Guide, the first"", ""Maps""]",12.50,https://gumroad.com/a/604001,https://shop.test/a,2021-03-04
604002,tommy,tom@shop.test,25 %,"[""Maps""]",0.00,https://gumroad.com/a/604002,,2023-06-11
604003,Solberg & Sons,sons@shop.test,25 %,"[""Maps""]",0.00,https://gumroad.com/a/604003/,,2023-06-11
604004,No Link,none@shop.test,25 %,"[""Maps""]",0.00,https://gumroad.com/?p=1,,2023-06-11
Totals,,,,,12.5,,,
`,
		want: []string{"maja: Maja/Lund key=604001", "sons: Solberg & Sons/ key=604003", "tom: tommy/ key=604002"}, left: 1,
		told: `"Solberg & Sons" in Name cannot be split for certain.`,
	}, {
		from: "dub",
		text: `ID,Name,Email,Country,Status,Group,Enrolled at
pn_1,Maja Lund,maja@shop.test,NO,approved,Default Group,2024-03-04T09:12:44.000Z
pn_2,Tom O'Hara,tom@shop.test,IE,approved,"VIP, EU",2024-03-04T09:12:44.000Z
pn_3,Bad Man,bad@shop.test,US,banned,VIP,2024-03-04T09:12:44.000Z
pn_4,,in@shop.test,US,invited,VIP,2024-03-04T09:12:44.000Z
`,
		want: []string{"maja: Maja/Lund", "tom: Tom/O'Hara tags=[VIP, EU]"}, left: 2,
		told: "Exports of Dub Partners have no keys, so each partner gets a new key.",
	}, {
		from: "uppromote",
		text: `id,email,first_name,last_name,country,program,status,signup_source,referral_link,coupons
108,maja@shop.test,Maja,Lund,NO,"Gold, EU",Active,Form,https://shop.test?sca_ref=108.d8RxKeL1BQ,"MAJA10, MAJA20"
109,tom@shop.test,Tom,O'Hara,IE,VIP,Pending,Form,https://shop.test?sca_ref=109.p2hPK9CKOM,
110,odd@shop.test,Odd,Link,IE,VIP,Active,Form,https://shop.test/products/x,
`,
		want: []string{"maja: Maja/Lund key=108.d8RxKeL1BQ tags=[Gold, EU]"}, left: 1,
		told: `has no parameter "sca_ref"`,
	}, {
		from: "saasquatch",
		text: `id,accountId,email,firstName,lastName,imageUrl,dateCreated,dateBlocked,dateUsTaxFormSubmitted,locale,countryCode,segments,customFields.purchases,programShareLinks.obj-main,referralCodes.obj-main
u-1,u-1,maja@shop.test,Maja,Lund,,1725403259029,,1725472637704,en_US,US,"vip,newuser",3,https://share.test/mMAJA,MAJALUND
u-2,u-2,bad@shop.test,Bad,Man,,1725403259030,1725900000000,,en_US,IE,,0,https://share.test/mBAD,BADMAN
`,
		want: []string{"maja: Maja/Lund id=u-1 key=MAJALUND tags=[vip,newuser]"}, left: 1,
	}, {
		from: "postaffiliatepro",
		args: []string{"--map", "!DATA1=email", "--map", "!DATA2=name"},
		text: `[[PAYOUTS]]
!ID;!AMOUNT
"1";"20"
[[AFFILIATES]]
!USERID;!REFID;!DATEINSERTED;!DELETED;!PARENTUSERID;!NOTE;!DATA1;!DATA2
"1111";"maja";"2012-12-24 00:00:01";"N";"";"";"maja@shop.test";"Maja"
"2222";"tom";"2012-12-24 00:00:01";"N";"1111";"";"tom@shop.test";"Tom"
"3333";"bad";"2012-12-24 00:00:01";"Y";"";"";"bad@shop.test";"Bad"
[[PAYOUT_OPTIONS]]
!OPTION;!USERID
"a";"1111"
`,
		want: []string{"maja: Maja/ id=1111 key=maja", "tom: Tom/ id=2222 key=tom referring_partner={id:1111}"}, left: 1,
	}}
}

// importStories are files for the imports of affiliate programs.
func importStories() []exportStory {
	return []exportStory{{
		from: "goaffpro",
		text: "name,email,password,ref_code,coupon\nMaja Lund,maja@shop.test,weak,maja,MAJA10\nTom O'Hara,tom@shop.test,Fjord2024x,tom,\n",
		want: []string{"maja: Maja/Lund key=maja", "tom: Tom/O'Hara key=tom"},
	}, {
		from: "leaddyno",
		text: "email,first_name,last_name,affiliate_code,paypal_email,parent_affiliate,affiliate_type\n" +
			"maja@shop.test,Maja,Lund,MAJA10,pay@shop.test,,\"Gold, EU\"\ntom@shop.test,Tom,O'Hara,TOM,,maja@shop.test,Influencer\n",
		want: []string{"maja: Maja/Lund key=MAJA10 tags=[Gold, EU]", "tom: Tom/O'Hara key=TOM referring_partner={email:maja@shop.test} tags=[Influencer]"},
	}, {
		from: "rewardful",
		text: "stripe_customer_id,first_name,last_name,email,paypal_email,wise_email,token\n" +
			"cus_1,Maja,Lund,maja@shop.test,pay@shop.test,,maja\ncus_2,Maja,Lund,Maja@shop.test,pay@shop.test,,maja\n" +
			"cus_3,Tom,Unknown,tom@shop.test,,,tom\ncus_4,Maja,Lund,maja@shop.test,,,other\n",
		want: []string{"maja: Maja/Lund key=maja", "tom: Tom/ key=tom"}, left: 1,
	}, {
		from: "affonso",
		text: "Name;Email;Tracking Parameter;PayPal Email\nMaja de la Lund;maja@shop.test;maja;pay@shop.test\nTom O'Hara Jr.;tom@shop.test;tom;\n",
		want: []string{"maja: Maja/de la Lund key=maja", "tom: Tom/O'Hara Jr. key=tom"},
	}, {
		from: "scaleo",
		text: "ID,Email,Password,Company Name,First Name,Last Name,Status,Phone,Country,Street,City,Region,Postcode,Contacts,Tags,Traffic Types,Invoice Frequency,Managers\n" +
			"1,maja@shop.test,weak,Lund AS,Maja,Lund,Active,,NO,,,,,,\"a,b\",,,\n2,bad@shop.test,,,Bad,Man,Inactive,,,,,,,,,,,\n",
		want: []string{"maja: Maja/Lund tags=[a,b]"}, left: 1, told: "Exports of Scaleo have no keys",
	}, {
		from: "tracknow",
		text: "Email,First Name,Last Name,Password,Affiliate,Custom Id,Custom Parent Ref Id,Campaign Id,Payout Group Name\n" +
			"tom@shop.test,Tom,O'Hara,,Tom,A-2,A-1,7,Silver\nmaja@shop.test,Maja,Lund,weak,Lund Media,A-1,,7,Gold\n",
		want: []string{"maja: Maja/Lund id=A-1", "tom: Tom/O'Hara id=A-2 referring_partner={id:A-1}"}, told: "Exports of Tracknow have no keys",
	}, {
		from: "highlevel",
		text: "First Name,Last Name,Email-id,Phone Number,Industry,Website\nMaja,Lund,maja@shop.test,+4712345678,Media,https://shop.test\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "itthinx",
		text: "@user_login\tuser_email\tfirst_name\tlast_name\nmaja\tmaja@shop.test\tMaja\tLund\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "superfiliate",
		text: "Full Name,Email Address,Phone Number,Discount Code,Instagram Handle,TikTok Handle,Remaining Balance in USD\nMaja Lund,maja@shop.test,,MAJA10,@maja,,5\n",
		want: []string{"maja: Maja/Lund"},
	}}
}

// customerStories are exports of shops and address books. They have no links.
func customerStories() []exportStory {
	return []exportStory{{
		from: "stripe",
		text: "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count\n" +
			"cus_1,,maja@shop.test,Maja Lund,2024-03-04 09:12,false,pro,active,1,1\ncus_2,,firm@shop.test,Lund SL,2024-03-04 09:12,false,,canceled,1,1\n",
		want: []string{"firm: Lund/SL", "maja: Maja/Lund"}, told: `"Lund SL" in Name looks like a company.`,
	}, {
		from: "woocommerce",
		text: "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code\n\"Lund, Maja\",maja,,2024-03-04,maja@shop.test,1,2,2,NO,,,\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "shopify",
		text: "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Phone,Total Spent,Total Orders,Note,Tax Exempt,Tags\n'7001,Maja,Lund,maja@shop.test,yes,Lund AS,'+47123,1,1,,no,\"affiliate, vip\"\n",
		want: []string{"maja: Maja/Lund tags=[affiliate,vip]"},
	}, {
		from: "mailchimp",
		text: "\"Email Address\",\"First Name\",\"Last Name\",MEMBER_RATING,OPTIN_TIME,EUID,NOTES,TAGS\nmaja@shop.test,Maja,Lund,4,\"2021-03-04 09:12:44\",abc,,\"\"\"VIP\"\",\"\"Blog\"\"\"\n",
		want: []string{"maja: Maja/Lund tags=[VIP,Blog]"},
	}, {
		from: "hubspot",
		text: "Record ID,First Name,Last Name,Email,Phone Number,Contact owner\n51,Maja,Lund,maja@shop.test,,boss@shop.test\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "google-contacts",
		text: "First Name,Middle Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value\n" +
			"Maja,,Lund,Lund AS,\"* myContacts ::: Partners, EU\",* Work,maja@shop.test,maja2@shop.test\nTom,,O'Hara,,* myContacts,,a@shop.test ::: b@shop.test,\n",
		want: []string{"maja: Maja/Lund tags=[Partners, EU]"}, told: "holds two addresses",
	}, {
		from: "outlook",
		text: "Title,First Name,Middle Name,Last Name,Suffix,Company,E-mail Address,E-mail Type,E-mail Display Name\n,Maja,,Lund,,,maja@shop.test,SMTP,Maja Lund\n,Tom,,O'Hara,,,/o=Labs/cn=tom,EX,Tom\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "linkedin",
		text: "Notes:\n\"Some addresses are missing.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nMaja,Lund,https://www.linkedin.com/in/maja/,maja@shop.test,\"Lund, AS\",,12 Mar 2024\n",
		want: []string{"maja: Maja/Lund"},
	}, {
		from: "salesforce",
		text: "\"Full Name\",\"Email\",\"Contact ID\"\n\"Maja Lund\",\"maja@shop.test\",\"0035g\"\n\n\"Grand Totals (1 records)\"\n\n\"Confidential Information - Do Not Distribute\"\n\"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\"\n",
		want: []string{"maja: Maja/Lund"}, left: 3,
	}}
}

// untestedStories have the fields of an API as columns: nobody has seen a real file.
func untestedStories() []exportStory {
	return []exportStory{{
		from: "firstpromoter",
		text: "id,email,name,status,cust_id,default_ref_id,parent_promoter_id,temp_password,auth_token\n" +
			"17,tom@shop.test,Tom O'Hara,approved,c-2,tom,16,secret,secret\n16,maja@shop.test,Maja Lund,approved,c-1,maja,,secret,secret\n" +
			"18,bad@shop.test,Bad Man,denied,c-3,bad,,secret,secret\n19,lost@shop.test,Lost One,approved,c-4,lost,99,secret,secret\n",
		want: []string{"maja: Maja/Lund id=c-1 key=maja", "tom: Tom/O'Hara id=c-2 key=tom referring_partner={email:maja@shop.test}"}, left: 1,
		told: "The profile of FirstPromoter is untested on a real file",
	}, {
		from: "tolt",
		text: "id,email,first_name,last_name,status,param,value\np1,maja@shop.test,Maja,Lund,active,via,maja lund\np2,bad@shop.test,Bad,Man,pending,via,bad\n",
		want: []string{"maja: Maja/Lund key=maja-lund"}, left: 1, told: `line 2: The key "maja lund" in value has spaces. It becomes "maja-lund"`,
	}, {
		from: "partnerstack",
		text: "key,email,first_name,last_name,group,status\npk_1,maja@shop.test,Maja,Lund,Gold,active\npk_2,bad@shop.test,Bad,Man,Gold,archived\n",
		want: []string{"maja: Maja/Lund tags=[Gold]"}, left: 1, told: `The column "key" has an id of PartnerStack`,
	}, {
		from: "tapfiliate",
		text: "id,email,firstname,lastname,referral_code,affiliate_group_id\nx1,maja@shop.test,Maja,Lund,maja,g1\n",
		want: []string{"maja: Maja/Lund key=maja"}, told: "untested",
	}, {
		from: "refersion",
		text: "id,email,first_name,last_name,link,offer_id,status\na3y7,maja@shop.test,Maja,Lund,https://shop.test?rfsn=9351560.b4e439,5,ACTIVE\na3y8,bad@shop.test,Bad,Man,https://shop.test?rfsn=1.b,5,DENIED\n",
		want: []string{"maja: Maja/Lund key=9351560.b4e439"}, left: 1, told: "untested",
	}, {
		from: "growsurf",
		text: "id,email,firstName,lastName,referredBy,referralStatus\ngs1,maja@shop.test,Maja,Lund,,CREDIT_AWARDED\ngs2,tom@shop.test,Tom,O'Hara,gs1,\n",
		want: []string{"maja: Maja/Lund key=gs1", "tom: Tom/O'Hara key=gs2 referring_partner={key:gs1}"}, told: "untested",
	}}
}
