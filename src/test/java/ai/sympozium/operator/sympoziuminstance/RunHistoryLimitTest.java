package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunHistoryLimitTest {
  private static final AgentRun OLD = run("old", "Succeeded", "2026-01-01T00:00:00.100Z");
  private static final AgentRun NEW = run("new", "Failed", "2026-01-01T00:00:00.200Z");
  private static final AgentRun AT_WORK = run("at-work", "Running", "");

  @Test
  void theOldestEndedRunsAreTooMany() {
    assertThat(RunHistoryLimit.surplus(List.of(NEW, OLD, AT_WORK), 1)).containsExactly(OLD);
    assertThat(RunHistoryLimit.surplus(List.of(NEW, OLD, AT_WORK), 0)).containsExactly(NEW, OLD);
    assertThat(RunHistoryLimit.surplus(List.of(NEW, OLD, AT_WORK), 2)).isEmpty();
  }

  @Test
  void aRunThatIsNotLetGoYetIsNotForgotten() {
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
