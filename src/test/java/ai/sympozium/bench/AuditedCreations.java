package ai.sympozium.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Times of the API server's audit log. They do not depend on how busy the benchmark's own process
 * is, which shares the machine with the cluster.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/">Event</a>
 */
final class AuditedCreations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 201;

  private final Map<String, Creation> creations = new HashMap<>();

  private record Creation(Instant received, Instant stored) {}

  private AuditedCreations() {}

  /** Reads the successful creations of one namespace from the log and its rotated files. */
  static AuditedCreations of(String namespace) throws IOException {
    Path log = Path.of(System.getProperty("sympozium.audit-log")).toAbsolutePath();
    AuditedCreations audited = new AuditedCreations();
    for (Path file : files(log)) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (line.contains('"' + namespace + '"')) {
            audited.add(namespace, JSON.readTree(line));
          }
        }
      }
    }
    return audited;
  }

  private static List<Path> files(Path log) throws IOException {
    String stem = log.getFileName().toString().replaceFirst("\\.log$", "");
    try (Stream<Path> files = Files.list(Objects.requireNonNull(log.getParent()))) {
      return files.filter(file -> file.getFileName().toString().startsWith(stem)).toList();
    }
  }

  private void add(String namespace, JsonNode event) {
    JsonNode object = event.path("objectRef");
    if (event.path("verb").asText().equals("create")
        && object.path("namespace").asText().equals(namespace)
        && object.path("subresource").isMissingNode()
        && event.path("responseStatus").path("code").asInt() == CREATED) {
      creations.put(
          key(object.path("resource").asText(), object.path("name").asText()),
          new Creation(
              Instant.parse(event.path("requestReceivedTimestamp").asText()),
              Instant.parse(event.path("stageTimestamp").asText())));
    }
  }

  /**
   * Returns the milliseconds from the receipt of the request that created the run until its pod was
   * stored.
   *
   * @throws IllegalStateException if the log does not have both
   */
  double untilPodStored(String run, String pod) {
    return Duration.between(find("agentruns", run).received, find("pods", pod).stored).toNanos()
        / 1e6;
  }

  private Creation find(String resource, String name) {
    Creation found = creations.get(key(resource, name));
    if (found == null) {
      throw new IllegalStateException(
          "the audit log does not have the creation of " + key(resource, name));
    }
    return found;
  }

  private static String key(String resource, String name) {
    return resource + "/" + name;
  }
}
