package certs

import (
	"encoding/base64"
	"fmt"
	"os"
)

// WriteKubeconfig writes a kubeconfig with everything embedded.
func (a *Authority) WriteKubeconfig(file, server, user string, pair Pair) error {
	encode := base64.StdEncoding.EncodeToString
	content := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: testbed
clusters:
- name: testbed
  cluster:
    server: %s
    certificate-authority-data: %s
users:
- name: %s
  user:
    client-certificate-data: %s
    client-key-data: %s
contexts:
- name: testbed
  context:
    cluster: testbed
    user: %[3]s
`, server, encode(a.PEM), user, encode(pair.Certificate), encode(pair.Key))
	return os.WriteFile(file, []byte(content), 0o600)
}
