package ai.sympozium.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateReloaderTest {
  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldPresentChangedCertificate() throws Exception {
    update(1, certificate(1));
    try (var listener = listen(Duration.ofMillis(50))) {
      assertThat(presented(listener)).isOne();

      update(2, certificate(2));

      await().until(() -> presented(listener) == 2);
    }
  }

  @Test
  void shouldKeepCertificateWhenChangedOneIsBroken() throws Exception {
    update(1, certificate(1));
    try (var listener = listen(Duration.ofDays(1))) {
      update(2, new Pair("broken", "broken"));

      listener.reloadCertificate();

      assertThat(presented(listener)).isOne();
      update(3, certificate(3));
      listener.reloadCertificate();
      assertThat(presented(listener)).isEqualTo(3);
    }
  }

  @Test
  void shouldServeConnectionsWhileCertificateChanges() throws Exception {
    update(0, certificate(1));
    try (var listener = listen(Duration.ofDays(1))) {
      var changes =
          Thread.ofVirtual()
              .start(() -> {
                for (int version = 1; !Thread.currentThread().isInterrupted(); version++) {
                  change(version);
                  listener.reloadCertificate();
                }
              });
      for (int connection = 0; connection < 2000; connection++) {
        assertThat(presented(listener)).isPositive();
      }
      changes.interrupt();
      changes.join();
    }
  }

  private void change(int version) {
    try {
      update(version, certificate(version));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpListener listen(Duration interval) {
    RequestGate gate =
        new RequestGate() {
          @Override
          public Admission admit(RequestHead head) {
            return new Admitted("client", Map.of());
          }

          @Override
          public HttpAnswer answer(HttpFailure failure) {
            return HttpAnswer.text(500, failure.name());
          }
        };
    return HttpListener.start(
        vertx,
        0,
        new TlsFiles(directory, interval),
        HttpLimits.DEFAULT,
        gate,
        exchange -> exchange.answer(HttpAnswer.text(200, "ok")));
  }

  private record Pair(String certificate, String key) {}

  /** Replaces the whole volume at once, as the kubelet does. */
  private void update(int version, Pair pair) throws IOException {
    var data = Files.createDirectory(directory.resolve(".." + version));
    Files.writeString(data.resolve("tls.crt"), pair.certificate());
    Files.writeString(data.resolve("tls.key"), pair.key());
    var link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, data.getFileName());
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Pair certificate(long serial) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var keys = generator.generateKeyPair();
    var name = new X500Name("CN=localhost");
    var now = Instant.now();
    var certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.valueOf(serial),
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(600)),
                        name,
                        keys.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    return new Pair(pem(certificate), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /** Returns the serial number of the certificate that a new connection gets. */
  private static long presented(HttpListener listener) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    try (var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSerialNumber().longValueExact();
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
