package ai.sympozium.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Secret of a webhook, which is mounted as files. Reads it again for each attempt,
 * because a Secret can change.
 */
record WebhookSettings(Path directory) {
  static final String URL = "url";
  static final String SIGNING_KEY = "signingKey";

  private static final int MAX_BYTES = 8 << 10;

  /** Returns a value without the white space around it, or null if the Secret does not have it. */
  @Nullable String read(String key) throws IOException {
    var file = directory.resolve(key);
    if (!Files.exists(file)) {
      return null;
    }
    try (var in = Files.newInputStream(file)) {
      var value = new String(in.readNBytes(MAX_BYTES), UTF_8).strip();
      return value.isEmpty() ? null : value;
    }
  }
}
