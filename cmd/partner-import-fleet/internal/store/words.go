package store

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"strings"
	"syscall"
)

// The cures: what a person can do.
const (
	cureMissing        = "Check the name: capital and small letters differ"
	cureChanging       = `It is looked at again later. Whoever writes it can also write a file with ".done" after the same name when it is whole`
	cureExists         = "Nothing was replaced. Use a new name, or delete the file first"
	cureLink           = "Put a real folder or file there, or name the place where the link leads with file:///"
	cureNotFile        = "Name a file"
	cureUnreachable    = "It is tried again. If it stays so, check the address, the network and the firewall"
	cureFailed         = "It is tried again. If it stays so, ask the operator of the store"
	cureDisk           = "Make room, or check the disk"
	cureFolder         = "Create the folder, or mount its disk"
	cureRights         = "Give the user of the worker the right to this folder and file"
	cureName           = `Write the name inside the store without a slash at its beginning, without "..", "." and empty parts`
	cureAddress        = "Write s3://BUCKET/NAME, gs://BUCKET/NAME, azblob://CONTAINER/NAME, sftp://USER@HOST/PATH or file:///PATH"
	curePassword       = "Delete the password from the address, and change it: it may have been seen. Keys and passwords belong into the folder of secrets"
	cureUserPart       = "Delete what is before the @. The credentials come from the environment"
	cureNoBucket       = "Check its name, or make it. Nothing is made here"
	cureCloudRights    = "Let the credentials of the worker read, write and list here. Some stores also say this of a file that is not there, if they may not list"
	cureCloudRequest   = "Check the settings of the address"
	cureNotImplemented = "If the store only imitates S3, add request_checksum_calculation=when_required to its settings. If that is not enough, add conditional=false too"
	cureRegion         = "Set the region of the bucket: s3://BUCKET?region=REGION, or AWS_REGION"
	cureS3             = "Check the settings after the ?, and the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name"
	cureS3Login        = "Give the worker a role, or set AWS_SHARED_CREDENTIALS_FILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
	cureGoogleLogin    = "Give the worker a service account, or set GOOGLE_APPLICATION_CREDENTIALS to its file"
	cureAzureAccount   = "Set AZURE_STORAGE_ACCOUNT, or write azblob://CONTAINER?storage_account=NAME"
	cureAzureLogin     = "Give the worker a workload identity, or set AZURE_STORAGE_KEY or AZURE_STORAGE_CONNECTION_STRING"
	cureAzure          = "Check AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_DOMAIN and the settings after the ?"
	cureKnownHosts     = "Give the worker a file known_hosts that it can read, with lines as ssh-keyscan prints them"
	cureRevoked        = "Do not connect. Ask the operator of the server for its new key"
	cureOtherKey       = "Somebody may be between you and the server. Ask its operator whether the key is new, and only then replace the line"
	cureNoSFTP         = "Ask the operator of the server to allow SFTP for this user"
	cureLogin          = "Check the user, and give the operator of the server the public key that belongs to the key of the address"
	cureOldServer      = "Ask the operator of the server to update it"
	cureServerRights   = "Ask the operator of the server for the right to this folder and file"
	cureServer         = "Ask the operator of the server: its disk may be full, or the folder missing"
	cureNoLogin        = "Write sftp://USER@HOST/PATH?key=NAME, and put the private key as the file NAME into the folder of secrets. Or set SSH_AUTH_SOCK to the socket of an agent"
	curePassphrase     = "Use a key without one, or an agent of OpenSSH (SSH_AUTH_SOCK)"
	cureNotKey         = "Put the private key there, as ssh-keygen writes it"
	cureSecretName     = "Write the name of a file in the folder of secrets. If you wrote the secret itself, change it: it may have been seen"
	cureSecretRights   = "Make it a file that only the worker may read: chmod 600, or defaultMode: 0440 in Kubernetes"
	cureEscape         = `Write "%" as %25, "#" as %23, "?" as %3F and a space as %20`
)

func cureStaleMark(mark string) string {
	return fmt.Sprintf("The file %q is older than the file that it belongs to. Write it anew after each upload, or delete it for good", mark)
}

func cureUnknownKey(file, line string) string {
	return fmt.Sprintf("Ask the operator of the server for its key. If it is the same, add this line to %s: %s", file, line)
}

// networkWords says what happened on the network, "" if that is not what happened.
func networkWords(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	var number syscall.Errno
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &dns):
		return "the name of the host is not known to the network"
	case errors.As(err, &op) && errors.As(op.Err, &number):
		return number.Error()
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "the connection was cut"
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &op):
		return "the connection failed"
	}
	return ""
}

// mostDetail is how many characters of a store's words are shown.
const mostDetail = 160

// harmless takes from a text what may hold a secret: addresses lose all but scheme and host, and the text is short and in
// one line.
func harmless(text string) string {
	text = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]*`).ReplaceAllStringFunc(text, func(found string) string {
		u, err := url.Parse(strings.TrimRight(found, ".,:;)"))
		if err != nil || u.Host == "" {
			return "an address"
		}
		return u.Scheme + "://" + u.Host
	})
	// Settings of an address can stand alone.
	text = regexp.MustCompile(`[A-Za-z_-]+=[^\s"'&]+(&[A-Za-z_-]+=[^\s"'&]*)*`).ReplaceAllString(text, "…")
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if cut := []rune(text); len(cut) > mostDetail {
		text = string(cut[:mostDetail]) + "…"
	}
	return strings.TrimSpace(text)
}
