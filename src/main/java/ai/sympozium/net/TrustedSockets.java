package ai.sympozium.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Supplies sockets that trust the authorities of the cluster. Reads the public ones at the first
 * use, which takes a moment.
 */
public final class TrustedSockets implements Supplier<SSLSocketFactory> {
  private final String authorities;
  private @Nullable SSLSocketFactory sockets;

  /**
   * Creates a supplier.
   *
   * @param authorities certificates in PEM format, which the operator has checked; empty means none
   */
  public TrustedSockets(String authorities) {
    this.authorities = authorities;
  }

  @Override
  public synchronized SSLSocketFactory get() {
    if (authorities.isEmpty()) {
      return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }
    if (sockets == null) {
      try {
        sockets = TrustedAuthorities.sockets(TrustedAuthorities.parse(authorities));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sockets;
  }
}
