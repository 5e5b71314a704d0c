package ai.sympozium.agent.fetch;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts the content of a page to text. */
public final class PageText {
  private static final Pattern CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\"';\\s]+)");
  private static final Pattern TEXT_TYPE =
      Pattern.compile(
          "text/.*|application/(.*\\+)?(json|xml|yaml|x-yaml|toml|javascript|x-javascript|ecmascript"
              + "|ld\\+json|x-ndjson|jsonl|x-sh|x-www-form-urlencoded|graphql|sql)|image/svg\\+xml"
              + "|message/.*");
  private static final Pattern HTML_TYPE = Pattern.compile("text/html|application/xhtml\\+xml");
  private static final Pattern HTML_START =
      Pattern.compile("(?is)\\s*(<!--.*?-->\\s*)*<(!doctype\\s+html|html|head|body)\\b.*");
  private static final int SNIFFED_CHARS = 2_000;

  private PageText() {}

  /** Returns the text of a page, or null for binary content. HTML becomes readable text. */
  public static @Nullable String of(FetchedPage page) {
    var type = mediaType(page.contentType());
    var body = page.body();
    if (HTML_TYPE.matcher(type).matches()) {
      return HtmlText.of(body, charset(page, body), page.url());
    }
    var text = decode(page, body, type);
    if (text == null || isBinary(text)) {
      return null;
    }
    var start = text.substring(0, Math.min(text.length(), SNIFFED_CHARS));
    return type.isEmpty() && HTML_START.matcher(start).matches()
        ? HtmlText.of(body, charset(page, body), page.url())
        : text;
  }

  /** Returns the type in a header, without parameters and in lower case; empty for none. */
  public static String mediaType(@Nullable String contentType) {
    var type = contentType == null ? "" : contentType;
    var end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String decode(FetchedPage page, byte[] body, String type) {
    var mark = byteOrderMark(body);
    var charset = charset(page, body);
    if (charset != null || TEXT_TYPE.matcher(type).matches()) {
      var text = new String(body, charset == null ? UTF_8 : charset);
      return mark != null && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, wholeCharacters(page))).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** A truncated body can end within a character. */
  private static int wholeCharacters(FetchedPage page) {
    var body = page.body();
    var length = body.length;
    if (page.truncated()) {
      while (length > 0 && length > body.length - 4 && body[length - 1] < 0) {
        length--;
      }
    }
    return length;
  }

  private static @Nullable Charset charset(FetchedPage page, byte[] body) {
    var mark = byteOrderMark(body);
    if (mark != null) {
      return mark;
    }
    var contentType = page.contentType();
    var matcher = CHARSET.matcher(contentType == null ? "" : contentType);
    try {
      return matcher.find() ? Charset.forName(matcher.group(1)) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Charset byteOrderMark(byte[] body) {
    if (startsWith(body, 0xef, 0xbb, 0xbf)) {
      return UTF_8;
    }
    if (startsWith(body, 0xfe, 0xff)) {
      return UTF_16BE;
    }
    return startsWith(body, 0xff, 0xfe) ? UTF_16LE : null;
  }

  private static boolean startsWith(byte[] body, int... bytes) {
    if (body.length < bytes.length) {
      return false;
    }
    for (var i = 0; i < bytes.length; i++) {
      if ((body[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Text contains no NUL and hardly any control characters. */
  private static boolean isBinary(String text) {
    var controls = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        return true;
      }
      if (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b) {
        controls++;
      }
    }
    return controls * 50 > text.length();
  }
}
