// Package certs makes the keys, certificates and kubeconfigs of one test bed.
package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

// An Authority signs every certificate of a test bed.
type Authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
	PEM         []byte
}

// A Pair is a certificate with its key.
type Pair struct{ Certificate, Key []byte }

// NewAuthority makes a certificate authority that is valid for a year.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := template("testbed-ca", nil)
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Authority{certificate, key, encode("CERTIFICATE", der)}, nil
}

// Client makes the certificate of a Kubernetes user. RSA keys, since every client library reads them.
func (a *Authority) Client(user string, groups ...string) (Pair, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return Pair{}, err
	}
	template := template(user, groups)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	certificate, err := a.sign(template, key)
	return Pair{certificate, encode("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))}, err
}

// Server makes a server certificate for names and addresses.
func (a *Authority) Server(name string, names []string, addresses []net.IP) (Pair, error) {
	key, keyPEM, err := newKey()
	if err != nil {
		return Pair{}, err
	}
	template := template(name, nil)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.DNSNames, template.IPAddresses = names, addresses
	certificate, err := a.sign(template, key)
	return Pair{certificate, keyPEM}, err
}

// TLS is the configuration of a client that shows pair and trusts this authority.
func (a *Authority) TLS(pair Pair) (*tls.Config, error) {
	certificate, err := tls.X509KeyPair(pair.Certificate, pair.Key)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.certificate)
	return &tls.Config{Certificates: []tls.Certificate{certificate}, RootCAs: roots}, nil
}

// Write puts the pair into FILE.crt and FILE.key.
func (p Pair) Write(file string) error {
	if err := os.WriteFile(file+".crt", p.Certificate, 0o600); err != nil {
		return err
	}
	return os.WriteFile(file+".key", p.Key, 0o600)
}

// WriteTokenKeys makes the key pair that signs service account tokens: FILE.key and FILE.pub.
func WriteTokenKeys(file string) error {
	key, keyPEM, err := newKey()
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".pub", encode("PUBLIC KEY", public), 0o600); err != nil {
		return err
	}
	return os.WriteFile(file+".key", keyPEM, 0o600)
}

func (a *Authority) sign(template *x509.Certificate, key crypto.Signer) ([]byte, error) {
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("cannot sign the certificate of %s: %w", template.Subject.CommonName, err)
	}
	return encode("CERTIFICATE", der), nil
}

func template(name string, groups []string) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: groups},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
	}
}

func newKey() (crypto.Signer, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	return key, encode("EC PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
