package ai.sympozium.agent.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTextTest {
  @Test
  void shouldKeepHeadingsLinksListsAndTables() {
    var html =
        """
        <html><head><title>Release notes</title><style>p {}</style></head>
        <body><script>alert(1)</script>
        <h1>Version 2</h1>
        <p>See the <a href="/guide?a=1">guide</a> and
           <b>read</b>&nbsp;it &amp; <a href="#top">more</a>.<br>Next line.</p>
        <ul><li>one</li><li>two<ol><li><p>first</p></li><li>second</li></ol></li></ul>
        <table><tr><th>Name</th><th>Size</th></tr><tr><td>a</td><td>1
           <b>MiB</b></td></tr></table>
        <pre>x = 1
          y = 2</pre>
        <p hidden>invisible</p>
        <img src="a.png" alt="A chart">
        </body></html>
        """;

    assertThat(PageText.of(page("text/html; charset=utf-8", html.getBytes(UTF_8))))
        .isEqualTo(
            """
            # Release notes

            # Version 2

            See the [guide](https://pages.example/guide?a=1) and read it & more.
            Next line.

            - one
            - two
              1. first
              2. second

            | Name | Size |
            | --- | --- |
            | a | 1 MiB |

            ```
            x = 1
              y = 2
            ```

            [image: A chart]\
            """);
  }

  @Test
  void shouldReadTableThatArrangesPageAsText() {
    var html = "<table><tr><td><h2>News</h2><p>Text.</td><td><ul><li>a</ul></td></tr></table>";

    assertThat(PageText.of(page("text/html", html.getBytes(UTF_8))))
        .isEqualTo("## News\n\nText.\n\n- a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/problem+json", "text/csv"})
  void shouldReturnTextUnchanged(String type) {
    var text = "{\"a\":  [1,\r\n2], \"b\": \"<p>\\u00fc ü</p>\"}\n";

    assertThat(PageText.of(page(type, text.getBytes(UTF_8)))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain; charset=iso-8859-1, ISO-8859-1",
        "text/plain; charset=\"windows-1252\", windows-1252",
    "text/plain;Charset='utf-8', UTF-8", "text/html; charset=Shift_JIS, Shift_JIS",
    "text/plain; charset=unknown, UTF-8"
  })
  void shouldDecodeCharsetOfHeader(String type, String charset) {
    var text = charset.equals("Shift_JIS") ? "日本" : "größer";

    assertThat(PageText.of(page(type, text.getBytes(Charset.forName(charset))))).isEqualTo(text);
  }

  @Test
  void shouldDecodeCharsetOfPage() {
    var html = "<html><head><meta charset=iso-8859-1></head><body>größer</body></html>";

    assertThat(PageText.of(page("text/html", html.getBytes(ISO_8859_1)))).isEqualTo("größer");
  }

  @Test
  void shouldDecodeByteOrderMark() {
    assertThat(PageText.of(page("text/plain", "\uFEFFgrößer".getBytes(UTF_16LE))))
        .isEqualTo("größer");
    assertThat(PageText.of(page(null, "\uFEFFgrößer".getBytes(UTF_8)))).isEqualTo("größer");
  }

  @Test
  void shouldRecognizeHtmlWithoutType() {
    var html = "<!-- x --><!DOCTYPE html><body><h2>Title</h2>";

    assertThat(PageText.of(page(null, html.getBytes(UTF_8)))).isEqualTo("## Title");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/octet-stream", "text/plain", "application/zip"})
  void shouldReportBinaryContent(String type) {
    var png = new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13};

    assertThat(PageText.of(page(type, png))).isNull();
  }

  @Test
  void shouldReadTextOfUnknownType() {
    assertThat(PageText.of(page("application/octet-stream", "größer".getBytes(UTF_8))))
        .isEqualTo("größer");
  }

  @Test
  void shouldConvertDeepPageWithoutOverflow() {
    var html = "<div>".repeat(50_000) + "text";

    assertThat(PageText.of(page("text/html", html.getBytes(UTF_8)))).contains("text");
  }

  /** Any content becomes text or is reported as binary. */
  @Test
  void shouldConvertAnyContent() {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    var parts =
        List.of(
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<pre>",
            "</pre>",
            "<a href=x>",
            "</a>",
            "<h1>",
            "</p>",
            "<br>",
            "text",
            " ",
            "\n",
            "\0",
            "<th>",
            "<ol>",
            "<code>",
            "</code>",
            "&#0;",
            "<svg>",
            "\uD83D",
            "<select>",
            "<img alt=a>",
            "</li>");
    for (var i = 0; i < 1_000; i++) {
      var html = new StringBuilder();
      for (var n = random.nextInt(40); n > 0; n--) {
        html.append(parts.get(random.nextInt(parts.size())));
      }
      var type = random.nextBoolean() ? "text/html" : "text/plain";
      try {
        PageText.of(page(type, html.toString().getBytes(UTF_8)));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + html, e);
      }
    }
  }

  private static FetchedPage page(@Nullable String type, byte[] body) {
    return new FetchedPage(
        200, "OK", "https://pages.example/a/", false, type, body, false, List.of());
  }
}
