package ai.sympozium.operator.gateway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Counts the tool calls of reported transcripts. Pods choose the names, so only a limited number of
 * names become labels. All others are counted as {@code other}.
 */
@ApplicationScoped
class ToolCallMetrics {
  private static final int MAX_NAMES = 100;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final ObjectMapper json;
  private final MeterRegistry metrics;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  ToolCallMetrics(ObjectMapper json, MeterRegistry metrics) {
    this.json = json;
    this.metrics = metrics;
  }

  void count(String transcript) {
    transcript.lines().forEach(this::countLine);
  }

  private void countLine(String line) {
    try {
      JsonNode message = json.readTree(line);
      JsonNode meta = message.path("_meta");
      if ("tool".equals(message.path("role").asText()) && meta.hasNonNull("tool")) {
        boolean failed = meta.hasNonNull("error") || meta.path("exitCode").asInt(0) != 0;
        metrics
            .counter(
                "sympozium.tool.calls",
                "tool",
                label(meta.path("tool").asText()),
                "outcome",
                failed ? "failed" : "succeeded")
            .increment();
      }
    } catch (JsonProcessingException e) {
      // An incomplete line is not a call.
    }
  }

  private String label(String name) {
    boolean accepted =
        NAME.matcher(name).matches() && (names.contains(name) || names.size() < MAX_NAMES);
    if (accepted) {
      names.add(name);
    }
    return accepted ? name : "other";
  }
}
