package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what remains of values without a schema when they are read. */
class LimitedJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Takes 1.4 MB as text and 38 MB as a tree. */
  private static final String FLOOD = "[" + repeat("{}", 466_000) + "]";

  private static String repeat(String value, int count) {
    return String.join(",", Collections.nCopies(count, value));
  }

  private static ToolCallSpec call(String arguments) throws JsonProcessingException {
    return JSON.readValue("{\"arguments\":" + arguments + ",\"tool\":\"a/b\"}", ToolCallSpec.class);
  }

  private static SidecarTool tool(String parameters) throws JsonProcessingException {
    return JSON.readValue("{\"parameters\":" + parameters + ",\"name\":\"t\"}", SidecarTool.class);
  }

  static Stream<String> floods() {
    return Stream.of("%s", "{\"x\":%s}", "[[%s],{\"y\":[1,{\"z\":2}]}]");
  }

  @ParameterizedTest
  @MethodSource("floods")
  void shouldSkipArgumentsWhenTheyAreAFloodOfObjects(String form) throws JsonProcessingException {
    ToolCallSpec call = call(form.formatted(FLOOD));

    assertThat(LimitedJson.isTooLarge(call.arguments())).isTrue();
    assertThat(call.tool()).isEqualTo("a/b");
  }

  @Test
  void shouldSkipParametersWhenTheyAreAFloodOfObjects() throws JsonProcessingException {
    SidecarTool tool = tool("{\"x\":" + FLOOD + "}");

    assertThat(LimitedJson.isTooLarge(tool.parameters())).isTrue();
    assertThat(tool.name()).isEqualTo("t");
  }

  @Test
  void shouldSkipArgumentsWhenTextsOrNamesAreLong() throws JsonProcessingException {
    String half = "x".repeat(40_000);

    assertThat(LimitedJson.isTooLarge(call("{\"a\":\"" + half + "\"}").arguments())).isFalse();
    assertThat(LimitedJson.isTooLarge(call("{\"" + half + "\":\"" + half + "\"}").arguments()))
        .isTrue();
  }

  /** JOSDK copies objects of its caches as JSON. */
  @Test
  void shouldStaySkippedInACopy() throws JsonProcessingException {
    ToolCallSpec copy = JSON.readValue(JSON.writeValueAsString(call(FLOOD)), ToolCallSpec.class);

    assertThat(LimitedJson.isTooLarge(copy.arguments())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":[1,12345678901,123456789012345678901,0.5,true,false,null,\"t\",{},[]],\"b\":{\"c\":{}}}"
      })
  void shouldReadSmallValuesUnchanged(String arguments) throws JsonProcessingException {
    assertThat(call(arguments).arguments()).isEqualTo(JSON.readTree(arguments));
  }

  @Test
  void shouldDistinguishNullFromAbsent() throws JsonProcessingException {
    assertThat(call("null").arguments()).isEqualTo(NullNode.getInstance());
    assertThat(JSON.readValue("{\"tool\":\"a/b\"}", ToolCallSpec.class).arguments()).isNull();
  }

  @Test
  void shouldReadArgumentsUpToTheirLimit() throws JsonProcessingException {
    String most = "{\"x\":[" + repeat("1", 16_384 - 3) + "]}";

    assertThat(call(most).arguments()).isEqualTo(JSON.readTree(most));
    assertThat(LimitedJson.isTooLarge(call(most.replace("]", ",1]")).arguments())).isTrue();
  }

  @Test
  void shouldReadOnlyPresenceOfFieldsWithoutEffect() throws JsonProcessingException {
    AgentConfig config =
        JSON.readValue(
            "{\"sandbox\":{\"x\":%s,\"y\":{}},\"agentSandbox\":{},\"model\":\"m\"}"
                .formatted(FLOOD),
            AgentConfig.class);

    assertThat(config.sandbox()).isEqualTo(BooleanNode.TRUE);
    assertThat(config.agentSandbox()).isEqualTo(JSON.createObjectNode());
    assertThat(config.subagents()).isNull();
    assertThat(config.model()).isEqualTo("m");
  }

  @Test
  void shouldTakeHugeAccessToTheNodeAsEnabled() throws JsonProcessingException {
    SidecarSpec sidecar =
        JSON.readValue("{\"hostAccess\":{\"x\":" + FLOOD + "}}", SidecarSpec.class);

    assertThat(Objects.requireNonNull(sidecar).needsHost()).isTrue();
  }
}
