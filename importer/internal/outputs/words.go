package outputs

// This file has the sentences about the files of a run.
const (
	sayMoved    = "%q %s, so the %s %s in %q."
	sayOwner    = "belongs to %s"
	sayHeld     = "cannot be replaced (another program may have it open)"
	sayFolder   = "is a folder"
	sayFormulas = "A spreadsheet runs %s of %q as formulas. %s writes them as text."
	sayUnfit    = "The rows to fix are in %q. They do not fit into the workbook %q: %s."
	sayStale    = "%q is from an earlier run. It %s, so it was not removed. Every row is imported: ignore that file."
)
