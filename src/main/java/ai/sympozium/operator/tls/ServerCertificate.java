package ai.sympozium.operator.tls;

import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Certificate of the gateway's server, and its private key. */
public record ServerCertificate(X509Certificate certificate, PrivateKey key) {
  /** The key store never leaves the process. */
  private static final char[] PASSWORD = {};

  /** Returns options for a server that presents this certificate. */
  public KeyCertOptions keyCertOptions() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, PASSWORD);
      store.setKeyEntry("gateway", key, PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, PASSWORD);
      return KeyCertOptions.wrap((X509KeyManager) factory.getKeyManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the gateway's key store can't be created", e);
    }
  }
}
