package ai.sympozium.ipc.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Keys of servers for tests. */
public final class SelfSignedKeys {
  private static final String ALIAS = "server";
  private static final String PASSWORD = "password";

  private SelfSignedKeys() {}

  /**
   * Creates a key and its certificate.
   *
   * @param names of the server, as keytool expects them: {@code dns:localhost,ip:127.0.0.1}
   */
  public static KeyStore create(String names) throws IOException {
    var directory = Files.createTempDirectory("keys");
    var file = directory.resolve("keys.p12");
    try {
      var keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  ALIAS,
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "san=" + names,
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      var output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IOException(output);
      }
      return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  /** Returns the certificate, which clients trust, in PEM format. */
  public static String certificate(KeyStore keys) throws IOException {
    try {
      return pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Returns the private key in PEM format. */
  public static String privateKey(KeyStore keys) throws IOException {
    try {
      return pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content));
  }

  /** Returns the context of a server with the keys. */
  public static SSLContext context(KeyStore keys) throws IOException {
    try {
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
