package ai.sympozium.base;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Private key and certificate of a server, which can be replaced while the server accepts
 * connections. Each handshake gets the key and the certificate of one version. Vert.x can change
 * the options of a server too, but closes the connections that arrive during the change.
 */
public final class ServerKeys extends X509ExtendedKeyManager {
  private static final char SEPARATOR = ':';

  private volatile @Nullable Version current;

  /** A handshake asks first for an alias, then for its key, then for its certificate. */
  private record Version(long number, X509KeyManager keys, @Nullable Version previous) {
    Version withoutHistory() {
      return new Version(number, keys, null);
    }
  }

  /** Uses these keys for all handshakes from now on. Open handshakes keep theirs. */
  public synchronized void replace(X509KeyManager keys) {
    Version last = current;
    current =
        last == null
            ? new Version(0, keys, null)
            : new Version(last.number() + 1, keys, last.withoutHistory());
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keys ->
        keys instanceof X509ExtendedKeyManager extended
            ? extended.chooseEngineServerAlias(keyType, issuers, engine)
            : keys.chooseServerAlias(keyType, issuers, null));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keys -> keys.chooseServerAlias(keyType, issuers, socket));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias, X509KeyManager::getPrivateKey);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias, X509KeyManager::getCertificateChain);
  }

  /** A server has no aliases of clients. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    var alias = chooseServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private @Nullable String choose(Function<X509KeyManager, @Nullable String> selection) {
    var version = current;
    if (version == null) {
      return null;
    }
    var alias = selection.apply(version.keys());
    return alias == null ? null : version.number() + (SEPARATOR + alias);
  }

  private interface Lookup<T> {
    @Nullable T find(X509KeyManager keys, String alias);
  }

  private <T> @Nullable T find(String alias, Lookup<T> lookup) {
    var end = alias.indexOf(SEPARATOR);
    var number = Long.parseLong(alias, 0, end, 10);
    for (var version = current; version != null; version = version.previous()) {
      if (version.number() == number) {
        return lookup.find(version.keys(), alias.substring(end + 1));
      }
    }
    return null;
  }
}
