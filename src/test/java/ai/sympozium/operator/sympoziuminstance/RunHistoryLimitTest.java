package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which runs exceed the history limit. */
class RunHistoryLimitTest {
  private static final AgentRun OLD = run("old", "Succeeded", "2026-01-01T00:00:00.100Z");
  private static final AgentRun NEW = run("new", "Failed", "2026-01-01T00:00:00.200Z");
  private static final AgentRun ACTIVE = run("active", "Running", "");

  @ParameterizedTest
  @CsvSource({"0, 'new, old'", "1, old", "2, ''", "50, ''"})
  void shouldReturnTheOldestFinishedRunsBeyondTheLimit(int limit, String expected) {
    assertThat(RunHistoryLimit.surplus(List.of(NEW, OLD, ACTIVE), limit))
        .extracting(run -> run.getMetadata().getName())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(", ")));
  }

  @Test
  void shouldOrderRunsOfTheSameTimeByName() {
    AgentRun a = run("a", "Succeeded", "2026-01-01T00:00:00.000Z");
    AgentRun b = run("b", "Succeeded", "2026-01-01T00:00:00.000Z");

    assertThat(RunHistoryLimit.surplus(List.of(a, b), 1)).containsExactly(a);
  }

  @Test
  void shouldKeepARunThatIsBeingDeleted() {
    AgentRun deleted = run("deleted", "Succeeded", "2026-01-01T00:00:00.000Z");
    deleted.getMetadata().setDeletionTimestamp("2026-01-01T00:00:01Z");

    assertThat(RunHistoryLimit.surplus(List.of(deleted), 0)).isEmpty();
  }

  @Test
  void shouldKeepARunWithoutStatus() {
    AgentRun fresh = run("fresh", "Pending", "");
    fresh.setStatus(null);

    assertThat(RunHistoryLimit.surplus(List.of(fresh), 0)).isEmpty();
  }

  @Test
  void shouldKeepARunWithAFinalizer() {
    AgentRun held = run("held", "Succeeded", "2026-01-01T00:00:00.000Z");
    held.addFinalizer("sympozium.ai/rights");

    assertThat(RunHistoryLimit.surplus(List.of(held), 0)).isEmpty();
  }

  private static AgentRun run(String name, String phase, String completedAt) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s}
        spec: {instanceRef: bot, task: t}
        status: {phase: %s, completedAt: "%s"}
        """
            .formatted(name, phase, completedAt),
        AgentRun.class);
  }
}
