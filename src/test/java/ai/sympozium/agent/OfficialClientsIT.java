package ai.sympozium.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.model.anthropic.AnthropicProtocol;
import ai.sympozium.agent.model.http.HttpModelClient;
import ai.sympozium.agent.model.http.ModelEndpoint;
import ai.sympozium.agent.model.http.ModelProtocol;
import ai.sympozium.agent.model.openai.OpenAiProtocol;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gives each answer of the scripted servers to the official client of its protocol as well. An
 * answer that both clients read alike is one that real clients accept. {@code
 * model/official-clients.txt} lists the others; {@code -Dgolden.update=true} writes it.
 */
@Tag("model-peers")
class OfficialClientsIT {
  private static final Path DIFFERENCES =
      Path.of("src/test/resources/ai/sympozium/agent/model/official-clients.txt");
  private static final ToolDefinition LIST =
      new ToolDefinition(
          "list_directory",
          "Lists a directory.",
          JsonTrees.object().put("type", "object").set("properties", JsonTrees.object()));

  @Test
  void shouldReadAnswersLikeOfficialClients() throws Exception {
    var differences = new StringBuilder();
    var alike = 0;
    try (var official = new OfficialClient();
        var server = new FakeModelServer()) {
      for (var row : ModelServerScript.rows().toList()) {
        var script = ModelServerScript.read(row);
        var number = 0;
        for (var answer : script.answers()) {
          number++;
          var theirs = theirs(official, server, script, answer);
          var ours = ours(server, script, answer);
          if (theirs.equals(ours)) {
            alike++;
          } else {
            differences.append(
                "%s, answer %d\n  ours: %s\n  official: %s\n".formatted(row, number, ours, theirs));
          }
        }
      }
    }
    assertThat(alike).as("answers that both clients read alike").isGreaterThan(200);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DIFFERENCES, differences);
    }
    assertThat(differences).hasToString(Files.readString(DIFFERENCES));
  }

  private static String theirs(
      OfficialClient official, FakeModelServer server, ModelServerScript script, JsonNode answer)
      throws IOException {
    ModelServerScript.play(answer, server);
    var requests = server.bodies().size();
    var read =
        official.ask(
            isAnthropic(script) ? "anthropic" : "openai",
            base(server, script),
            !answer.has("json"));
    assertThat(server.bodies()).as("requests of the official client").hasSize(requests + 1);
    if (read.has("error")) {
      return isError(answer) && read.path("status").asInt() == answer.path("status").asInt()
          ? "error"
          : "error " + read.path("error").asText();
    }
    var text = new StringBuilder(read.path("text").asText());
    for (var call : read.path("calls")) {
      text.append(call(call.path("name").asText(), call.path("arguments").asText()));
    }
    return JsonTrees.write(JsonTrees.object().textNode(text.toString()));
  }

  private static String ours(FakeModelServer server, ModelServerScript script, JsonNode answer)
      throws InterruptedException, ModelException {
    ModelServerScript.play(answer, server);
    // The deadline has passed, so that nothing is repeated.
    var client =
        new HttpModelClient(
            isAnthropic(script)
                ? new AnthropicProtocol("scripted", null, ModelProtocol.NO_LIMIT)
                : new OpenAiProtocol("openai", "scripted", null, ModelProtocol.NO_LIMIT),
            isAnthropic(script)
                ? ModelEndpoint.of(base(server, script), AnthropicProtocol.OPERATION, true)
                : ModelEndpoint.of(base(server, script), OpenAiProtocol.OPERATION, false),
            new HttpModelClient.Credentials(AgentRun.KEY, Map.of()),
            Instant.now(),
            Instant::now,
            pause -> {},
            (reason, pause) -> {});
    try {
      var message =
          client.complete(List.of(new Message.UserMessage("List.")), List.of(LIST)).message();
      var text = new StringBuilder(message.text() == null ? "" : message.text());
      message.toolCalls().forEach(call -> text.append(call(call.tool(), call.arguments())));
      return JsonTrees.write(JsonTrees.object().textNode(text.toString()));
    } catch (ModelException e) {
      return isError(answer)
          ? "error"
          : "error " + e.getMessage().replaceAll("localhost:\\d+", "localhost");
    }
  }

  private static String call(String tool, String arguments) {
    try {
      return " → " + tool + " " + JsonTrees.read(arguments);
    } catch (IOException e) {
      return " → " + tool + " " + arguments;
    }
  }

  private static boolean isAnthropic(ModelServerScript script) {
    return script.provider().equals("anthropic");
  }

  private static boolean isError(JsonNode answer) {
    return answer.path("status").asInt(200) >= 400;
  }

  private static String base(FakeModelServer server, ModelServerScript script) {
    return isAnthropic(script) ? server.url().replace("/v1", "") : server.url();
  }
}
