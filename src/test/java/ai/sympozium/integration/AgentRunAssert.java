package ai.sympozium.integration;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a run. Failures show the whole status, so that a test needs no description. */
final class AgentRunAssert extends AbstractAssert<AgentRunAssert, AgentRun> {
  private AgentRunAssert(AgentRun run) {
    super(run, AgentRunAssert.class);
  }

  static AgentRunAssert assertThatRun(AgentRun run) {
    return new AgentRunAssert(run);
  }

  /** Wraps a status that was read earlier. Permissions cannot be checked without the run. */
  static AgentRunAssert assertThatStatus(AgentRunStatus status) {
    AgentRun run = new AgentRun();
    run.setStatus(status);
    return new AgentRunAssert(run);
  }

  AgentRunAssert hasSucceeded() {
    return hasPhase(AgentRunPhase.SUCCEEDED);
  }

  AgentRunAssert hasFailed() {
    return hasPhase(AgentRunPhase.FAILED);
  }

  /** Checks the API server for objects that give permissions to the run. */
  AgentRunAssert hasNoPermissionsLeft() {
    List<String> left =
        TestCluster.grants(actual.getMetadata().getUid()).stream()
            .map(object -> object.getKind() + " " + object.getMetadata().getName())
            .toList();
    if (!left.isEmpty()) {
      failWithMessage(
          "Expected no permissions of run %s, but found %s", actual.getMetadata().getName(), left);
    }
    return this;
  }

  private AgentRunAssert hasPhase(AgentRunPhase expected) {
    isNotNull();
    AgentRunStatus status = actual.getStatus();
    if (status == null || status.phase() != expected) {
      failWithMessage("Expected phase %s, but the status is %s", expected, status);
    }
    return this;
  }
}
