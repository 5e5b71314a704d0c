package ai.sympozium.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.page.ChatPage;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests the files of the chat page by HTTP. {@code ChatPageIT} uses the page in a browser. */
class ChatPageTest {
  private static final Path SOURCES = Path.of("src/main/resources/ai/sympozium/endpoint/page");

  private final TestEndpoint endpoint = TestEndpoint.withPage(1);

  @AfterEach
  void close() {
    endpoint.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/page.css, text/css",
    "/page.js, text/javascript",
    "/api.js, text/javascript",
    "/conversation.js, text/javascript",
    "/message.js, text/javascript",
    "/icon.svg, image/svg+xml"
  })
  void shouldServeFileWithStrictHeadersAndWithoutKey(String path, String type) throws Exception {
    var response = send("GET", path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isIn(type, type + "; charset=utf-8");
    assertThat(header(response, "Content-Security-Policy").split("; "))
        .containsExactlyInAnyOrder(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(response, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void shouldServeEachFileThatExists() throws Exception {
    try (var files = Files.list(SOURCES)) {
      assertThat(ChatPage.load().files().keySet())
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> "/" + file.getFileName())
                  .map(path -> path.equals("/page.html") ? "/" : path)
                  .toList());
    }
  }

  @Test
  void shouldAnswerHeadWithHeadersOnly() throws Exception {
    var page = send("GET", "/");

    var response = send("HEAD", "/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Length"))
        .isEqualTo(Integer.toString(page.body().getBytes(StandardCharsets.UTF_8).length));
    assertThat(header(response, "Content-Security-Policy"))
        .isEqualTo(header(page, "Content-Security-Policy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void shouldRejectOtherMethods(String method) throws Exception {
    var response = send(method, "/page.js");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page.html",
        "/index.html",
        "//",
        "//page.js",
        "/../page.js",
        "/./page.js",
        "/page.js/",
        "/page.js/..",
        "/%70age.js",
        "/page.js%00",
        "/%2e%2e/application.properties",
        "/..%2fapplication.properties",
        "/../../../../application.properties",
        "/ChatPage.class",
        "/Page.js"
      })
  void shouldRequireKeyForAnyOtherPath(String path) throws Exception {
    assertThat(raw("GET " + path)).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void shouldNotCountFilesAgainstKey() throws Exception {
    for (var path : new String[] {"/", "/page.js", "/page.css"}) {
      assertThat(endpoint.get(path).statusCode()).isEqualTo(200);
      assertThat(endpoint.get(path).headers().map())
          .doesNotContainKey("x-ratelimit-limit-requests");
    }

    assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(200);
    assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(429);
    assertThat(endpoint.get("/").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/icon.svg"})
  void shouldServeNoFileWhenPageIsOff(String path) throws Exception {
    try (var off = new TestEndpoint()) {
      assertThat(off.get(path).statusCode()).isEqualTo(404);
      assertThat(off.send(HttpRequest.newBuilder(URI.create(off.url() + path))).statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void shouldServePageWithQueryAndNameNothingOfInstance() throws Exception {
    var response = send("GET", "/?key=value");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).doesNotContain("sre-bot", "?key");
  }

  /** The browser enforces this too, but its policy would break the page for a user. */
  @Test
  void shouldContainNoInlineScriptAndParseNoText() throws Exception {
    assertThat(Files.readString(SOURCES.resolve("page.html")))
        .doesNotContainPattern(Pattern.compile("\\son\\w+=|\\sstyle=|<style|javascript:"))
        .doesNotContainPattern("<script(?! type=\"module\" src=\"page.js\"></script>)");
    for (var name : Set.of("page.js", "api.js", "conversation.js", "message.js")) {
      assertThat(Files.readString(SOURCES.resolve(name)))
          .as(name)
          .doesNotContainPattern(
              "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|Function\\("
                  + "|DOMParser|localStorage|https?:");
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"webUI\":true,', true", "'\"webUI\":false,', false", "'', false"})
  void shouldServePageWhenSettingOfOperatorIsTrue(String field, boolean served) throws Exception {
    var settings =
        EndpointSettings.read(
            "{"
                + field
                + "\"instance\":\"a\",\"instanceUID\":\"b\",\"namespace\":\"c\",\"model\":\"d\","
                + "\"url\":\"http://x\"}");

    assertThat(settings.webUI()).isEqualTo(served);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return endpoint.send(
        HttpRequest.newBuilder(URI.create(endpoint.url() + path))
            .method(method, BodyPublishers.noBody()));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Sends a path as it is: clients would normalize it. */
  private String raw(String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", endpoint.port())) {
      var head = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
