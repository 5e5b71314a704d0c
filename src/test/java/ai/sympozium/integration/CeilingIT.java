package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests the ceiling of one namespace, and dangerous permissions within a ceiling. */
@ControlPlaneTest
class CeilingIT {
  private static final String LEASES =
      "{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, list]}";

  private static String wide = "";
  private static String narrow = "";

  @BeforeAll
  static void widenOne() {
    wide = TestCluster.namespace("wide");
    narrow = TestCluster.namespace("narrow");
    for (String namespace : List.of(wide, narrow)) {
      TestCluster.apply(namespace, Packs.withRules("leases", "[" + LEASES + "]", "[]"));
      TestCluster.apply(namespace, Packs.withRules("leases-everywhere", "[]", "[" + LEASES + "]"));
      TestCluster.apply(
          namespace,
          Packs.withRules("enters", "[{resources: [pods/exec], verbs: [create]}]", "[]"));
      TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
      TestCluster.instance(namespace, "bot", "fine");
      role(namespace);
    }
    widen(wide, "sympozium-granter", TestCluster.OPERATOR_NAMESPACE);
    widen(narrow, "sympozium-granter", narrow); // of that name, but not the granter
  }

  private static void role(String namespace) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: more}
        rules:
          - %s
          - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
        """
            .formatted(LEASES));
  }

  private static void widen(String namespace, String account, String accountNamespace) {
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: more, labels: {sympozium.ai/namespace-ceiling: "true"}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: more}
        subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
        """
            .formatted(account, accountNamespace));
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(wide);
    TestCluster.deleteNamespace(narrow);
  }

  @Test
  void shouldRunPackWhenCeilingOfNamespaceIncludesIt() {
    AgentRunStatus status = run(wide, "leases");

    assertThatStatus(status).hasSucceeded();
    assertThat(status.skills().getFirst().revokedAt()).isNotNull();
  }

  @Test
  void shouldRefuseRunWhenCeilingOfNamespaceDoesNotIncludePack() {
    AgentRunStatus status = run(narrow, "leases");

    assertThat(reason(status)).isEqualTo("PermissionsBeyondCeiling");
    assertThat(status.error())
        .contains(
            "rbac[0]",
            "leases.coordination.k8s.io \"get\"",
            "RoleBinding to the ServiceAccount sympozium-granter");
  }

  @Test
  void shouldRefuseClusterWidePermissionWhenOnlyNamespaceCeilingIncludesIt() {
    assertThat(reason(run(wide, "leases-everywhere"))).isEqualTo("PermissionsBeyondCeiling");
  }

  @Test
  void shouldLetApiServerRejectRoleWhenCeilingDoesNotIncludeIt() {
    try (KubernetesClient granter = PolicyAssertions.granter()) {
      assertThat(granter.resource(role(wide, LEASES_RULE)).dryRun().create()).isNotNull();
      assertThatThrownBy(() -> granter.resource(role(narrow, LEASES_RULE)).dryRun().create())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(403);
                assertThat(e.getMessage()).contains("coordination.k8s.io");
              });
    }
  }

  @Test
  void shouldRefuseDangerousPermissionWhenCeilingIncludesIt() {
    AgentRunStatus status = run(wide, "enters");

    assertThat(reason(status)).isEqualTo("DangerousPermission");
    assertThat(status.error())
        .contains("rbac[0]", "pods/exec \"create\"", "allowedDangerousPermissions: [pods-exec]");
  }

  @Test
  void shouldReportNamespacesWhenSharedPackFitsOnlyTheirCeilings() {
    String name = "leases-for-" + wide;
    TestCluster.apply(
        TestCluster.OPERATOR_NAMESPACE, Packs.withRules(name, "[" + LEASES + "]", "[]"));
    var pack =
        TestCluster.ADMIN
            .resources(SkillPack.class)
            .inNamespace(TestCluster.OPERATOR_NAMESPACE)
            .withName(name);
    try {
      await("verdict on " + name)
          .atMost(TestCluster.TIMEOUT)
          .until(() -> ready(pack.require()).isPresent());
      assertThat(ready(pack.require()))
          .hasValueSatisfying(c -> {
            assertThat(c.getStatus()).isEqualTo("True");
            assertThat(c.getReason()).isEqualTo("ValidInNamespaces");
            assertThat(c.getMessage())
                .contains("Only runs in " + wide + " can attach this pack", "leases");
          });
    } finally {
      pack.delete();
    }
  }

  private static final PolicyRule LEASES_RULE =
      new PolicyRule(
          List.of("coordination.k8s.io"), List.of("leases"), List.of("get", "list"), List.of());

  /** Builds the role that the operator creates for a run. */
  private static HasMetadata role(String namespace, PolicyRule rule) {
    return new SkillGrant(
            new RunRef(namespace, "bot-1", "11111111-2222-3333-4444-555555555555"),
            "leases",
            List.of(rule),
            List.of())
        .roles()
        .getFirst();
  }

  private static AgentRunStatus run(String namespace, String pack) {
    String name = "with-" + pack;
    TestCluster.run(
        namespace, name, "instanceRef: bot", "task: t", "skills: [{skillPackRef: " + pack + "}]");
    return TestCluster.awaitFinal(namespace, name);
  }

  private static String reason(AgentRunStatus status) {
    assertThatStatus(status).hasFailed();
    return status.conditions().getFirst().getReason();
  }

  private static Optional<Condition> ready(SkillPack pack) {
    return pack.getStatus() == null
        ? Optional.empty()
        : pack.getStatus().conditions().stream()
            .filter(c -> c.getType().equals("Ready"))
            .findFirst();
  }
}
