package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryReporterTest {
  private static AgentRun run(String uid, boolean deleted) {
    AgentRun run = new AgentRun();
    run.getMetadata().setName("r");
    run.getMetadata().setUid(uid);
    if (deleted) {
      run.getMetadata().setDeletionTimestamp("2026-03-01T10:00:00Z");
    }
    return run;
  }

  @Test
  void shouldNotRepeatStartOfRunThatWasDeletedMeanwhile() {
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("1", true)))).isTrue();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("2", false)))).isTrue();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.empty())).isTrue();
  }

  /** Otherwise nothing would revoke the permissions of a run that is deleted. */
  @Test
  void shouldRepeatEverythingElse() {
    assertThat(isDeletedMeanwhile(run("1", true), Optional.of(run("1", true)))).isFalse();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("1", false)))).isFalse();
    assertThat(isDeletedMeanwhile(run("1", true), Optional.empty())).isFalse();
  }

  private static boolean isDeletedMeanwhile(AgentRun run, Optional<AgentRun> live) {
    return RetryReporter.isDeletedMeanwhile(run, live);
  }
}
