package ai.sympozium.endpoint.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves the files of the chat page. They contain nothing about the instance, so they need no key.
 *
 * @param files answers by path
 */
public record ChatPage(Map<String, HttpAnswer> files) {
  /** Serves no file. */
  public static final ChatPage NONE = new ChatPage(Map.of());

  /** Only files and API of this server. The browser also rejects code that would parse HTML. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          // An update of the endpoint replaces all files at once.
          "Cache-Control", "no-cache");

  public ChatPage {
    files = Map.copyOf(files);
  }

  /** Reads the files of the page. */
  public static ChatPage load() {
    var files = new HashMap<String, HttpAnswer>();
    files.put("/", file("page.html", "text/html; charset=utf-8"));
    files.put("/page.css", file("page.css", "text/css; charset=utf-8"));
    files.put("/page.js", file("page.js", JAVASCRIPT));
    files.put("/api.js", file("api.js", JAVASCRIPT));
    files.put("/conversation.js", file("conversation.js", JAVASCRIPT));
    files.put("/message.js", file("message.js", JAVASCRIPT));
    files.put("/icon.svg", file("icon.svg", "image/svg+xml"));
    return new ChatPage(files);
  }

  /** Answers a request for a file; empty if the path is not one of a file. */
  public Optional<HttpAnswer> answer(RequestHead head) {
    return Optional.ofNullable(files.get(head.path()))
        .map(file ->
            switch (head.method()) {
              case "GET", "HEAD" -> file;
              default ->
                  HttpAnswer.text(405, "This file can only be read.").with("Allow", "GET, HEAD");
            });
  }

  private static HttpAnswer file(String name, String type) {
    try (var in = Objects.requireNonNull(ChatPage.class.getResourceAsStream(name), name)) {
      var content = new String(in.readAllBytes(), UTF_8);
      return new HttpAnswer(200, HEADERS, content)
          .with("Content-Type", type)
          // The answer to HEAD has it too.
          .with("Content-Length", Integer.toString(content.getBytes(UTF_8).length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
