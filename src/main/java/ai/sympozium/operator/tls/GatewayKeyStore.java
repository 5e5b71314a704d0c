package ai.sympozium.operator.tls;

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
import org.jspecify.annotations.Nullable;

/**
 * Provides the server's certificate to the TLS registry. It is empty until the Secret is read: the
 * HTTP server starts before the API server is reachable, and every handshake fails until then.
 */
@ApplicationScoped
@Identifier(GatewayKeyStore.NAME)
class GatewayKeyStore implements KeyStoreProvider {
  /** Name of the TLS configuration, also in {@code application.properties}. */
  static final String NAME = "gateway";

  /** The key store never leaves the process. */
  private static final char[] PASSWORD = {};

  private volatile @Nullable ServerCertificate server;

  void set(ServerCertificate certificate) {
    server = certificate;
  }

  @Override
  public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, PASSWORD);
      ServerCertificate present = server;
      if (present != null) {
        store.setKeyEntry(NAME, present.key(), PASSWORD, new Certificate[] {present.certificate()});
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, PASSWORD);
      return new KeyStoreAndKeyCertOptions(
          store, KeyCertOptions.wrap((X509KeyManager) factory.getKeyManagers()[0]));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the gateway's key store can't be created", e);
    }
  }
}
