package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.run.RunContext;
import ai.sympozium.endpoint.run.StoredRun;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a response that are stored with its run.
 *
 * @param instructions whether the conversation begins with instructions for this response only
 * @param stored whether the response can be retrieved
 */
record ResponseContext(
    String model,
    boolean instructions,
    boolean background,
    boolean stored,
    @Nullable String previous,
    @Nullable Long maxOutputTokens,
    @Nullable String user,
    Map<String, String> metadata) {
  private static final String KIND = "response";

  ResponseContext {
    metadata = Map.copyOf(metadata);
  }

  String write() {
    var json =
        JsonTrees.object()
            .put("kind", KIND)
            .put("model", model)
            .put("instructions", instructions)
            .put("background", background)
            .put(RunContext.STORED, stored)
            .put("previous", previous)
            .put("maxOutputTokens", maxOutputTokens)
            .put("user", user);
    json.set("metadata", metadataJson());
    return JsonTrees.write(json);
  }

  /** Reads the parameters; empty if the run does not belong to a response. */
  static Optional<ResponseContext> read(StoredRun run) {
    if (run.context().isEmpty()) {
      return Optional.empty();
    }
    try {
      var json = JsonTrees.readObject(run.context());
      if (!json.path("kind").asText().equals(KIND)) {
        return Optional.empty();
      }
      var metadata = new TreeMap<String, String>();
      json.path("metadata")
          .properties()
          .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
      return Optional.of(
          new ResponseContext(
              JsonTrees.requiredText(json, "model"),
              JsonTrees.flag(json, "instructions"),
              JsonTrees.flag(json, "background"),
              JsonTrees.flag(json, RunContext.STORED),
              JsonTrees.text(json, "previous"),
              json.path("maxOutputTokens").isIntegralNumber()
                  ? (Long) json.path("maxOutputTokens").longValue()
                  : null,
              JsonTrees.text(json, "user"),
              metadata));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  ObjectNode metadataJson() {
    var json = JsonTrees.object();
    new TreeMap<>(metadata).forEach(json::put);
    return json;
  }
}
