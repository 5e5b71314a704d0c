package ai.sympozium.operator.kube;

import io.netty.handler.ssl.DelegatingSslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/**
 * Asks for ChaCha20-Poly1305 before AES-GCM. Only the optimizing compiler, which the operator does
 * without, knows the processor's instructions for AES: else ChaCha20 takes a quarter of its time,
 * and AES took a fifth of all of the operator's in a burst of runs. Whoever does not speak it takes
 * what he took before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, section 4.1.2: the
 *     client's list is in its order of preference</a>
 */
final class ChaChaFirstSslOptions extends JdkSSLEngineOptions {
  private static final String FIRST = "TLS_CHACHA20_POLY1305_SHA256";

  private final JdkSSLEngineOptions client;

  /**
   * The order.
   *
   * @param client what the Kubernetes client has decided about its connections; all of it stays
   */
  ChaChaFirstSslOptions(JdkSSLEngineOptions client) {
    this.client = client;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    SslContextFactory contexts = client.sslContextFactory();
    return () ->
        new DelegatingSslContext(contexts.create()) {
          @Override
          protected void initEngine(SSLEngine engine) {
            Stream<String> first =
                Arrays.stream(engine.getSupportedCipherSuites()).filter(FIRST::equals);
            engine.setEnabledCipherSuites(
                Stream.concat(first, Arrays.stream(engine.getEnabledCipherSuites()))
                    .distinct()
                    .toArray(String[]::new));
          }
        };
  }

  @Override
  public JdkSSLEngineOptions copy() {
    return this;
  }
}
