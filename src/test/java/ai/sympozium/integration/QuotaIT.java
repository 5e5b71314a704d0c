package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in a namespace whose quota has no space wait without permissions, or fail at once. */
@ControlPlaneTest
class QuotaIT {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private static final String OTHER_POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: other}
      spec:
        securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
        containers:
          - name: main
            image: other
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  private String namespace = "";

  @BeforeEach
  void prepare() {
    namespace = TestCluster.namespace("quota");
    TestCluster.readingBot(namespace);
  }

  @AfterEach
  void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldStartRunWhenOtherPodFreesTheQuota() {
    TestCluster.apply(namespace, OTHER_POD);
    TestCluster.quota(namespace, "pods: \"1\"");

    AgentRun run = TestCluster.run(namespace, "waits", "bot");

    await().atMost(TestCluster.TIMEOUT).until(() -> podStarted("waits").isPresent());
    Condition waiting = podStarted("waits").orElseThrow();
    assertThat(waiting.getReason()).isEqualTo("QuotaExceeded");
    assertThat(waiting.getMessage()).contains("exceeded quota: limits", "limited: pods=1");
    assertThat(TestCluster.status(namespace, "waits").phase()).isEqualTo(AgentRunPhase.PENDING);
    assertThat(TestCluster.events(namespace, "waits")).contains("QuotaExceeded");
    assertThatRun(run).hasNoPermissionsLeft();

    TestCluster.ADMIN.pods().inNamespace(namespace).withName("other").delete();

    assertThatStatus(TestCluster.awaitFinal(namespace, "waits")).hasSucceeded();
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldFailRunWhenTimeoutPassesBeforeTheQuotaHasSpace() {
    TestCluster.apply(namespace, OTHER_POD);
    TestCluster.quota(namespace, "pods: \"1\"");

    AgentRun run =
        TestCluster.run(namespace, "gives-up", "instanceRef: bot", "task: t", "timeout: 8s");

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "gives-up");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("exceeded quota: limits", "has waited for its timeout");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldFailAtOnceWhenRunIsLargerThanTheQuota() {
    TestCluster.quota(namespace, "requests.cpu: 1m");

    TestCluster.run(namespace, "too-large", "bot");

    assertThat(TestCluster.awaitFinal(namespace, "too-large").error())
        .contains("exceeded quota: limits", "limited: requests.cpu=1m");
  }

  /** The API server checks quotas before names, so its response does not mention the name. */
  @Test
  void shouldStartRunAgainWhenItsOwnObjectsFillTheQuota() {
    startAgain("interrupted", AgentRunStatus.empty());
  }

  /** The status write after the creation of the pod has failed. */
  @Test
  void shouldStartRunAgainWhenItHasWaitedForTheQuotaThatItsPodFills() {
    startAgain(
        "waited",
        AgentRunStatus.empty().toBuilder()
            .phase(AgentRunPhase.PENDING)
            .conditions(
                List.of(
                    new ConditionBuilder()
                        .withType("PodStarted")
                        .withStatus("False")
                        .withReason("QuotaExceeded")
                        .withMessage("waiting until the quota has space")
                        .withLastTransitionTime("2026-01-01T00:00:00Z")
                        .build()))
            .build());
  }

  private void startAgain(String run, AgentRunStatus forgetful) {
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "waiter", "wait", "reader");
    TestCluster.run(namespace, run, "waiter");
    var pods = TestCluster.ADMIN.pods().inNamespace(namespace);
    Pod first = pods.withName(RunWaits.await(namespace, run, "reader")).require();
    Operator.stop();
    try {
      AgentRun forgotten = TestCluster.get(namespace, run);
      forgotten.setStatus(forgetful);
      TestCluster.ADMIN.resource(forgotten).updateStatus();
      int accounts =
          TestCluster.ADMIN.serviceAccounts().inNamespace(namespace).list().getItems().size();
      TestCluster.quota(
          namespace,
          "pods: \"1\", count/serviceaccounts: \"%d\", count/roles.%s: \"1\", count/rolebindings.%s: \"1\""
              .formatted(accounts, RBAC, RBAC));
    } finally {
      Operator.start();
    }

    await("another pod")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> {
          Pod found = pods.withName(first.getMetadata().getName()).get();
          return found != null
              && !found.getMetadata().getUid().equals(first.getMetadata().getUid());
        });
    RunWaits.release(namespace, RunWaits.await(namespace, run, "reader"));
    assertThatStatus(TestCluster.awaitFinal(namespace, run)).hasSucceeded();
  }

  @Test
  void shouldKeepNoPodWhenQuotaHasNoSpaceForBindings() {
    String bindings = "count/rolebindings." + RBAC;
    TestCluster.quota(namespace, bindings + ": \"0\"");

    TestCluster.run(namespace, "never", "bot");

    assertThat(TestCluster.awaitFinal(namespace, "never").error())
        .contains("exceeded quota: limits", bindings);
    await("no pod")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.pods(namespace, "never").isEmpty());
  }

  private Optional<Condition> podStarted(String run) {
    return TestCluster.status(namespace, run).conditions().stream()
        .filter(condition -> condition.getType().equals("PodStarted"))
        .findFirst();
  }
}
