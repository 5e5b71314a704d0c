package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.named;
import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Nameable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that a holder of the operator's token can grant the permissions of the ceiling and no
 * other, and cannot use the ceiling itself. Requests are dry runs, which admission decides alike.
 */
@ControlPlaneTest
class GranterIT {
  private static final String GRANTS = "sympozium-grants";
  private static final String OBJECTS = "sympozium-objects";
  private static final String TOKENS = "sympozium-tokens";
  private static final String DELETIONS = "sympozium-deletions";
  private static final String SCHEDULED_RUNS = "sympozium-scheduled-runs";
  private static final String SYSTEM = "sympozium-skill-system";
  private static final String REACH = "sympozium-granter-reach";
  private static final String RBAC = "rbac.authorization.k8s.io";

  private static String namespace = "";
  private static TestUsers users = new TestUsers("");
  private static KubernetesClient operator = TestCluster.ADMIN;
  private static KubernetesClient granter = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = PolicyAssertions.namespace("granter");
    users = new TestUsers(namespace);
    // A ceiling that is as wide as the kinds below, so that only the policies deny.
    users.allowEverywhere(
        "User",
        PolicyAssertions.GRANTER,
        List.of(
            rule("", "pods", "delete"),
            rule("", "configmaps", "get", "create", "update"),
            rule("", "serviceaccounts", "create", "delete"),
            rule("", "serviceaccounts/token", "create"),
            rule("apps", "deployments", "create"),
            rule(RBAC, "roles", "get", "update", "delete"),
            rule("sympozium.ai", "agentruns", "delete")));
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: other}
        spec: {schedulingGates: [{name: example.com/never}], containers: [{name: main, image: localhost/busybox:1}]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: theirs}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: check}
        spec: {instanceRef: absent, task: t}
        """);
    users.settle(namespace);
    operator = PolicyAssertions.operator();
    granter = PolicyAssertions.granter();
  }

  @AfterAll
  static void remove() {
    operator.close();
    granter.close();
    users.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectRoleWhenOnlyOperatorHoldsItsPermission() {
    return permissionsOfOperatorAlone().entrySet().stream()
        .flatMap(permission ->
            roles(permission.getValue()).stream()
                .flatMap(role ->
                    Stream.of(operator, granter)
                        .map(client ->
                            dynamicTest(
                                role.getKind() + " with " + permission.getKey(),
                                () ->
                                    PolicyAssertions.assertNotPermitted(
                                        () -> client.resource(role).dryRun().create())))));
  }

  /** Returns what the operator's roles permit and neither the ceiling nor the granter holds. */
  private static Map<String, PolicyRule> permissionsOfOperatorAlone() {
    var rbac = TestCluster.ADMIN.rbac();
    Stream<PolicyRule> own =
        Stream.of(
                rbac.clusterRoles().withName("sympozium-operator").require().getRules(),
                rbac.roles()
                    .inNamespace(TestCluster.OPERATOR_NAMESPACE)
                    .withName("sympozium-operator")
                    .require()
                    .getRules())
            .flatMap(rules -> Ceiling.of(rules).rules().stream());
    Ceiling granted =
        rbac.clusterRoleBindings().list().getItems().stream()
            .filter(binding ->
                binding.getSubjects().stream()
                    .anyMatch(subject ->
                        subject.getName().equals("sympozium-granter")
                            || subject.getName().equals(PolicyAssertions.GRANTER)))
            .map(binding ->
                Ceiling.of(rbac.clusterRoles().withName(binding.getRoleRef().getName()).require()))
            .reduce(new Ceiling(List.of()), Ceiling::plus);
    Map<String, PolicyRule> alone = new TreeMap<>();
    own.flatMap(rule -> Permission.of(rule).stream())
        .forEach(permission -> {
          PolicyRule one = rule(permission.group(), permission.resource(), permission.verb());
          PolicyRule exact = permission.name() == null ? one : named(one, permission.name());
          if (granted.firstUncovered(exact).isPresent()) {
            alone.put(permission.describe(), exact);
          }
        });
    assertThat(alone)
        .containsKeys(
            "validatingwebhookconfigurations.admissionregistration.k8s.io \"patch\" on"
                + " \"sympozium-skillpacks\"",
            "serviceaccounts \"impersonate\" on \"sympozium-granter\"",
            "tokenreviews.authentication.k8s.io \"create\"",
            "agentruns/status.sympozium.ai \"patch\"",
            "clusterrolebindings.rbac.authorization.k8s.io \"delete\"");
    return alone;
  }

  private static List<HasMetadata> roles(PolicyRule rule) {
    return grant(rule).roles();
  }

  private static SkillGrant grant(PolicyRule rule) {
    return new SkillGrant(
        new RunRef(namespace, "check", "11111111-2222-3333-4444-555555555555"),
        "reader",
        List.of(rule),
        List.of(rule));
  }

  @Test
  void shouldAcceptRolesWhenCeilingIncludesPermission() {
    for (HasMetadata role : roles(rule("", "configmaps", "get"))) {
      assertThatCode(() -> create(role)).doesNotThrowAnyException();
      PolicyAssertions.assertNotPermitted(() -> operator.resource(role).dryRun().create());
    }
  }

  @Test
  void shouldRejectRoleWhenItPermitsCreationOfRoles() {
    for (String resource :
        List.of("roles", "rolebindings", "clusterroles", "clusterrolebindings")) {
      for (HasMetadata role : roles(rule(RBAC, resource, "create"))) {
        PolicyAssertions.assertRefused(GRANTS, () -> create(role));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectRoleWhenLabelAggregatesIt() {
    return Stream.of(
            "rbac.authorization.k8s.io/aggregate-to-view",
            "rbac.authorization.k8s.io/aggregate-to-edit",
            SympoziumLabels.LABEL_AGGREGATE_TO_CEILING)
        .map(label ->
            dynamicTest(
                label,
                () -> {
                  ClusterRole role =
                      new ClusterRoleBuilder(
                              (ClusterRole) roles(rule("", "configmaps", "get")).get(1))
                          .editMetadata()
                          .addToLabels(label, "true")
                          .endMetadata()
                          .build();
                  PolicyAssertions.assertRefused(GRANTS, () -> create(role));
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectUseOfCeilingByGranter() {
    Role changed =
        new RoleBuilder()
            .withNewMetadata()
            .withName("theirs")
            .withNamespace(namespace)
            .addToLabels("team", "a")
            .endMetadata()
            .build();
    return Stream.of(
        use(
            "create Deployment",
            REACH,
            () -> create(Workloads.of("Deployment", namespace, "w", Workloads.PLAIN))),
        use(
            "delete AgentRun",
            REACH,
            () -> delete(granter.resources(AgentRun.class).inNamespace(namespace), "check")),
        use("change Role", GRANTS, () -> granter.resource(changed).dryRun().update()),
        use("create account", GRANTS, () -> create(grant(rule("", "pods", "get")).account())),
        use("create ConfigMap", OBJECTS, () -> create(configMap("new"))),
        use(
            "change ConfigMap",
            OBJECTS,
            () -> granter.resource(configMap("settings")).dryRun().update()),
        use("request token", TOKENS, () -> requestToken(granter, namespace, "default")),
        use("delete pod", DELETIONS, () -> delete(granter.pods().inNamespace(namespace), "other")),
        use(
            "delete Role",
            DELETIONS,
            () -> delete(granter.rbac().roles().inNamespace(namespace), "theirs")),
        use(
            "delete account",
            DELETIONS,
            () -> delete(granter.serviceAccounts().inNamespace(namespace), "default")));
  }

  /** RBAC is not the subject: these requests have all permissions. */
  @Test
  void shouldRejectUseOfAllPermissionsByGranter() {
    try (KubernetesClient allowed =
        TestCluster.person(PolicyAssertions.GRANTER, "system:masters")) {
      PolicyAssertions.assertRefused(
          SCHEDULED_RUNS,
          () ->
              allowed
                  .resources(AgentRun.class)
                  .inNamespace(namespace)
                  .withName("check")
                  .dryRun()
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      "{\"metadata\":{\"annotations\":{\"note\":\"text\"}}}"));
      PolicyAssertions.assertRefused(
          SYSTEM, () -> allowed.resource(event("kube-system")).dryRun().create());
      PolicyAssertions.assertRefused(REACH, () -> allowed.resource(schedule()).dryRun().create());
    }
  }

  private static SympoziumSchedule schedule() {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumSchedule
        metadata: {name: granter, namespace: %s}
        spec: {instanceRef: bot, schedule: "@hourly", task: t}
        """
            .formatted(namespace),
        SympoziumSchedule.class);
  }

  private static DynamicTest use(String name, String policy, ThrowingCallable request) {
    return dynamicTest(name, () -> PolicyAssertions.assertRefused(policy, request));
  }

  private static void create(HasMetadata object) {
    granter.resource(object).dryRun().create();
  }

  private static void delete(Nameable<? extends Resource<?>> objects, String name) {
    objects.withName(name).dryRun().delete();
  }

  @Test
  void shouldRejectImpersonationWhenUserIsNotGranter() {
    for (String user :
        List.of(
            "admin",
            "system:serviceaccount:kube-system:generic-garbage-collector",
            "system:serviceaccount:" + namespace + ":sympozium-granter",
            "system:serviceaccount:" + TestCluster.OPERATOR_NAMESPACE + ":default")) {
      assertMayNotImpersonate(user);
    }
    assertMayNotImpersonate(PolicyAssertions.GRANTER, "system:masters");
  }

  private static void assertMayNotImpersonate(String user, String... groups) {
    try (KubernetesClient impersonator = PolicyAssertions.operatorAs(user, groups)) {
      assertThatThrownBy(impersonator.pods().inNamespace(namespace)::list)
          .as(user)
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("cannot impersonate");
    }
  }

  @Test
  void shouldRejectTokenOfGranterWhenOperatorRequestsIt() {
    PolicyAssertions.assertRefused(
        TOKENS, () -> requestToken(operator, TestCluster.OPERATOR_NAMESPACE, "sympozium-granter"));
  }

  private static void requestToken(KubernetesClient client, String namespace, String account) {
    client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build());
  }

  private static HasMetadata event(String in) {
    return new EventBuilder()
        .withNewMetadata()
        .withName("granter")
        .withNamespace(in)
        .endMetadata()
        .withNewInvolvedObject()
        .withNamespace(in)
        .endInvolvedObject()
        .build();
  }

  private static HasMetadata configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .addToData("key", "changed")
        .build();
  }
}
