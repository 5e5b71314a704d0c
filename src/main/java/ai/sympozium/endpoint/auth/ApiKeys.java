package ai.sympozium.endpoint.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Keys of the clients, each with the name of its client. Only hashes are in memory.
 *
 * @param hashes SHA-256 of the keys, by client
 */
public record ApiKeys(Map<String, String> hashes) {
  public static final ApiKeys NONE = new ApiKeys(Map.of());

  private static final String HASH_PREFIX = "sha256:";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_FILE_BYTES = 4096;
  private static final int MAX_KEYS = 1000;

  /** Shorter keys can be guessed. */
  private static final int MIN_KEY_LENGTH = 16;

  public ApiKeys {
    hashes = Map.copyOf(hashes);
  }

  /**
   * Reads the directory of a mounted Secret: the name of a file is that of the client, its content
   * is the key or its hash. A key that is empty, short or malformed is not accepted.
   */
  public static ApiKeys read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return NONE;
    }
    var hashes = new TreeMap<String, String>();
    try (var files = Files.list(directory)) {
      for (var file : files.sorted().limit(MAX_KEYS).toList()) {
        var client = file.getFileName().toString();
        if (!client.startsWith("..") && Files.isRegularFile(file)) {
          hash(content(file)).ifPresent(hash -> hashes.put(client, hash));
        }
      }
    }
    return new ApiKeys(hashes);
  }

  /**
   * Returns the client of a key. Compares with all keys, so that the time does not depend on the
   * key.
   */
  public Optional<String> client(String key) {
    var presented = Sha256.hex(key).getBytes(UTF_8);
    Optional<String> found = Optional.empty();
    for (var entry : hashes.entrySet()) {
      if (MessageDigest.isEqual(presented, entry.getValue().getBytes(UTF_8))) {
        found = Optional.of(entry.getKey());
      }
    }
    return found;
  }

  public boolean isEmpty() {
    return hashes.isEmpty();
  }

  private static Optional<String> hash(String content) {
    if (content.startsWith(HASH_PREFIX)) {
      return Optional.of(content.substring(HASH_PREFIX.length()))
          .filter(hash -> HASH.matcher(hash).matches());
    }
    return content.length() < MIN_KEY_LENGTH ? Optional.empty() : Optional.of(Sha256.hex(content));
  }

  private static String content(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_FILE_BYTES), UTF_8).strip();
    }
  }

  /** Names the clients only: a hash of a short key could be inverted. */
  @Override
  public String toString() {
    return "ApiKeys" + hashes.keySet();
  }
}
