package header

import (
	"slices"
	"strings"

	"partner-import/importer/source/internal/names"
)

// Payments is a warning that the file lists payments and not partners, "" if it does
// not look like that: it has amounts, and nothing that only a partner has.
func (h Header) Payments() string {
	amount := false
	for _, column := range h.Columns {
		name := names.Fold(column)
		switch {
		case slices.Contains(strings.Fields("amount amountpaid paidamount payoutamount paymentamount"), name):
			amount = true
		case !slices.Contains(strings.Fields(`id name firstname lastname surname fullname email payeeemail paypalemail paymentemail
			currency method paymentmethod payoutmethod gateway status date created datecreated createdat paidat paymentid
			payoutid transactionid note notes type`), name):
			return ""
		}
	}
	if !amount {
		return ""
	}
	return "This looks like a list of payments, not of partners. Its ids may be those of the payments, and its addresses those where partners are paid. Export the partners instead."
}
