package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRunTest {
  @ParameterizedTest
  @CsvSource({"PENDING, false", "RUNNING, false", "SUCCEEDED, true", "FAILED, true"})
  void shouldBeFinalWhenPhaseIsFinal(AgentRunPhase phase, boolean expected) {
    assertThat(run(AgentRunStatus.empty().toBuilder().phase(phase).build()).isFinal())
        .isEqualTo(expected);
  }

  @Test
  void shouldNotBeFinalWithoutPhase() {
    assertThat(new AgentRun().isFinal()).isFalse();
    assertThat(run(AgentRunStatus.empty()).isFinal()).isFalse();
  }

  @Test
  void shouldNotWriteWhetherItIsFinal() {
    var run = run(AgentRunStatus.empty().toBuilder().phase(AgentRunPhase.FAILED).build());

    assertThat(Serialization.asJson(run)).contains("\"phase\":\"Failed\"").doesNotContain("final");
  }

  private static AgentRun run(AgentRunStatus status) {
    var run = new AgentRun();
    run.setStatus(status);
    return run;
  }
}
