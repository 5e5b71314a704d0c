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
 * The commands of a run, from what its bridge reported. The pod wrote it, so it is a claim of the
 * run about itself.
 *
 * @param omitted lines that were left out because the transcript was too long
 */
record Transcript(List<Command> commands, long omitted) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One command of a skill.
   *
   * @param skill absent when the run had one that could be meant
   * @param exitCode absent when it gave none
   */
  record Command(@Nullable String skill, String line, @Nullable Integer exitCode, String output) {}

  Transcript {
    commands = List.copyOf(commands);
  }

  /** Lines that are not what a transcript has are passed over. */
  static Transcript parse(String text) {
    Map<String, JsonNode> asked = new LinkedHashMap<>();
    List<Command> commands = new ArrayList<>();
    long omitted = 0;
    for (String line : text.split("\n", -1)) {
      JsonNode message = json(line);
      omitted += Math.max(0, message.path("_meta").path("omittedLines").asLong(0));
      for (JsonNode call : message.path("tool_calls")) {
        if (call.path("function").path("name").asText().equals("execute_command")) {
          asked.put(
              call.path("id").asText(), json(call.path("function").path("arguments").asText()));
        }
      }
      if (message.path("role").asText().equals("tool")) {
        JsonNode arguments = asked.remove(message.path("tool_call_id").asText());
        if (arguments != null) {
          commands.add(command(arguments, message));
        }
      }
    }
    return new Transcript(commands, omitted);
  }

  private static Command command(JsonNode arguments, JsonNode answer) {
    JsonNode skill = arguments.path("skill");
    JsonNode exit = answer.path("_meta").path("exitCode");
    return new Command(
        skill.isTextual() ? skill.asText() : null,
        arguments.path("command").asText(""),
        exit.isInt() ? exit.asInt() : null,
        answer.path("content").asText(""));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
