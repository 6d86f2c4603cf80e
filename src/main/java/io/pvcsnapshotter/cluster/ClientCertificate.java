package io.pvcsnapshotter.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate with which a user of a kubeconfig shows who they are.
 *
 * <p>client-java reads it too, but with BouncyCastle, which is larger than everything else that the
 * program needs of it, and takes a quarter of a second to start.
 */
final class ClientCertificate extends X509ExtendedKeyManager {
    /** Of a kubeconfig's user. */
    static final Set<String> KEYS =
            Set.of(
                    "client-certificate",
                    "client-certificate-data",
                    "client-key",
                    "client-key-data");

    private static final String ALIAS = "client";

    private final X509Certificate[] chain;
    private final PrivateKey key;

    private ClientCertificate(X509Certificate[] chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * The certificate of a user, if they have one.
     *
     * @param user as it stands in the kubeconfig; of a value and a file the value counts
     * @throws IllegalArgumentException if it or its key cannot be read; the message says which
     */
    static Optional<ClientCertificate> of(Map<String, Object> user) {
        byte[] certificates = content(user, "client-certificate");
        byte[] key = content(user, "client-key");
        if (certificates.length == 0 && key.length == 0) {
            return Optional.empty();
        }
        if (certificates.length == 0 || key.length == 0) {
            throw new IllegalArgumentException(
                    certificates.length == 0
                            ? "client-key is there and client-certificate is not"
                            : "client-certificate is there and client-key is not");
        }
        X509Certificate[] chain = chain(certificates);
        String algorithm = chain[0].getPublicKey().getAlgorithm();
        try {
            return Optional.of(
                    new ClientCertificate(
                            chain,
                            PemKey.of(new String(key, StandardCharsets.US_ASCII)).read(algorithm)));
        } catch (GeneralSecurityException | RuntimeException broken) {
            throw new IllegalArgumentException(
                    "client-key cannot be read as the %s key of the certificate: %s"
                            .formatted(algorithm, broken.getMessage()),
                    broken);
        }
    }

    private static X509Certificate[] chain(byte[] pem) {
        try {
            X509Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))
                            .toArray(X509Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (GeneralSecurityException broken) {
            throw new IllegalArgumentException(
                    "client-certificate cannot be read: " + broken.getMessage(), broken);
        }
        throw new IllegalArgumentException("client-certificate holds no certificate");
    }

    private static byte[] content(Map<String, Object> user, String name) {
        String data = KubeconfigFiles.text(user, name + "-data");
        String file = KubeconfigFiles.text(user, name);
        try {
            if (!data.isEmpty()) {
                return Base64.getMimeDecoder().decode(data);
            }
            return file.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(file));
        } catch (IOException | RuntimeException broken) {
            throw new IllegalArgumentException(
                    "%s cannot be read: %s"
                            .formatted(data.isEmpty() ? file : name + "-data", broken),
                    broken);
        }
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
