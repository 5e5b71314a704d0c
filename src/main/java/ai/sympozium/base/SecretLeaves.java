package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds the texts within structured secrets: JSON such as the configuration of Docker, YAML such as
 * a kubeconfig, files of variables, {@code .netrc}, passwords in URLs, and all of these in base64.
 * Each text is passed on with the key that names it, or with an empty key.
 */
final class SecretLeaves {
  private static final JsonFactory JSON = new JsonFactory();

  /** A kubeconfig in base64 contains certificates in base64. */
  private static final int MAX_NESTING = 3;

  private static final Set<String> NETRC = Set.of("password", "login", "account");

  /** Nested texts are read several times. */
  private static final int MAX_CHARACTERS = 4 << 20;

  private final BiConsumer<String, String> leaves;
  private int characters;

  SecretLeaves(BiConsumer<String, String> leaves) {
    this.leaves = leaves;
  }

  void find(String secret) {
    find("", secret, 0);
  }

  private void find(String key, String text, int nesting) {
    characters += text.length();
    if (nesting > MAX_NESTING || characters > MAX_CHARACTERS) {
      return;
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      json(text, nesting);
    }
    text.lines().forEach(line -> line(key, line.strip(), nesting));
    decode(text)
        .ifPresent(decoded -> {
          credentials(decoded);
          leaf(key, decoded, nesting);
        });
  }

  private void leaf(String key, String text, int nesting) {
    accept(key, text);
    find(key, text, nesting + 1);
  }

  private void accept(String key, String text) {
    leaves.accept(key, text);
    password(text);
  }

  /** A text that only resembles JSON has been read up to its first error. */
  private void json(String text, int nesting) {
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          leaf(Objects.requireNonNullElse(parser.currentName(), ""), parser.getText(), nesting);
        }
      }
    } catch (IOException e) {
      // The lines of the text are searched as well.
    }
  }

  private void line(String key, String line, int nesting) {
    netrc(line, nesting);
    int separator = first(line.indexOf(": "), line.indexOf('='));
    boolean named = separator > 0 && isName(line, separator);
    if (named) {
      leaf(line.substring(0, separator), unquoted(line.substring(separator + 1).strip()), nesting);
    } else {
      accept(key, line);
    }
  }

  /** Credentials for HTTP are a name and a password, in base64. */
  private void credentials(String decoded) {
    int colon = decoded.indexOf(':');
    if (colon > 0 && decoded.indexOf(' ') < 0 && decoded.indexOf('\n') < 0) {
      leaves.accept("password", decoded.substring(colon + 1));
    }
  }

  private void netrc(String line, int nesting) {
    String[] words = line.split("\\s+", -1);
    for (int i = 0; i + 1 < words.length; i++) {
      if (NETRC.contains(words[i])) {
        leaf(words[i], words[i + 1], nesting);
      }
    }
  }

  private void password(String url) {
    int scheme = url.indexOf("://");
    int end = scheme < 0 ? -1 : url.indexOf('@', scheme);
    int colon = end < 0 ? -1 : url.indexOf(':', scheme + 3);
    if (colon > 0 && colon < end) {
      leaves.accept("password", url.substring(colon + 1, end));
    }
  }

  private static int first(int one, int other) {
    return one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
  }

  private static boolean isName(String line, int end) {
    for (int i = 0; i < end; i++) {
      char c = line.charAt(i);
      if (!Character.isLetterOrDigit(c) && "_-. \"'".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** Returns the text that is encoded in base64, if it is printable. */
  private static Optional<String> decode(String text) {
    if (text.length() < 8) {
      return Optional.empty();
    }
    try {
      String decoded = new String(Base64.getMimeDecoder().decode(text), UTF_8);
      boolean encoded =
          text.chars()
                  .allMatch(
                      c -> c < 128 && (Character.isLetterOrDigit(c) || "+/=\r\n".indexOf(c) >= 0))
              && decoded
                  .chars()
                  .allMatch(c -> c != '\uFFFD' && (c >= ' ' || Character.isWhitespace(c)));
      return encoded ? Optional.of(decoded.strip()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a key says that its text is secret, also if it resembles an ordinary word. */
  static boolean isSecretKey(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return Set.of("pass", "pwd", "token", "secret", "key", "auth", "credential").stream()
        .anyMatch(name::contains);
  }
}
