package ai.sympozium.cli.usage;

import ai.sympozium.cli.transcript.TranscriptMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands of a run, as its bridge reported them. The pod wrote the transcript, so it is not
 * trusted.
 *
 * @param omitted number of lines that were removed because the transcript was too long
 */
public record Transcript(List<Command> commands, long omitted) {
  /**
   * One command of a skill.
   *
   * @param skill absent when the agent did not name a skill
   * @param exitCode absent when the command has not finished
   */
  public record Command(
      @Nullable String skill, String line, @Nullable Integer exitCode, String output) {}

  public Transcript {
    commands = List.copyOf(commands);
  }

  /** Parses a transcript and skips invalid lines. */
  public static Transcript parse(String text) {
    List<TranscriptMessage> messages = TranscriptMessage.parse(text);
    return new Transcript(
        messages.stream()
            .filter(message -> message.functionName().equals("execute_command"))
            .map(Transcript::command)
            .toList(),
        messages.stream().mapToLong(TranscriptMessage::omittedLines).sum());
  }

  private static Command command(TranscriptMessage result) {
    JsonNode arguments = result.parsedArguments();
    JsonNode skill = arguments.path("skill");
    JsonNode exit = result.meta().path("exitCode");
    return new Command(
        skill.isTextual() ? skill.asText() : null,
        arguments.path("command").asText(""),
        exit.isInt() ? exit.asInt() : null,
        result.content());
  }
}
