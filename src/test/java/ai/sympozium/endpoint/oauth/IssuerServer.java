package ai.sympozium.endpoint.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.gateway.SelfSignedKeys;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;

/** An issuer by HTTPS on this machine, with metadata and keys. */
final class IssuerServer implements AutoCloseable {
  static final String OAUTH = "/.well-known/oauth-authorization-server";
  static final String OPENID = "/.well-known/openid-configuration";
  static final String JWKS = "/keys";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;
  private final SSLSocketFactory sockets;

  IssuerServer() throws IOException {
    var keys = SelfSignedKeys.create("dns:localhost,ip:127.0.0.1");
    sockets = trusting(SelfSignedKeys.certificate(keys));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSignedKeys.context(keys)));
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  JsonFetcher fetcher(Duration atMost) {
    return new JsonFetcher(() -> sockets, atMost);
  }

  JsonFetcher fetcher() {
    return fetcher(Duration.ofSeconds(5));
  }

  void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          // A context also has the paths below it.
          if (exchange.getRequestURI().getPath().equals(path)) {
            handler.handle(exchange);
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
  }

  void serve(String path, String body) {
    serve(path, exchange -> answer(exchange, body));
  }

  /** Serves metadata of this issuer. */
  void serveMetadata(String path, String issuer) {
    serve(path, metadata(issuer, url() + JWKS));
  }

  void serveKeys(JsonWebKey... keys) {
    serve(JWKS, new JsonWebKeySet(keys).toJson());
  }

  static String metadata(String issuer, String jwks) {
    return JsonTrees.write(JsonTrees.object().put("issuer", issuer).put("jwks_uri", jwks));
  }

  static void answer(HttpExchange exchange, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static SSLSocketFactory trusting(String pem) throws IOException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "issuer",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8))));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
