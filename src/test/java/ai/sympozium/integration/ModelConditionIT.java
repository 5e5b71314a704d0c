package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateway and reconciler write conditions of one status without losing those of the other. */
@ControlPlaneTest
class ModelConditionIT {
  private String namespace = "";

  @BeforeEach
  void prepare() {
    namespace = TestCluster.namespace("model");
    TestCluster.transcript(namespace, "slow", Transcript.answer("model-loads, then answers"));
    TestCluster.instance(namespace, "bot", "slow");
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldStateTheCauseWhileAgentWaitsForItsModel() {
    TestCluster.run(namespace, "check", "bot");
    String pod = RunWaits.await(namespace, "check");
    await().atMost(TestCluster.TIMEOUT).until(() -> modelAvailable(status()).isPresent());
    // The reconciler writes PodStarted before or after the gateway writes its condition.
    await().atMost(TestCluster.TIMEOUT).until(() -> condition(status(), "PodStarted").isPresent());

    assertThat(modelAvailable(status()))
        .hasValueSatisfying(condition -> {
          assertThat(condition.getStatus()).isEqualTo("False");
          assertThat(condition.getMessage())
              .isEqualTo("the agent waits for the model server: HTTP 503, loading");
        });
    assertThat(condition(status(), "Planned")).isPresent();
    await()
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(
            () -> assertThat(TestCluster.events(namespace, "check")).contains("WaitingForModel"));

    RunWaits.release(namespace, pod);

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "check");
    assertThatStatus(status).hasSucceeded();
    assertThat(modelAvailable(status))
        .hasValueSatisfying(condition -> assertThat(condition.getStatus()).isEqualTo("True"));
  }

  private AgentRunStatus status() {
    return TestCluster.status(namespace, "check");
  }

  private static Optional<Condition> modelAvailable(AgentRunStatus status) {
    return condition(status, "ModelAvailable");
  }

  private static Optional<Condition> condition(AgentRunStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }
}
