package ai.sympozium.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands of a run, as its bridge reported them. The pod wrote the transcript, so it is not
 * trusted.
 *
 * @param omitted number of lines that were removed because the transcript was too long
 */
record Transcript(List<Command> commands, long omitted) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One command of a skill.
   *
   * @param skill absent when the agent did not name a skill
   * @param exitCode absent when the command has not finished
   */
  record Command(@Nullable String skill, String line, @Nullable Integer exitCode, String output) {}

  Transcript {
    commands = List.copyOf(commands);
  }

  /** Parses a transcript and skips invalid lines. */
  static Transcript parse(String text) {
    Map<String, JsonNode> requested = new LinkedHashMap<>();
    List<Command> commands = new ArrayList<>();
    long omitted = 0;
    for (String line : text.split("\n", -1)) {
      JsonNode message = json(line);
      omitted += Math.max(0, message.path("_meta").path("omittedLines").asLong(0));
      for (JsonNode call : message.path("tool_calls")) {
        if (call.path("function").path("name").asText().equals("execute_command")) {
          requested.put(
              call.path("id").asText(), json(call.path("function").path("arguments").asText()));
        }
      }
      if (message.path("role").asText().equals("tool")) {
        JsonNode arguments = requested.remove(message.path("tool_call_id").asText());
        if (arguments != null) {
          commands.add(command(arguments, message));
        }
      }
    }
    return new Transcript(commands, omitted);
  }

  private static Command command(JsonNode arguments, JsonNode result) {
    JsonNode skill = arguments.path("skill");
    JsonNode exit = result.path("_meta").path("exitCode");
    return new Command(
        skill.isTextual() ? skill.asText() : null,
        arguments.path("command").asText(""),
        exit.isInt() ? exit.asInt() : null,
        result.path("content").asText(""));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
