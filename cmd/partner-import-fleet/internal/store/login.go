package store

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"partner-import/importer/plainfile"
)

// mostSecret is how large a private key or a password may be, in bytes.
const mostSecret = 64 << 10

// login is how we show an SFTP server who we are: with the key or the password that the address names by its file in the
// folder of secrets, else with the agent of OpenSSH. The function closes the agent.
func login(a address, o Options) ([]ssh.AuthMethod, func() error, error) {
	nothing := func() error { return nil }
	if a.login() == "" {
		return nil, nil, &Error{Reason: ErrAddress, Detail: "it names no user", Cure: "Write sftp://USER@HOST/PATH"}
	}
	var methods []ssh.AuthMethod
	if name := a.settings.Get(keySetting); name != "" {
		method, err := keyNamed(o.Secrets, name)
		if err != nil {
			return nil, nil, err
		}
		methods = append(methods, method)
	}
	if name := a.settings.Get(passwordSetting); name != "" {
		content, err := secret(o.Secrets, name)
		if err != nil {
			return nil, nil, err
		}
		methods = append(methods, passwordMethods(strings.TrimRight(string(content), "\r\n"))...)
	}
	if len(methods) > 0 {
		return methods, nothing, nil
	}
	socket := os.Getenv("SSH_AUTH_SOCK")
	if socket == "" {
		return nil, nil, &Error{Reason: ErrCredentials, Cure: cureNoLogin}
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, nil, &Error{Reason: ErrCredentials, Detail: "the agent at SSH_AUTH_SOCK does not answer", Cure: cureNoLogin}
	}
	return []ssh.AuthMethod{ssh.PublicKeysCallback(agent.NewClient(conn).Signers)}, conn.Close, nil
}

// login is the user of an SFTP server.
func (a address) login() string {
	if a.user != "" {
		return a.user
	}
	return a.settings.Get(userSetting)
}

func keyNamed(folder, name string) (ssh.AuthMethod, error) {
	content, err := secret(folder, name)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey(content)
	if errors.As(err, new(*ssh.PassphraseMissingError)) {
		return nil, &Error{Reason: ErrCredentials, Detail: "the key " + name + " has a passphrase", Cure: curePassphrase}
	}
	if err != nil {
		return nil, &Error{Reason: ErrCredentials, Detail: "the secret " + name + " is not a private key", Cure: cureNotKey}
	}
	return ssh.PublicKeys(signer), nil
}

// passwordMethods are the two ways to ask for a password. Servers that ask questions get it for those that are not echoed.
func passwordMethods(password string) []ssh.AuthMethod {
	return []ssh.AuthMethod{
		ssh.Password(password),
		ssh.KeyboardInteractive(func(_, _ string, questions []string, echoed []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range questions {
				if !echoed[i] {
					answers[i] = password
				}
			}
			return answers, nil
		}),
	}
}

// secret reads a secret by its name. The name of one that is missing is not repeated: it may be the secret itself, in the
// wrong place.
func secret(folder, name string) ([]byte, error) {
	if folder == "" {
		return nil, &Error{Reason: ErrCredentials, Detail: "there is no folder of secrets", Cure: cureNoLogin}
	}
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`).MatchString(name) {
		return nil, &Error{Reason: ErrCredentials, Detail: "what the address names is not a name of a secret", Cure: cureSecretName}
	}
	file := filepath.Join(folder, name)
	content, err := plainfile.Read(file, mostSecret)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Reason: ErrCredentials, Detail: "the secret that the address names is not in " + folder, Cure: cureSecretName}
	case err != nil:
		return nil, &Error{Reason: ErrCredentials, Detail: "a secret in " + folder + " cannot be read", Cure: cureSecretRights}
	case plainfile.OthersMayRead(file):
		return nil, &Error{Reason: ErrCredentials, Detail: "every user of this machine may read the secret " + name, Cure: cureSecretRights}
	}
	return content, nil
}
