package ai.sympozium.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Starts local HTTP servers for the trained programs. */
final class LocalServer {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final char[] PASSWORD = "training-run".toCharArray();

  private LocalServer() {}

  interface Handler {
    void handle(HttpExchange exchange) throws Exception;
  }

  static HttpServer http(Handler handler) throws IOException {
    return start(HttpServer.create(loopback(), 0), handler);
  }

  /** Starts a server and writes its certificate to a file that the client trusts. */
  static HttpServer https(Path certificate, Handler handler)
      throws IOException, InterruptedException, GeneralSecurityException {
    var file = Files.createTempDirectory("training-run").resolve("keys");
    var keytool =
        new ProcessBuilder(
                ("keytool -genkeypair -keyalg EC -groupname secp256r1 -alias training-run -validity"
                        + " 1 -dname CN=training-run -ext SAN=dns:localhost,ip:127.0.0.1 -storepass "
                        + new String(PASSWORD)
                        + " -keystore "
                        + file)
                    .split(" "))
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool made no certificate");
    }
    var keys = KeyStore.getInstance(file.toFile(), PASSWORD);
    Files.createDirectories(certificate.getParent());
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("training-run").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    var server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return start(server, handler);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static HttpServer start(HttpServer server, Handler handler) {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          } catch (Exception e) {
            System.err.println(
                "training-run: %s %s: %s"
                    .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), e));
            throw new IOException(e);
          }
        });
    server.start();
    return server;
  }

  static JsonNode readBody(HttpExchange exchange) throws IOException {
    try (InputStream body = exchange.getRequestBody()) {
      return JSON.readTree(body);
    }
  }

  static void respond(HttpExchange exchange, int status, JsonNode content) throws IOException {
    if (content == null) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    var bytes = JSON.writeValueAsBytes(content);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
