package ai.sympozium.agent.tool;

import ai.sympozium.agent.fetch.FetchedPage;
import ai.sympozium.agent.fetch.PageFetcher;
import ai.sympozium.agent.fetch.PageText;
import ai.sympozium.net.RequestException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Fetches a page from the internet and returns it as text. */
public final class FetchUrlTool implements Tool {
  private static final int DEFAULT_CHARS = 50_000;
  private static final int MAX_CHARS = 100_000;
  private static final int ERROR_CHARS = 2_000;
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_VALUE =
      Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]{0,8000}");

  /** Headers of the connection, which would change who gets the request or how it is read. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive");

  private final PageFetcher fetcher;

  public FetchUrlTool(PageFetcher fetcher) {
    this.fetcher = fetcher;
  }

  @Override
  public String name() {
    return "fetch_url";
  }

  @Override
  public String description() {
    return "Fetches a page from the internet with GET and returns its text. HTML becomes text with"
        + " headings, links, lists and tables. Addresses of the cluster and of private networks are"
        + " not allowed, unless an administrator has allowed them.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .requiredString("url", "Complete URL with http:// or https://")
        .integer("maxChars", "Maximum length of the text.", DEFAULT_CHARS, 1, MAX_CHARS)
        .texts("headers", "Headers of the request, for example {\"Accept\": \"text/plain\"}.")
        .build();
  }

  @Override
  public String subject(ObjectNode arguments) {
    return arguments.path("url").asText("");
  }

  @Override
  public ToolResult run(ObjectNode json) throws ToolException, InterruptedException {
    var arguments = new ToolArguments(json);
    var url = arguments.required("url");
    var maxChars = (int) arguments.number("maxChars", DEFAULT_CHARS, 1, MAX_CHARS);
    try {
      return describe(fetcher.fetch(url, headers(arguments)), maxChars);
    } catch (RequestException e) {
      throw new ToolException(e.code(), e.getMessage(), e.hint());
    }
  }

  private static Map<String, String> headers(ToolArguments arguments) throws ToolException {
    var headers = new LinkedHashMap<String, String>();
    for (var header : arguments.texts("headers").entrySet()) {
      var name = header.getKey();
      var lower = name.toLowerCase(Locale.ROOT);
      if (!HEADER_NAME.matcher(name).matches()
          || OWN_HEADERS.contains(lower)
          || lower.startsWith("proxy-")) {
        throw ToolArguments.invalid("the header \"" + name + "\" cannot be set");
      }
      if (!HEADER_VALUE.matcher(header.getValue()).matches()) {
        throw ToolArguments.invalid("the value of the header \"" + name + "\" is not valid");
      }
      headers.put(name, header.getValue());
    }
    return headers;
  }

  private static ToolResult describe(FetchedPage page, int maxChars) {
    var text = PageText.of(page);
    var content = new StringBuilder();
    if (!page.isSuccessful()) {
      var reason = page.reason().isBlank() ? "" : " " + page.reason();
      content.append("HTTP ").append(page.status()).append(reason).append("\n\n");
    }
    var limit = page.isSuccessful() ? maxChars : Math.min(maxChars, ERROR_CHARS);
    content.append(text == null ? binary(page) : beginning(text, limit));
    if (text != null && text.isBlank()) {
      line(content, "the response has no text");
    }
    if (text != null && text.length() > limit) {
      line(content, "the first " + limit + " of " + text.length() + " characters");
    }
    if (page.truncated()) {
      line(content, "only the first " + page.body().length + " bytes were read");
    }
    if (page.redirected()) {
      line(content, "redirected to " + page.url());
    }
    if (!page.droppedHeaders().isEmpty()) {
      line(
          content,
          "not sent to the host of the redirect: " + String.join(", ", page.droppedHeaders()));
    }
    var truncated = page.truncated() || (text != null && text.length() > limit);
    var error = page.isSuccessful() ? null : "HTTPStatus";
    return new ToolResult(content.toString(), null, truncated, error);
  }

  private static String binary(FetchedPage page) {
    var type = PageText.mediaType(page.contentType());
    return "[binary content, "
        + (type.isEmpty() ? "unknown type" : type)
        + ", "
        + page.body().length
        + " bytes: fetch_url returns text only]";
  }

  private static String beginning(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    var splits = Character.isHighSurrogate(text.charAt(limit - 1));
    return text.substring(0, splits ? limit - 1 : limit);
  }

  private static void line(StringBuilder text, String note) {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    text.append('[').append(note).append(']');
  }
}
