package names

import (
	"strings"
	"testing"
)

// TestMisspelt: a typing error is one, and another word is not.
func TestMisspelt(t *testing.T) {
	for field, columns := range map[string]string{
		"email":    "emial,e-mial,emaill",
		"name":     "naem,nmae,names,fist name,frist name",
		"surname":  "surnmae,sure name,surnames,lastname s",
		"password": "pasword,passwort",
		"tags":     "taggs,lable",
		"id":       "identifyer",
		"key":      "kye",
		"": "username,user name,game,games,fame,same,bags,tabs,rent,percent,talent,patent,payment,parents,parental,partner,referred,rep,refs,keys,tax,tab,main,mall," +
			"page no,group id,groupid,customer id,money,stage,nickname,company,title,note,status,phone,city,country,gender,language,source,mailbox,token type,taken,di,imail",
	} {
		for column := range strings.SplitSeq(columns, ",") {
			if got := Misspelt(Fold(column), English()); got != field {
				t.Errorf("Misspelt(%q) = %q; want %q", column, got, field)
			}
		}
	}
}

// TestCoded: ids and codes of people are proposed, and those of other things are not.
func TestCoded(t *testing.T) {
	for field, columns := range map[string]string{
		"id":                    "affiliate_id,Affiliate ID,affiliateId,affiliateID,user id,userid,USER_ID,Kunden-Nr.,Kundennummer,customer number,member no,Record ID,uuid,guid,uid,wp_user_id,stripe id,IDs",
		"key":                   "Gutscheincode,promo code,promoCode,coupon_code,slug,handle,Rabattcode,affiliate token",
		"referring_partner_id":  "parent_affiliate_id,sponsor id,Parent User ID,upline_id,referrerid,Custom Parent Ref Id",
		"referring_partner_key": "sponsor code,parent slug,recruiter code",
		"": "paid,unpaid,Total paid,amount paid,valid,android,grid,casino,turkey,monkey,money,journey,no,no.,nr,number,#,row no,phone number,mobile no,zip code,zipcode,ZipCode,postcode," +
			"postal code,country code,countryCode,language code,area code,barcode,qr code,status code,error code,sort code,tax id,vat number,order id,order number,orderId,invoice no.," +
			"transaction id,product id,campaign id,session_id,device id,passport number,house number,Hausnummer,Telefonnummer,Bestellnummer,api key,access token,secret_key,instagram handle," +
			"reference number,group id,company id,passcode,encode,decode,hybrid,avoid,piano,,- -,Datum,ид,编号",
	} {
		for column := range strings.SplitSeq(columns, ",") {
			if got := Coded(column); got != field {
				t.Errorf("Coded(%q) = %q; want %q", column, got, field)
			}
		}
	}
}
