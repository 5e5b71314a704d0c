package ai.sympozium.cli.transcript;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Message of a stored transcript. The pod wrote the transcript, so it is not trusted.
 *
 * @param json message in the format of OpenAI, with additions of the agent in {@code _meta}
 * @param function function that the message is the result of; empty for other messages
 */
public record TranscriptMessage(JsonNode json, JsonNode function) {
  /** Parses a transcript. An invalid line becomes an empty message. */
  public static List<TranscriptMessage> parse(String transcript) {
    Map<String, JsonNode> open = new HashMap<>();
    return transcript.lines().map(line -> message(parseJson(line), open)).toList();
  }

  private static TranscriptMessage message(JsonNode json, Map<String, JsonNode> open) {
    for (JsonNode call : json.path("tool_calls")) {
      open.put(call.path("id").asText(), call.path("function"));
    }
    JsonNode function =
        json.path("role").asText().equals("tool")
            ? open.remove(json.path("tool_call_id").asText())
            : null;
    return new TranscriptMessage(json, function == null ? JsonTrees.object() : function);
  }

  public String role() {
    return json.path("role").asText();
  }

  public String content() {
    return json.path("content").asText("");
  }

  public JsonNode meta() {
    return json.path("_meta");
  }

  /** Returns the number of lines that the bridge removed at this place. */
  public long omittedLines() {
    return Math.max(0, meta().path("omittedLines").asLong(0));
  }

  public String functionName() {
    return function.path("name").asText("");
  }

  /** Returns the arguments of the function as text. They need not be JSON. */
  public String arguments() {
    return function.path("arguments").asText("");
  }

  /** Returns the arguments of the function, without any if they are not JSON. */
  public JsonNode parsedArguments() {
    return parseJson(arguments());
  }

  private static JsonNode parseJson(String text) {
    try {
      return JsonTrees.read(text);
    } catch (IOException e) {
      return JsonTrees.object();
    }
  }
}
