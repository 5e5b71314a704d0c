package ai.sympozium.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentInputTest {
  private static final String MINIMAL =
      "{\"run\": \"r\", \"namespace\": \"n\", \"task\": \"t\", \"model\": {\"provider\": \"p\"}}";

  @Test
  void shouldReadWhatItWrites() throws IOException {
    var document = new AgentInput.Document("a", "How.", "/d/a.md", List.of("jq"), List.of("x"));
    var tool =
        new SkillTool(
            "scale",
            "k8s-ops-scale",
            "Scales.",
            List.of("kubectl", "scale"),
            "now",
            true,
            List.of("name"),
            JsonTrees.readObject("{\"type\": \"object\", \"properties\": {\"name\": {}}}"));
    var skill =
        new AgentInput.Skill(
            "k8s-ops", true, true, List.of("get pods"), List.of(document), List.of(tool));
    var input =
        new AgentInput(
            "r",
            "n",
            "i",
            "t",
            "prompt",
            "agent",
            "session",
            new AgentInput.Model(
                "openai", "m", "https://m.example/v1", "low", Map.of("x-team", "platform")),
            new AgentInput.Limits(60, 5, 1000, 2000, 300),
            List.of(skill),
            new AgentInput.Tools(
                List.of("wiki.example", "10.1.0.0/16"),
                List.of(new AgentInput.ToolPolicy(List.of("read_file"), List.of("x/y"))),
                List.of("schedule_task"),
                List.of("webhook")),
            List.of(
                new EarlierMessage(EarlierMessage.USER, "Hello."),
                new EarlierMessage(EarlierMessage.ASSISTANT, "Hi.")),
            true,
            new RequestedCall("k8s-ops", "scale", JsonTrees.readObject("{\"replicas\": 1.50}")));

    var json = JsonTrees.writeBytes(AgentInputJson.write(input));

    assertThat(AgentInputJson.read(json)).isEqualTo(input);
  }

  @Test
  void shouldUseDefaultsWhenFieldsAreAbsent() throws IOException {
    var input = AgentInputJson.read(MINIMAL.getBytes(UTF_8));

    assertThat(input.limits()).isEqualTo(new AgentInput.Limits(600, 50));
    assertThat(input.skills()).isEmpty();
    assertThat(input.instance()).isEmpty();
    assertThat(input.systemPrompt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "namespace", "task", "provider"})
  void shouldNameFieldWhenItIsMissing(String field) {
    var json = MINIMAL.replace("\"" + field + "\"", "\"other\"");

    assertThatThrownBy(() -> AgentInputJson.read(json.getBytes(UTF_8)))
        .isInstanceOf(JsonShapeException.class)
        .hasMessage("\"" + field + "\" is missing");
  }
}
