package ai.sympozium.agent.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** Converts HTML to text that keeps headings, links, lists and tables, in Markdown. */
final class HtmlText {
  private static final String INVISIBLE =
      "script, style, noscript, template, svg, canvas, iframe, object, embed, audio, video, select,"
          + " [hidden], [aria-hidden=true], dialog:not([open])";

  private HtmlText() {}

  /**
   * Converts a page.
   *
   * @param charset null for the charset that the page itself declares, otherwise UTF-8
   */
  static String of(byte[] html, @Nullable Charset charset, String url) {
    Document document;
    try {
      var name = charset == null ? null : charset.name();
      document = Jsoup.parse(new ByteArrayInputStream(html), name, url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    document.select(INVISIBLE).remove();
    var text = new MarkdownWriter();
    var title = document.title().strip();
    if (!title.isEmpty() && !title.equals(firstHeading(document))) {
      text.title(title);
    }
    document.body().traverse(text);
    return text.toString();
  }

  private static String firstHeading(Document document) {
    var heading = document.selectFirst("h1");
    return heading == null ? "" : heading.text().strip();
  }
}
