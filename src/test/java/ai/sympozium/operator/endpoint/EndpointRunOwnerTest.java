package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointRunOwnerTest {
  private static final EndpointRunOwner OWNER = new EndpointRunOwner("bot", "uid-1");

  /** Each row but the first has one value that a run of another creator has. */
  @ParameterizedTest
  @CsvSource({
    "bot-web-0123456789abcdef, web-endpoint, bot, uid-1, true",
    "bot-0123456789abcdef, web-endpoint, bot, uid-1, false",
    "bot-web-0123456789abcdef, agent, bot, uid-1, false",
    "bot-web-0123456789abcdef, web-endpoint, other, uid-1, false",
    "bot-web-0123456789abcdef, web-endpoint, bot, uid-2, false"
  })
  void shouldOwnRunThatTheEndpointHasCreated(
      String name, String source, String instance, String ownerUID, boolean expected) {
    var run =
        Serialization.unmarshal(
            """
            metadata:
              name: %s
              labels: {sympozium.ai/source: %s}
              ownerReferences: [{kind: SympoziumInstance, name: bot, uid: %s}]
            spec: {instanceRef: %s, task: t}
            """
                .formatted(name, source, ownerUID, instance),
            AgentRun.class);

    assertThat(OWNER.owns(run)).isEqualTo(expected);
  }
}
