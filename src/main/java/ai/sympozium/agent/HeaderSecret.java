package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.agent.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads headers of requests to the model from a Secret, which is mounted as one file for each
 * header. No message contains a value.
 *
 * @param directory does not exist if the instance names no Secret
 */
record HeaderSecret(Path directory) {
  private static final String FIELD = "spec.agents.default.providerHeadersSecretRef: ";
  private static final int MAX_VALUE_BYTES = 8 << 10;
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]+");

  /** Headers of the connection, which Java does not send, or which change where a body ends. */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Returns the headers. */
  Map<String, String> read() throws ModelException {
    if (!Files.isDirectory(directory)) {
      return Map.of();
    }
    try {
      var headers = values();
      if (headers.isEmpty()) {
        throw new ModelException(
            FIELD
                + "the Secret does not exist or has no keys. Create it in the namespace of the"
                + " instance, with the name of each header as a key.");
      }
      for (var header : headers.entrySet()) {
        check(header.getKey(), header.getValue());
      }
      return headers;
    } catch (IOException e) {
      throw new ModelException(FIELD + "the Secret cannot be read: " + e.getMessage());
    }
  }

  /** Returns what must not appear in any output: the values, also without their scheme. */
  List<String> secrets() {
    var secrets = new ArrayList<String>();
    try {
      for (var value : values().values()) {
        secrets.add(value);
        secrets.add(value.substring(value.lastIndexOf(' ') + 1));
      }
    } catch (IOException e) {
      // Such a run fails when it reads the headers.
    }
    return secrets;
  }

  private Map<String, String> values() throws IOException {
    var values = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    if (!Files.isDirectory(directory)) {
      return values;
    }
    try (var files = Files.list(directory)) {
      // The kubelet's own entries begin with two dots.
      for (var file : files.filter(f -> !name(f).startsWith("..")).toList()) {
        try (var in = Files.newInputStream(file)) {
          values.put(name(file), new String(in.readNBytes(MAX_VALUE_BYTES + 1), UTF_8).strip());
        }
      }
    }
    return values;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** A key of a Secret is always a valid name of a header. */
  private static void check(String name, String value) throws ModelException {
    if (OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      throw new ModelException(
          FIELD + "header \"" + name + "\" belongs to the connection. Remove this key.");
    }
    if (value.length() > MAX_VALUE_BYTES || !VALUE.matcher(value).matches()) {
      throw new ModelException(
          FIELD
              + "the value of header \""
              + name
              + "\" is invalid. Use one line of ASCII characters, at most 8 KiB.");
    }
  }
}
