package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCertificateTest {
    /** Made by openssl, for these tests alone. */
    private static Path file(String name) {
        try {
            return Path.of(
                    ClientCertificateTest.class.getResource("keys/%s".formatted(name)).toURI());
        } catch (URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String data(String name) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa-pkcs1.key, SHA256withRSA",
        "rsa.crt, rsa-pkcs8.key, SHA256withRSA",
        "prime256v1.crt, prime256v1-sec1.key, SHA256withECDSA",
        "prime256v1.crt, prime256v1-pkcs8.key, SHA256withECDSA",
        "secp384r1.crt, secp384r1-sec1.key, SHA256withECDSA",
        "secp521r1.crt, secp521r1-sec1.key, SHA256withECDSA",
        "ed25519.crt, ed25519-pkcs8.key, Ed25519",
    })
    void every_usual_form_of_a_key_is_read_from_a_file_and_from_a_value(
            String certificate, String key, String signature)
            throws GeneralSecurityException, IOException {
        for (Map<String, Object> user :
                List.<Map<String, Object>>of(
                        Map.of(
                                "client-certificate", file(certificate).toString(),
                                "client-key", file(key).toString()),
                        Map.of(
                                "client-certificate", "no-such-file",
                                "client-certificate-data", data(certificate),
                                "client-key-data", data(key)))) {
            ClientCertificate read = ClientCertificate.of(user).orElseThrow();
            Signature signing = Signature.getInstance(signature);
            signing.initSign(read.getPrivateKey("client"));
            signing.update((byte) 1);
            byte[] signed = signing.sign();
            PublicKey known = read.getCertificateChain("client")[0].getPublicKey();
            signing.initVerify(known);
            signing.update((byte) 1);
            assertThat(signing.verify(signed)).isTrue();
        }
    }

    @Test
    void a_user_without_a_certificate_has_none() {
        assertThat(ClientCertificate.of(Map.of("token", "t"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsa.crt | rsa-encrypted-pkcs1.key | client-key cannot be read as the RSA key of the certificate: it is encrypted. Give one without a password",
                "rsa.crt | rsa-encrypted-pkcs8.key | client-key cannot be read as the RSA key of the certificate: it is encrypted. Give one without a password",
                "rsa.crt | rsa.crt | client-key cannot be read as the RSA key of the certificate: it holds no PEM block with a private key",
                "rsa.crt | prime256v1-pkcs8.key | client-key cannot be read as the RSA key of the certificate",
                "rsa.crt | prime256v1-sec1.key | client-key cannot be read as the RSA key of the certificate",
                "prime256v1.crt | rsa-pkcs1.key | client-key cannot be read as the EC key of the certificate",
                "rsa-pkcs1.key | rsa-pkcs1.key | client-certificate",
            })
    void what_cannot_be_read_is_said(String certificate, String key, String message) {
        Map<String, Object> user =
                Map.of(
                        "client-certificate", file(certificate).toString(),
                        "client-key", file(key).toString());
        assertThatThrownBy(() -> ClientCertificate.of(user))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void what_is_not_there_is_said() {
        String there = file("rsa.crt").toString();
        assertThatThrownBy(() -> ClientCertificate.of(Map.of("client-certificate", there)))
                .hasMessage("client-certificate is there and client-key is not");
        assertThatThrownBy(() -> ClientCertificate.of(Map.of("client-key", there)))
                .hasMessage("client-key is there and client-certificate is not");
        assertThatThrownBy(() ->
                        ClientCertificate.of(
                                Map.of("client-certificate", "/no/such", "client-key", there)))
                .hasMessageStartingWith("/no/such cannot be read");
        assertThatThrownBy(() ->
                        ClientCertificate.of(
                                Map.of("client-certificate", there, "client-key-data", "%")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_that_is_cut_short_is_said() throws IOException {
        byte[] der = PemKey.of(Files.readString(file("prime256v1-sec1.key"))).der();
        for (int length = 0; length < 45; length++) {
            PemKey cut = new PemKey("EC PRIVATE KEY", Arrays.copyOf(der, length));
            assertThatThrownBy(() -> cut.read("EC"))
                    .isInstanceOfAny(RuntimeException.class, GeneralSecurityException.class);
        }
    }

    @Test
    void a_kubeconfig_with_an_authority_and_a_certificate_opens_a_cluster(@TempDir Path folder)
            throws IOException {
        Path kubeconfig =
                Files.writeString(
                        folder.resolve("kubeconfig"),
                        """
                        current-context: x
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        clusters: [{name: c, cluster: {server: 'https://localhost:1', certificate-authority-data: %s}}]
                        users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                        """
                                .formatted(
                                        data("rsa.crt"),
                                        data("ed25519.crt"),
                                        data("ed25519-pkcs8.key")));
        assertThatCode(() -> ScriptedApiServer.connection(kubeconfig).open(Map.of()))
                .doesNotThrowAnyException();
    }
}
