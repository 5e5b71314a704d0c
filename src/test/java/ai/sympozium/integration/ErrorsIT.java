package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs that cannot work fail at once, with a message that names the field, the problem and the fix.
 */
@ControlPlaneTest
class ErrorsIT {
  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("errors");
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
    TestCluster.instance(namespace, "bot", "fine");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  private static AgentRunStatus refused(String name, String... spec) {
    AgentRun run = TestCluster.run(namespace, name, spec);
    AgentRunStatus status = TestCluster.awaitFinal(namespace, name);
    assertThatStatus(status).hasFailed();
    assertThat(
            Duration.between(
                Instant.parse(run.getMetadata().getCreationTimestamp()),
                Instant.parse(status.completedAt())))
        .isLessThan(Duration.ofSeconds(5));
    assertThat(TestCluster.pods(namespace, name)).isEmpty();
    assertThatRun(run).hasNoPermissionsLeft();
    return status;
  }

  @Test
  void shouldRefuseRunWhenInstanceIsMissing() {
    assertThat(refused("no-instance", "instanceRef: nobody", "task: t").error())
        .contains("spec.instanceRef", "\"nobody\"", namespace);
  }

  @Test
  void shouldDeleteRefusedRunAfterItsTimeToLive() {
    TestCluster.run(
        namespace, "expiring", "instanceRef: nobody", "task: t", "ttlSecondsAfterFinished: 1");

    awaitAbsent("expiring");
  }

  /** Without permissions, a run has no finalizer whose removal would be an event. */
  @Test
  void shouldDeleteFinishedRunWithoutPermissionsAfterItsTimeToLive() {
    TestCluster.run(
        namespace, "finishing", "instanceRef: bot", "task: t", "ttlSecondsAfterFinished: 1");

    awaitAbsent("finishing");
  }

  private static void awaitAbsent(String run) {
    await("deletion of " + run)
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).withName(run).get()
                == null);
  }

  /** Each deletion is a little later than the one before, to meet all moments of a start. */
  @Test
  void shouldLogNothingWhenRunsAreDeletedDuringStart() {
    TestCluster.transcript(namespace, "brief", Transcript.answer("done"));
    TestCluster.instance(namespace, "plain", "brief");
    Instant begin = Instant.now();
    var runs = TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace);
    for (int n = 0; n < 40; n++) {
      TestCluster.run(namespace, "brief-" + n, "plain");
      LockSupport.parkNanos(Duration.ofMillis(n).toNanos());
      runs.withName("brief-" + n).delete();
    }
    for (int n = 0; n < 40; n++) {
      String name = "brief-" + n;
      await(name + " gone")
          .atMost(TestCluster.TIMEOUT)
          .until(() ->
              runs.withName(name).get() == null && TestCluster.pods(namespace, name).isEmpty());
    }
    assertThat(Operator.logSince(begin).lines().filter(line -> line.contains("brief-"))).isEmpty();
  }

  @Test
  void shouldRefuseRunWhenPackIsMissing() {
    assertThat(
            refused(
                    "no-pack",
                    "instanceRef: bot",
                    "task: t",
                    "skills: [{skillPackRef: k8s-ops}, {skillPackRef: nothing}]")
                .error())
        .contains("spec.skills[1]", "\"nothing\"", namespace, TestCluster.OPERATOR_NAMESPACE);
  }

  @Test
  void shouldRefuseRunWhenPackIsAttachedTwice() {
    assertThat(
            refused(
                    "twice",
                    "instanceRef: bot",
                    "task: t",
                    "skills: [{skillPackRef: k8s-ops}, {skillPackRef: k8s-ops}]")
                .error())
        .contains("spec.skills[1]", "k8s-ops", "twice");
  }

  @Test
  void shouldRefuseRunWhenPermissionsAreBeyondCeiling() {
    TestCluster.apply(
        namespace,
        Packs.withRules(
            "cert-admin",
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]},"
                + " {apiGroups: [\"\"], resources: [secrets], verbs: [get]}]",
            "[]"));
    AgentRunStatus status =
        refused("beyond", "instanceRef: bot", "task: t", "skills: [{skillPackRef: cert-admin}]");
    assertThat(status.error())
        .contains(
            "spec.skills[0]",
            "cert-admin",
            "rbac[1]",
            "secrets \"get\"",
            "sympozium.ai/aggregate-to-ceiling");
    assertThat(status.conditions())
        .singleElement()
        .satisfies(c -> {
          assertThat(c.getType()).isEqualTo("Planned");
          assertThat(c.getStatus()).isEqualTo("False");
          assertThat(c.getReason()).isEqualTo("PermissionsBeyondCeiling");
        });
    assertThat(TestCluster.events(namespace, "beyond")).contains("PlanRefused");
  }

  @Test
  void shouldRefuseRunWhenQuantityIsInvalid() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: hungry}
        spec:
          sidecar: {image: "localhost/debian:12", resources: {memory: lots}}
        """);
    assertThat(
            refused("quantity", "instanceRef: bot", "task: t", "skills: [{skillPackRef: hungry}]")
                .error())
        .contains("resources", "memory", "\"lots\"", "128Mi");
  }

  @Test
  void shouldRefuseRunWhenProviderIsUnknown() {
    assertThat(
            refused(
                    "provider",
                    "instanceRef: bot",
                    "task: t",
                    "model: {provider: oracle, model: delphi}")
                .error())
        .contains("spec.model.provider", "\"oracle\"", "openai");
  }

  @Test
  void shouldRefuseRunWhenTranscriptIsMissing() {
    assertThat(
            refused(
                    "tapeless",
                    "instanceRef: bot",
                    "task: t",
                    "model: {provider: replay, model: no-such-tape}")
                .error())
        .contains("no-such-tape", "transcript.jsonl");
  }

  @Test
  void shouldRejectChangeOfSpec() {
    AgentRun run = TestCluster.run(namespace, "fixed", "instanceRef: bot", "task: first");
    assertThatThrownBy(
            () -> TestCluster.run(namespace, "fixed", "instanceRef: bot", "task: second"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec: The spec of a run is immutable");
    assertThat(TestCluster.get(namespace, "fixed").getMetadata().getUid())
        .isEqualTo(run.getMetadata().getUid());
  }

  @Test
  void shouldRefuseRunAndKeepConfigMapWhenPlanNameIsTaken() {
    TestCluster.ADMIN
        .configMaps()
        .inNamespace(namespace)
        .resource(
            new io.fabric8.kubernetes.api.model.ConfigMapBuilder()
                .withNewMetadata()
                .withName("taken-plan")
                .endMetadata()
                .addToData("plan.json", "{}")
                .build())
        .create();
    assertThat(refused("taken", "instanceRef: bot", "task: t").error())
        .contains("taken-plan", "does not belong to this run");
    assertThat(TestCluster.ADMIN.configMaps().inNamespace(namespace).withName("taken-plan").get())
        .isNotNull();
  }

  @Test
  void shouldRejectBindingWhenOperatorGrantsItselfMore() {
    var operator = TestCluster.operator();
    var granter = PolicyAssertions.granter();
    TestCluster.ADMIN
        .serviceAccounts()
        .inNamespace(namespace)
        .resource(new ServiceAccountBuilder().withNewMetadata().withName("x").endMetadata().build())
        .create();
    var binding =
        new io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName("sympozium-test-widening")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName("x")
            .withNamespace(namespace)
            .endSubject()
            .build();
    try (operator;
        granter) {
      PolicyAssertions.assertNotPermitted(() -> operator.resource(binding).create());
      PolicyAssertions.assertNotPermitted(() -> granter.resource(binding).create());
    }
  }
}
