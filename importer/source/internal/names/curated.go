package names

import (
	"slices"
	"strings"
)

// This file knows how other platforms call their columns. A name is never taken for a
// field because of it: it is only proposed.

// A Role is what a column of another platform probably has.
type Role uint8

// The roles.
const (
	NoRole     Role = iota
	CodeRole        // the word in a partner's link
	LinkRole        // a partner's link
	LoginRole       // a user name or number that some platforms put into the link
	ParentRole      // the referring partner
	MailRole        // the address of the partner
	PayRole         // where the partner is paid
)

// RoleOf returns what a column probably has, by its name.
func RoleOf(column string) Role {
	name := Fold(column)
	switch {
	case hasAny(name, "payment", "payout", "paypal", "billing", "wise", "payee", "bank"):
		return PayRole
	case has(name, "email1value emailid useremail affiliateemail partneremail contactemail accountemail primaryemail loginemail memberemail customeremail promoteremail emailaddress1 mailid"):
		return MailRole
	case isParent(name):
		return ParentRole
	case has(name, `refcode refcodes affiliatecode partnercode trackingparameter trackingcode trackingid refid refids referralid
		referralcode referralcodes affiliatetoken affiliatekey affiliateslug affiliateref partnerslug referralslug referralkey
		reftoken custref defaultrefid refparam refparameter linkcode linktoken sharecode invitecode promotercode ambassadorcode
		influencercode creatorcode trackingkey uniquecode slug token`), strings.HasPrefix(name, "referralcodes"):
		return CodeRole
	case has(name, `referrallink reflink referralurl refurl affiliatelink affiliateurl partnerlink partnerurl trackinglink
		trackingurl sharelink shareurl uniquelink uniqueurl personallink invitelink inviteurl customreferrallink promoterlink
		promoterurl ambassadorlink link links links0url link0url defaultlink referrallinks affiliatelinks`), strings.HasPrefix(name, "programsharelinks"):
		return LinkRole
	case has(name, `username userlogin login affiliateid affiliatenumber affiliateusername partnerusername promoterid
		ambassadorid publisherid affiliate`):
		return LoginRole
	}
	return NoRole
}

func has(name, words string) bool { return slices.Contains(strings.Fields(words), name) }

func hasAny(name string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
}

// isParent recognises names for the partner who brought this one.
func isParent(name string) bool {
	return has(name, `parentaffiliate parentaffiliateid parentaffiliateemail parentpromoter parentpromoterid parentuser parentuserid
		parentref parentrefid customparentrefid customparentid parentpartnerid upline uplineid uplineemail sponsor sponsorid
		sponsoremail sponsorcode referringaffiliate referringaffiliateid referredbyaffiliate referrerid referreremail
		referrercode referralsource invitedby invitedbyid recruitedby recruiter recruiterid masteraffiliate mlmparent
		referredbyemail introducedby parentpublisher`)
}

// OfPartners reports whether the names of columns are those of a list of partners, and
// not of customers or contacts.
func OfPartners(columns []string) bool {
	return slices.ContainsFunc(columns, func(column string) bool {
		return hasAny(Fold(column), "affiliate", "partner", "promoter", "ambassador", "referral", "commission", "payout",
			"influencer", "publisher", "refid", "advocate", "reseller", "enrolled", "trackingparameter", "refcode")
	})
}
