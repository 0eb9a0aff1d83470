package charset

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
)

// isLockFile recognises the file that Excel and Word keep while a document is open:
// the length of the user's name, the name, and spaces up to a fixed place.
func isLockFile(head []byte, size int64) bool {
	const field = 54 // bytes for the name
	if size < 2*field || size > 4*field || len(head) < 2*field {
		return false
	}
	length := int(head[0])
	if length == 0 || length >= field || bytes.IndexByte(head[1:1+length], 0) >= 0 {
		return false
	}
	return len(bytes.Trim(head[1+length:field], " \x00")) == 0
}

// refusePlist names a property list of macOS.
func refusePlist(head []byte) error {
	switch {
	case bytes.Contains(head, []byte("NSURL")):
		return &Refusal{"icloud", "This is iCloud's placeholder for a file that is not on this computer yet. Download the file first."}
	case bytes.Contains(head, []byte("URL")):
		return &Refusal{"webloc", "This is a link to a web page, not the file itself. Open the link and download the file."}
	}
	return &Refusal{"plist", "This is an Apple property list. Export the rows as CSV."}
}

// refuseOLE names a document of an old Office program by the streams in it.
func refuseOLE(head []byte, r io.ReaderAt) error {
	parts := append(bytes.Clone(head), directory(head, r)...)
	has := func(stream string) bool { return bytes.Contains(parts, wideASCII(stream)) }
	switch {
	case has("EncryptedPackage"):
		return &Refusal{"xls", "This workbook is protected by a password. " + saveAs + "."}
	case has("__properties_version1.0"), has("__substg1.0_"), has("__nameid_version1.0"):
		return &Refusal{"msg", "This is a message saved from Outlook (.msg). Open it and save its attachment."}
	case has("Workbook"), has("Book"):
		return &Refusal{"xls", "This is " + oldExcel}
	case has("WordDocument"):
		return &Refusal{"doc", "This is an old Word document (.doc). Copy its table into a spreadsheet and save it as \"CSV UTF-8\"."}
	}
	return &Refusal{"ole", "This is a file of an old Office program. An old Excel workbook (.xls) can be opened and saved as .xlsx. From an Outlook message (.msg), save the attachment."}
}

// directory reads the sector with the names of the streams.
func directory(head []byte, r io.ReaderAt) []byte {
	const shift, first = 30, 48 // where the header has the sector's size and number
	if len(head) < 512 {
		return nil
	}
	size := int64(1) << min(binary.LittleEndian.Uint16(head[shift:]), 16)
	sector := make([]byte, 16*512)
	n, _ := r.ReadAt(sector, (int64(binary.LittleEndian.Uint32(head[first:]))+1)*size)
	return sector[:n]
}

func wideASCII(text string) []byte {
	return []byte(strings.Join(strings.Split(text, ""), "\x00") + "\x00")
}
