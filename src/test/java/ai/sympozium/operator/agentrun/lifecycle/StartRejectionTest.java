package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartRejectionTest {
  private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");
  private static final RunPlan PLAN =
      Manifests.parse(
          """
          run: {namespace: demo, name: r, uid: 7f3c0000-1111-2222-3333-444455556666}
          instance: i
          task: t
          model: {provider: openai, name: m}
          timeoutSeconds: 600
          """,
          RunPlan.class);

  @Test
  void shouldNameContainerThatInjectorAdded() {
    assertThat(rejected("Containers mesh-proxy: added to the pod of a run or connector"))
        .endsWith("Containers mesh-proxy: added to the pod of a run or connector");
  }

  @Test
  void shouldNameAnnotationsWhenPolicyPrescribesIds() {
    assertThat(rejected("runAsUser and fsGroup must be in the ranges: [5000, 5999]"))
        .endsWith(
            "[5000, 5999]. If the ids of users are prescribed, annotate namespace demo with their"
                + " range: sympozium.ai/uid-range=FIRST/NUMBER and"
                + " sympozium.ai/gid-range=FIRST/NUMBER, or set the chart values runAsUser and"
                + " runAsGroup.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pods \"r\" is forbidden: failed quota: compute: must specify limits.cpu for: agent,ipc-bridge",
        "pods \"r\" is forbidden: minimum cpu usage per Container is 50m, but request is 20m",
        "pods \"r\" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 2Gi",
        "pods \"r\" is forbidden: cpu max limit to request ratio per Container is 2, but is 5"
      })
  void shouldNameSettingsWhenNamespacePrescribesResources(String message) {
    assertThat(rejected(message)).endsWith("set the chart value containerResources.");
  }

  private static String rejected(String message) {
    AgentRun run = new AgentRun();
    run.getMetadata().setCreationTimestamp(CREATED.toString());
    var exception =
        new KubernetesClientException(
            new StatusBuilder().withCode(403).withMessage(message).build());

    StartResult result = StartRejection.of(run, PLAN, exception, CREATED);

    assertThat(result)
        .isInstanceOfSatisfying(
            StartResult.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(ConditionReason.POD_REJECTED));
    return ((StartResult.Failed) result).message();
  }
}
