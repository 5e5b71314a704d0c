package ai.sympozium.cli.cluster;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads manifests as YAML or JSON. Errors are those of the command line. */
public final class ManifestFile {
  /** Largest object that the API server accepts. */
  private static final int MAX_BYTES = 3 * 1024 * 1024;

  private static final String API_VERSION = SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION;

  private ManifestFile() {}

  /**
   * Reads a file.
   *
   * @param file a path, or {@code -} for the standard input
   */
  public static String read(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(ExitCode.USAGE, file + ": is larger than 3 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Parses the only object of a text. JSON is valid YAML.
   *
   * @param kind kind with its article, for messages: {@code an AgentRun}
   */
  public static JsonNode parse(String text, String file, String kind) {
    String name = kind.substring(kind.indexOf(' ') + 1);
    JsonNode object = object(text, file, name);
    if (!API_VERSION.equals(object.path("apiVersion").asText())
        || !name.equals(object.path("kind").asText())) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s: is not %s of %s. Use the manifest of one %s."
              .formatted(file, kind, API_VERSION, name));
    }
    return object;
  }

  /** Converts an object to its kind. */
  public static <T> T convert(JsonNode object, Class<T> kind, String file) {
    try {
      return ConnectionOptions.serialization().convertValue(object, kind);
    } catch (RuntimeException e) {
      throw new CommandException(ExitCode.USAGE, file + ": " + firstLine(e));
    }
  }

  private static JsonNode object(String text, String file, String kind) {
    List<JsonNode> all = documents(text, file);
    if (all.size() != 1 || !all.getFirst().isObject()) {
      throw new CommandException(
          ExitCode.USAGE, file + ": is not one object. Use the manifest of one " + kind + ".");
    }
    return all.getFirst();
  }

  /** Parses the documents of a text, without empty ones. */
  public static List<JsonNode> documents(String text, String file) {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll().stream()
          .filter(document -> !document.isNull() && !document.isMissingNode())
          .toList();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, file + ": is neither YAML nor JSON: " + firstLine(e));
    }
  }

  /** Returns the first line of the parser's message; the other lines name its classes. */
  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
