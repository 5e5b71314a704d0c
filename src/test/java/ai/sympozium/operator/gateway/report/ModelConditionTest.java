package ai.sympozium.operator.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelConditionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String SINCE = "2026-01-01T11:00:00Z";

  private static final String WAITING =
      """
      phase: Running
      conditions:
        - {type: ModelAvailable, status: "False", reason: WaitingForModel, observedGeneration: 1,
           message: "the agent waits for the model server: HTTP 503, loading",
           lastTransitionTime: "%s"}
      """
          .formatted(SINCE);

  @Test
  void shouldBeFalseWithTheCauseWhenAgentWaits() {
    Condition condition = next("{phase: Running}", Kind.MODEL, Kind.WAITING).orElseThrow();

    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("WaitingForModel");
    assertThat(condition.getMessage())
        .isEqualTo("the agent waits for the model server: HTTP 503, loading");
    assertThat(condition.getLastTransitionTime()).isEqualTo(NOW.toString());
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "WAITING")
  void shouldBeTrueWhenAgentContinues(Kind kind) {
    assertThat(next(WAITING, kind))
        .hasValueSatisfying(condition -> {
          assertThat(condition.getStatus()).isEqualTo("True");
          assertThat(condition.getReason()).isEqualTo("ModelAnswered");
        });
  }

  @Test
  void shouldNotChangeWhenAgentStillWaits() {
    assertThat(next(WAITING, Kind.WAITING)).isEmpty();
  }

  @Test
  void shouldNotExistWhenAgentHasNotWaited() {
    assertThat(next("{phase: Running}", Kind.STARTED, Kind.MODEL)).isEmpty();
  }

  @Test
  void shouldNotChangeWhenRunIsFinal() {
    assertThat(next("{phase: Failed}", Kind.WAITING)).isEmpty();
  }

  private static Optional<Condition> next(String status, Kind... kinds) {
    AgentRun run =
        Serialization.unmarshal(
            "metadata: {name: check, namespace: team, generation: 1}\nspec: {task: t}\nstatus:\n"
                + status.indent(2),
            AgentRun.class);
    List<LogEntry> entries =
        Stream.of(kinds)
            .map(kind -> LogEntry.of(1, NOW, kind, 0).withText("HTTP 503, loading"))
            .toList();
    return ModelCondition.next(run, entries, NOW);
  }
}
