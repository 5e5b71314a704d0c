package ai.sympozium.integration.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.UUID;

/**
 * Creates the tokens, keys and kubeconfigs of one control plane. The API server creates its own
 * certificate.
 */
record Credentials(Path directory, String adminToken, String managerToken) {
  static Credentials create(Path directory) throws IOException {
    Credentials credentials =
        new Credentials(directory, UUID.randomUUID().toString(), UUID.randomUUID().toString());
    Files.writeString(
        credentials.tokenFile(),
        """
        %s,admin,admin,system:masters
        %s,system:kube-controller-manager,manager
        """
            .formatted(credentials.adminToken, credentials.managerToken));
    credentials.createServiceAccountKeys();
    return credentials;
  }

  Path tokenFile() {
    return directory.resolve("tokens.csv");
  }

  Path serviceAccountKey() {
    return directory.resolve("service-accounts.key");
  }

  Path serviceAccountPublicKey() {
    return directory.resolve("service-accounts.pub");
  }

  Path certificates() {
    return directory.resolve("certificates");
  }

  /** Returns the certificate that the API server creates at its first start. */
  Path serverCertificate() {
    return certificates().resolve("apiserver.crt");
  }

  Path writeKubeconfig(String name, String token, int port) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
        users: [{name: u, user: {token: %s}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        current-context: c
        """
            .formatted(
                port,
                Base64.getEncoder().encodeToString(Files.readAllBytes(serverCertificate())),
                token));
  }

  private void createServiceAccountKeys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      var pair = generator.generateKeyPair();
      writePem(serviceAccountKey(), "PRIVATE KEY", pair.getPrivate().getEncoded());
      writePem(serviceAccountPublicKey(), "PUBLIC KEY", pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writePem(Path file, String type, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, lines));
  }
}
