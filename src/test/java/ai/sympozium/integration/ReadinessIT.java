package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that packs and instances report changes of what they depend on without being polled. */
@ControlPlaneTest
class ReadinessIT {
  /** Far below any interval at which a reconciler could poll. */
  private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(15);

  private static final String LEASES =
      "{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get]}";

  private String namespace = "";

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("readiness");
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldReportAnInstanceReadyWhenItsPackIsCreated() {
    TestCluster.instance(namespace, "bot", "fine", "late");
    awaitReady("False SkillsNotReady", this::instanceConditions);
    assertThat(message(instanceConditions()))
        .startsWith("spec.skills[0]: SkillPack \"late\" not found in namespace " + namespace);

    TestCluster.apply(namespace, Packs.stock("late", "hello"));

    awaitReady("True SkillsReady", this::instanceConditions);
  }

  @Test
  void shouldReportAnInstanceNotReadyWhenItsPackBecomesInvalid() {
    TestCluster.apply(namespace, Packs.withRules("tool", "[]", "[]"));
    TestCluster.instance(namespace, "bot", "fine", "tool");
    awaitReady("True SkillsReady", this::instanceConditions);

    TestCluster.apply(namespace, Packs.withRules("tool", "[" + LEASES + "]", "[]"));

    awaitReady("False SkillsNotReady", this::instanceConditions);
    assertThat(message(instanceConditions()))
        .startsWith("spec.skills[0] (pack \"tool\"): spec.sidecar.rbac[0]: leases");
  }

  @Test
  void shouldReportAPackReadyWhenTheCeilingOfItsNamespaceIsExtended() {
    TestCluster.apply(namespace, Packs.withRules("tool", "[" + LEASES + "]", "[]"));
    awaitReady("False PermissionsBeyondCeiling", this::packConditions);

    TestCluster.apply(namespace, ceiling());

    awaitReady("True Valid", this::packConditions);
  }

  @Test
  void shouldCountTheRunsOfAnInstance() {
    TestCluster.instance(namespace, "bot", "fine");
    TestCluster.run(namespace, "one", "bot");

    TestCluster.awaitFinal(namespace, "one");

    await("counts of the instance")
        .atMost(EVENT_TIMEOUT)
        .untilAsserted(() -> {
          SympoziumInstanceStatus status = Objects.requireNonNull(instance().getStatus());
          assertThat(status.totalAgentRuns()).isEqualTo(1);
          assertThat(status.activeAgentPods()).isEqualTo(0);
        });
  }

  private static String ceiling() {
    return """
    apiVersion: v1
    kind: List
    items:
      - apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: leases}
        rules: [%s]
      - apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: leases, labels: {sympozium.ai/namespace-ceiling: "true"}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: leases}
        subjects: [{kind: ServiceAccount, name: sympozium-granter, namespace: %s}]
    """
        .formatted(LEASES, TestCluster.OPERATOR_NAMESPACE);
  }

  private static void awaitReady(String statusAndReason, Supplier<List<Condition>> conditions) {
    await("Ready: " + statusAndReason)
        .atMost(EVENT_TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() ->
            assertThat(conditions.get())
                .filteredOn(c -> c.getType().equals("Ready"))
                .extracting(c -> c.getStatus() + " " + c.getReason())
                .containsExactly(statusAndReason));
  }

  private static @Nullable String message(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> c.getType().equals("Ready"))
        .map(Condition::getMessage)
        .findFirst()
        .orElse(null);
  }

  private SympoziumInstance instance() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require();
  }

  private List<Condition> instanceConditions() {
    SympoziumInstanceStatus status = instance().getStatus();
    return status == null ? List.of() : status.conditions();
  }

  private List<Condition> packConditions() {
    var status =
        TestCluster.ADMIN
            .resources(SkillPack.class)
            .inNamespace(namespace)
            .withName("tool")
            .require()
            .getStatus();
    return status == null ? List.of() : status.conditions();
  }
}
