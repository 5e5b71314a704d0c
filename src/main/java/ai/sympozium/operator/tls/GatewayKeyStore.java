package ai.sympozium.operator.tls;

import ai.sympozium.base.ServerKeys;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * Provides the server's certificate to the TLS registry. There is none until the Secret is read:
 * the HTTP server starts before the API server is reachable, and every handshake fails until then.
 */
@ApplicationScoped
@Identifier(GatewayKeyStore.NAME)
class GatewayKeyStore implements KeyStoreProvider {
  /** Name of the TLS configuration, also in {@code application.properties}. */
  static final String NAME = "gateway";

  /** The key store never leaves the process. */
  private static final char[] PASSWORD = {};

  private final ServerKeys keys = new ServerKeys();

  /** Presents a certificate to all new connections. */
  void set(ServerCertificate certificate) {
    try {
      KeyStore store = empty();
      store.setKeyEntry(
          NAME, certificate.key(), PASSWORD, new Certificate[] {certificate.certificate()});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, PASSWORD);
      keys.replace((X509KeyManager) factory.getKeyManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the gateway's certificate can't be used", e);
    }
  }

  /** The key store stays empty, because the key manager can change and a key store can't. */
  @Override
  public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
    try {
      return new KeyStoreAndKeyCertOptions(empty(), KeyCertOptions.wrap(keys));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the gateway's key store can't be created", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, PASSWORD);
    return store;
  }
}
