package ai.sympozium.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayModelClientTest {
  @TempDir Path directory;

  @Test
  void shouldReplayAssistantLinesInOrder() throws Exception {
    var model =
        model(
            """
            {"role": "system", "content": "x"}

            {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function",\
             "function": {"name": "execute_command", "arguments": "{\\"command\\": \\"ls\\"}"}}]}
            {"role": "tool", "tool_call_id": "c1", "content": "y", "_meta": {"exitCode": 0}}
            {"role": "assistant", "content": "done"}
            """);

    var first = model.complete(List.of(), List.of()).message();
    var second = model.complete(List.of(), List.of()).message();

    assertThat(first)
        .isEqualTo(
            new Message.AssistantMessage(
                null, List.of(new ToolCall("c1", "execute_command", "{\"command\": \"ls\"}"))));
    assertThat(second).isEqualTo(new Message.AssistantMessage("done", List.of()));
  }

  @Test
  void shouldFailWhenTranscriptIsTooShort() throws Exception {
    var model = model("{\"role\": \"assistant\", \"content\": \"a\"}\n".repeat(2));
    model.complete(List.of(), List.of());
    model.complete(List.of(), List.of());

    assertThatThrownBy(() -> model.complete(List.of(), List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "the replay transcript is too short: the agent needs answer 3 but transcript.jsonl has"
                + " 2 assistant lines");
  }

  @Test
  void shouldNameLineWhenItIsInvalid() {
    var line = "{\"role\": \"assistant\", \"content\": \"a\"}\n";

    assertThatThrownBy(() -> model(line + line + "{\"role\":"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("line 3 of the replay transcript is not JSON: ");
    assertThatThrownBy(() -> model(line + "[]"))
        .hasMessage("line 2 of the replay transcript is not a message: a JSON object is expected");
    assertThatThrownBy(() -> model(line + "{\"role\": \"assistant\", \"tool_calls\": [{}]}"))
        .hasMessage("line 2 of the replay transcript is not a message: \"name\" is missing");
  }

  @Test
  void shouldFailWhenTranscriptIsMissing() {
    assertThatThrownBy(() -> ReplayModelClient.of(directory.resolve("none")))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("the replay transcript cannot be read: ");
  }

  private ReplayModelClient model(String lines) throws IOException, ModelException {
    return ReplayModelClient.of(Files.writeString(directory.resolve("transcript.jsonl"), lines));
  }
}
