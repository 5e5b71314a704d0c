package ai.sympozium.agent.model.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Masks the key in messages of a server, because some servers repeat it. Masks whole words only: a
 * placeholder such as {@code models} must not change URLs.
 */
final class KeyMask {
  private static final String MASK = "***";

  private final @Nullable Pattern key;

  KeyMask(@Nullable String key) {
    this.key =
        key == null
            ? null
            : Pattern.compile("(?<![A-Za-z0-9_/.-])" + Pattern.quote(key) + "(?![A-Za-z0-9_/-])");
  }

  String mask(String text) {
    return key == null ? text : key.matcher(text).replaceAll(MASK);
  }
}
