package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that a tenant, who can write the kinds of a run's objects, cannot change the objects of a
 * run or get the identity of its containers. Requests are dry runs, which admission decides alike.
 */
@ControlPlaneTest
class RunObjectPolicyIT {
  private static final String GRANT = "sympozium-run-0123456789ab-reader";
  private static final String GRANTS = "sympozium-grants";
  private static final String OBJECTS = "sympozium-objects";
  private static final String TOKENS = "sympozium-tokens";
  private static final String RUN_PODS = "sympozium-run-pods";
  private static final String DELETIONS = "sympozium-deletions";
  private static final String SYSTEM = "sympozium-skill-system";
  private static final String STATUSES = "sympozium-statuses";
  private static final String POD_STATUS = "sympozium-run-pod-status";
  private static final String ENDPOINT = "bot-web-endpoint";

  private static final String WITHOUT_OWNER = "{\"metadata\": {\"ownerReferences\": null}}";

  private static final String ANNOTATION =
      """
      {"metadata": {"annotations": {"example.com/address": "10.0.0.7"}}}\
      """;

  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withDryRun(List.of("All"))
          .build();

  private static final Map<String, String> METADATA_CHANGES =
      Map.of(
          "owner references",
          WITHOUT_OWNER,
          "finalizers",
          """
          {"metadata": {"finalizers": ["example.com/keep"]}}\
          """,
          "labels",
          """
          {"metadata": {"labels": {"sympozium.ai/run-uid": "other"}}}\
          """,
          "annotations",
          ANNOTATION);

  private static String namespace = "";
  private static TestUsers users = new TestUsers("");
  private static KubernetesClient tenant = TestCluster.ADMIN;
  private static KubernetesClient skill = TestCluster.ADMIN;

  @BeforeAll
  static void prepare() {
    namespace = PolicyAssertions.namespace("run-objects");
    users = new TestUsers(namespace);
    allowTenant();
    skill = PolicyAssertions.newAccount(namespace, GRANT, "edit");
    users.allow(
        "User",
        "system:serviceaccount:" + namespace + ":" + GRANT,
        TestCluster.OPERATOR_NAMESPACE,
        List.of(rule("apps", "deployments", "get", "patch")));
    users.allowEverywhere(
        "User",
        "system:serviceaccount:" + namespace + ":" + GRANT,
        List.of(
            TestUsers.named(rule("", "namespaces", "use"), TestCluster.OPERATOR_NAMESPACE),
            rule("", "namespaces", "get", "patch", "delete")));
    users.allow(
        users.named("kubelet"),
        namespace,
        List.of(
            rule("", "serviceaccounts/token", "create"),
            rule("", "pods", "get"),
            rule("", "pods/status", "get", "patch")));
    createRunObjects();
    users.settle(namespace);
    tenant = TestCluster.person(users.named("tenant"));
  }

  private static void allowTenant() {
    users.allow(
        users.named("tenant"),
        namespace,
        List.of(
            rule("", "serviceaccounts", "get", "create", "patch"),
            rule("", "serviceaccounts/token", "create"),
            rule("", "secrets", "get", "create", "patch"),
            rule("", "configmaps", "get", "create", "patch"),
            rule("", "pods", "get", "create", "patch"),
            rule("", "pods/ephemeralcontainers", "patch"),
            rule("", "pods/resize", "patch"),
            rule("", "pods/status", "get", "patch"),
            rule("sympozium.ai", "agentruns", "get", "patch"),
            rule("sympozium.ai", "agentruns/status", "get", "patch"),
            rule("sympozium.ai", "sympoziuminstances", "get"),
            rule("sympozium.ai", "sympoziuminstances/status", "get", "patch"),
            rule("sympozium.ai", "sympoziumschedules", "get"),
            rule("sympozium.ai", "sympoziumschedules/status", "get", "patch"),
            rule("sympozium.ai", "skillpacks", "get"),
            rule("sympozium.ai", "skillpacks/status", "get", "patch"),
            rule("rbac.authorization.k8s.io", "roles", "get", "create", "patch"),
            rule("rbac.authorization.k8s.io", "rolebindings", "get", "create", "patch")));
    // The API server requires it for a change of the binding.
    users.bind(users.named("tenant"), namespace, "ClusterRole", "edit");
    users.allowEverywhere(
        users.named("tenant"),
        List.of(rule("rbac.authorization.k8s.io", "clusterroles", "get", "patch")));
  }

  /** The owner must exist: the garbage collector would delete the objects of an absent one. */
  private static void createRunObjects() {
    TestCluster.run(namespace, "check", "absent");
    String uid = TestCluster.get(namespace, "check").getMetadata().getUid();
    String owner =
        "[{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, name: check, controller: true, uid: "
            + uid
            + "}]";
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %1$s, ownerReferences: %2$s}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %1$s-%4$s}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: check-plan, labels: {app.kubernetes.io/managed-by: sympozium}, ownerReferences: %2$s}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/service-account-token
        metadata: {name: own-token, annotations: {kubernetes.io/service-account.name: default}}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: check-12345
          labels: {app.kubernetes.io/managed-by: sympozium}
          annotations: {sympozium.ai/first: text}
          ownerReferences: %2$s
        spec: {schedulingGates: [{name: example.com/never}], containers: [{name: agent, image: localhost/busybox:1}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: other}
        spec: {schedulingGates: [{name: example.com/never}], containers: [{name: main, image: localhost/busybox:1}]}
        """
            .formatted(GRANT, owner, uid, namespace));
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %s}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec: {agents: {default: {model: m}}}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumSchedule
        metadata: {name: report}
        spec: {instanceRef: bot, schedule: "@yearly", task: Report.}
        """
            .formatted(ENDPOINT));
    TestCluster.apply(namespace, Packs.withRules("reader", "[]", "[]"));
  }

  @AfterAll
  static void remove() {
    tenant.close();
    skill.close();
    TestCluster.ADMIN.rbac().clusterRoles().withName(GRANT + "-" + namespace).delete();
    users.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectMetadataChangeWhenObjectIsGrantOfRun() {
    return Stream.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole")
        .flatMap(kind ->
            METADATA_CHANGES.entrySet().stream()
                .map(change ->
                    dynamicTest(
                        kind + ": " + change.getKey(),
                        () -> assertRejected(GRANTS, kind, grantName(kind), change.getValue()))));
  }

  private static String grantName(String kind) {
    return kind.startsWith("Cluster") ? GRANT + "-" + namespace : GRANT;
  }

  @Test
  void shouldRejectBindingWhenSubjectIsAccountOfSkill() {
    PolicyAssertions.assertRefused(
        GRANTS,
        () ->
            create(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: more}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                """
                    .formatted(GRANT, namespace)));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectChangeWhenPodIsOfRun() {
    Map<String, ThrowingCallable> changes = new LinkedHashMap<>();
    METADATA_CHANGES.forEach((name, patch) -> changes.put(name, () -> patchPod(tenant, patch)));
    // Network plugins write annotations.
    changes.remove("annotations");
    changes.put("annotation by a skill", () -> patchPod(skill, ANNOTATION));
    changes.put(
        "annotation and label",
        () ->
            patchPod(
                tenant,
                """
                {"metadata": {"annotations": {"note": "text"}, "labels": {"team": "a"}}}\
                """));
    changes.put(
        "annotation and deadline",
        () ->
            patchPod(
                tenant,
                """
                {"metadata": {"annotations": {"note": "text"}},
                 "spec": {"activeDeadlineSeconds": 5}}\
                """));
    changes.put(
        "annotation of the operator",
        () ->
            patchPod(
                tenant,
                """
                {"metadata": {"annotations": {"sympozium.ai/note": "text"}}}\
                """));
    changes.put(
        "removal of an annotation of the operator",
        () ->
            patchPod(
                tenant,
                """
                {"metadata": {"annotations": {"sympozium.ai/first": null}}}\
                """));
    changes.put(
        "ephemeral container",
        () ->
            tenant
                .pods()
                .inNamespace(namespace)
                .withName("check-12345")
                .ephemeralContainers()
                .edit(pod -> {
                  pod.getSpec()
                      .getEphemeralContainers()
                      .add(
                          new EphemeralContainerBuilder().withName("debug").withImage("x").build());
                  return pod;
                }));
    changes.put(
        "resources",
        () ->
            tenant
                .pods()
                .inNamespace(namespace)
                .withName("check-12345")
                .subresource("resize")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{}"));
    return changes.entrySet().stream()
        .map(change ->
            dynamicTest(
                change.getKey(),
                () -> PolicyAssertions.assertRefused(RUN_PODS, change.getValue())));
  }

  /** The operator reads in a status whether permissions are revoked, and which objects exist. */
  @TestFactory
  Stream<DynamicTest> shouldRejectStatusWhenClientIsNeitherOperatorNorAdministrator() {
    return Map.of(
            "AgentRun", "check",
            "SympoziumInstance", "bot",
            "SympoziumSchedule", "report",
            "SkillPack", "reader")
        .entrySet()
        .stream()
        .map(object ->
            dynamicTest(
                object.getKey(),
                () -> {
                  PolicyAssertions.assertRefused(
                      STATUSES, () -> patchStatus(tenant, object.getKey(), object.getValue()));
                  assertThatCode(
                          () -> patchStatus(TestCluster.ADMIN, object.getKey(), object.getValue()))
                      .doesNotThrowAnyException();
                }));
  }

  private static void patchStatus(KubernetesClient client, String kind, String name) {
    client
        .genericKubernetesResources("sympozium.ai/v1alpha1", kind)
        .inNamespace(namespace)
        .withName(name)
        .subresource("status")
        .patch(DRY_RUN, "{\"status\": {\"conditions\": null}}");
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectMetadataChangeWhenItComesWithStatusOfPodOfRun() {
    return Map.of(
            "finalizers",
            "{\"metadata\": {\"finalizers\": [\"example.com/keep\"]}}",
            "labels",
            "{\"metadata\": {\"labels\": {\"app.kubernetes.io/managed-by\": null}}}",
            "annotation of the operator",
            "{\"metadata\": {\"annotations\": {\"sympozium.ai/first\": null}}}")
        .entrySet()
        .stream()
        .map(change ->
            dynamicTest(
                change.getKey(),
                () -> {
                  PolicyAssertions.assertRefused(
                      POD_STATUS, () -> patchPodStatus(tenant, "check-12345", change.getValue()));
                  assertThatCode(() -> patchPodStatus(tenant, "other", change.getValue()))
                      .doesNotThrowAnyException();
                }));
  }

  @Test
  void shouldAllowStatusWhenPodIsOfRun() {
    String status = "{\"status\": {\"message\": \"text\"}}";
    try (KubernetesClient kubelet = kubelet()) {
      for (KubernetesClient client : List.of(tenant, kubelet)) {
        assertThatCode(() -> patchPodStatus(client, "check-12345", status))
            .doesNotThrowAnyException();
      }
    }
  }

  private static void patchPodStatus(KubernetesClient client, String pod, String json) {
    client.pods().inNamespace(namespace).withName(pod).subresource("status").patch(DRY_RUN, json);
  }

  /** Returns a client of the group of kubelets, which the node authorizer does not know. */
  private static KubernetesClient kubelet() {
    return TestCluster.person(users.named("kubelet"), "system:nodes", "system:authenticated");
  }

  /** Network plugins such as kube-ovn and multus write the addresses of a pod. */
  @Test
  void shouldAllowAnnotationWhenPodIsOfRun() {
    assertThatCode(() -> patchPod(tenant, ANNOTATION)).doesNotThrowAnyException();
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectMetadataChangeWhenConfigMapIsPlanOfRun() {
    return METADATA_CHANGES.entrySet().stream()
        .map(change ->
            dynamicTest(
                change.getKey(),
                () -> assertRejected(OBJECTS, "ConfigMap", "check-plan", change.getValue())));
  }

  @Test
  void shouldRejectTokenSecretWhenItNamesAccountOfSkill() {
    PolicyAssertions.assertRefused(
        OBJECTS,
        () ->
            create(
                """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/service-account-token
                metadata: {name: innocent, annotations: {kubernetes.io/service-account.name: %s}}
                """
                    .formatted(GRANT)));
  }

  @Test
  void shouldRejectUpdateOfTokenSecretWhenItNamesAccountOfSkillAfterwards() {
    assertRejected(
        OBJECTS,
        "Secret",
        "own-token",
        """
        {"metadata": {"annotations": {"kubernetes.io/service-account.name": "%s"}}}\
        """
            .formatted(GRANT));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectTokenRequestWhenAudienceIsOfGateway() {
    return Stream.of("sympozium.ai/bridge", "sympozium.ai/skill/reader")
        .flatMap(audience ->
            Stream.of(tenant, TestCluster.ADMIN, PolicyAssertions.operator())
                .map(client ->
                    dynamicTest(
                        audience + " as " + client.getConfiguration().getImpersonateUsername(),
                        () ->
                            PolicyAssertions.assertRefused(
                                TOKENS, () -> requestToken(client, "default", audience)))));
  }

  /** With it, a user could start runs of the instance that the endpoint would not start. */
  @Test
  void shouldRejectTokenWhenAccountIsOfEndpoint() {
    PolicyAssertions.assertRefused(TOKENS, () -> requestToken(tenant, ENDPOINT, "vault"));
    try (KubernetesClient kubelet = kubelet()) {
      for (KubernetesClient client : List.of(TestCluster.ADMIN, kubelet)) {
        assertThatCode(() -> requestToken(client, ENDPOINT, "vault")).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void shouldRejectTokenSecretWhenItNamesAccountOfEndpoint() {
    String change =
        "{\"metadata\": {\"annotations\": {\"kubernetes.io/service-account.name\": \"%s\"}}}"
            .formatted(ENDPOINT);
    assertRejected(OBJECTS, "Secret", "own-token", change);
    assertThatCode(() -> patch(TestCluster.ADMIN, "Secret", "own-token", change))
        .doesNotThrowAnyException();
  }

  @TestFactory
  Stream<DynamicTest> shouldAllowNormalWorkOfTenant() {
    Map<String, ThrowingCallable> work = new LinkedHashMap<>();
    work.put("token", () -> requestToken(tenant, "default", "vault"));
    for (String kind : List.of("Pod:other", "ConfigMap:settings", "ServiceAccount:default")) {
      String name = kind.substring(kind.indexOf(':') + 1);
      work.put(
          kind,
          () ->
              patch(
                  kind.substring(0, kind.indexOf(':')),
                  name,
                  """
                  {"metadata": {"labels": {"team": "a"}, "annotations": {"note": "text"}}}\
                  """));
    }
    work.put(
        "token Secret",
        () ->
            create(
                """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/service-account-token
                metadata: {name: mine, annotations: {kubernetes.io/service-account.name: default}}
                """));
    work.put(
        "restore of a ConfigMap with the label of the operator",
        () ->
            create(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: restored, labels: {app.kubernetes.io/managed-by: sympozium}}
                """));
    work.put(
        "server-side apply by a GitOps tool",
        () ->
            tenant
                .resource(
                    unmarshal(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: settings, labels: {app.kubernetes.io/instance: shop}}
                        """))
                .inNamespace(namespace)
                .dryRun()
                .fieldManager("gitops")
                .forceConflicts()
                .serverSideApply());
    work.put(
        "label and finalizer of a run",
        () ->
            tenant
                .resources(AgentRun.class)
                .inNamespace(namespace)
                .withName("check")
                .dryRun()
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    """
                    {"metadata": {"labels": {"team": "a"}, "finalizers": ["example.com/keep"]}}\
                    """));
    return work.entrySet().stream()
        .map(one ->
            dynamicTest(
                one.getKey(), () -> assertThatCode(one.getValue()).doesNotThrowAnyException()));
  }

  @Test
  void shouldRejectConfigMapOfSkillWhenItHasLabelOfOperator() {
    assertConfigMapOfSkillRefused("name: flood, labels: {app.kubernetes.io/managed-by: sympozium}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other-plan", "other-transcript", "other-agent-log"})
  void shouldRejectConfigMapOfSkillWhenNameIsOfPlanOrTranscript(String name) {
    assertConfigMapOfSkillRefused("name: " + name);
  }

  private static void assertConfigMapOfSkillRefused(String metadata) {
    PolicyAssertions.assertRefused(
        OBJECTS,
        () ->
            skill
                .resource(
                    unmarshal(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {%s}
                        """
                            .formatted(metadata)))
                .inNamespace(namespace)
                .dryRun()
                .create());
  }

  @Test
  void shouldRejectDeletionBySkillWhenConfigMapIsPlanOfRun() {
    PolicyAssertions.assertRefused(
        DELETIONS,
        () -> skill.configMaps().inNamespace(namespace).withName("check-plan").dryRun().delete());
  }

  /** The account holds the verb use on the namespace, as the pack of a skill can declare. */
  @Test
  void shouldRejectWriteOfSkillWhenNamespaceIsOfOperator() {
    PolicyAssertions.assertRefused(
        SYSTEM,
        () ->
            skill
                .apps()
                .deployments()
                .inNamespace(TestCluster.OPERATOR_NAMESPACE)
                .withName("sympozium-operator")
                .dryRun()
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}"));
  }

  /** Labels of a namespace select policies, and its deletion deletes what it contains. */
  @Test
  void shouldRejectChangeBySkillWhenObjectIsNamespaceOfSystem() {
    String label = "{\"metadata\": {\"labels\": {\"team\": \"a\"}}}";
    var namespaces = skill.namespaces();
    for (String system : List.of(TestCluster.OPERATOR_NAMESPACE, "kube-system")) {
      PolicyAssertions.assertRefused(
          SYSTEM,
          () ->
              namespaces
                  .withName(system)
                  .dryRun()
                  .patch(PatchContext.of(PatchType.JSON_MERGE), label));
    }
    PolicyAssertions.assertRefused(
        SYSTEM, () -> namespaces.withName(TestCluster.OPERATOR_NAMESPACE).dryRun().delete());
    assertThatCode(() ->
            namespaces
                .withName(namespace)
                .dryRun()
                .patch(PatchContext.of(PatchType.JSON_MERGE), label))
        .doesNotThrowAnyException();
  }

  /** It removes the owner references of objects whose owner has disappeared. */
  @TestFactory
  Stream<DynamicTest> shouldAllowMetadataChangeWhenUserIsGarbageCollector() {
    return Stream.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "Pod", "ConfigMap")
        .map(kind ->
            dynamicTest(
                kind,
                () -> {
                  try (KubernetesClient collector = garbageCollector()) {
                    assertThatCode(() -> patch(collector, kind, runObjectName(kind), WITHOUT_OWNER))
                        .doesNotThrowAnyException();
                  }
                }));
  }

  private static KubernetesClient garbageCollector() {
    return TestCluster.person(
        "system:serviceaccount:kube-system:generic-garbage-collector",
        "system:serviceaccounts",
        "system:serviceaccounts:kube-system",
        "system:authenticated");
  }

  private static String runObjectName(String kind) {
    return switch (kind) {
      case "Pod" -> "check-12345";
      case "ConfigMap" -> "check-plan";
      default -> grantName(kind);
    };
  }

  private static void patchPod(KubernetesClient client, String json) {
    patch(client, "Pod", "check-12345", json);
  }

  private static void assertRejected(String policy, String kind, String name, String patch) {
    PolicyAssertions.assertRefused(policy, () -> patch(kind, name, patch));
  }

  private static void patch(String kind, String name, String json) {
    patch(tenant, kind, name, json);
  }

  private static void patch(KubernetesClient client, String kind, String name, String json) {
    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
    if (kind.equals("ClusterRole")) {
      client.resources(ClusterRole.class).withName(name).dryRun().patch(merge, json);
    } else {
      client
          .resources(type(kind))
          .inNamespace(namespace)
          .withName(name)
          .dryRun()
          .patch(merge, json);
    }
  }

  private static Class<? extends HasMetadata> type(String kind) {
    return switch (kind) {
      case "ServiceAccount" -> ServiceAccount.class;
      case "Role" -> io.fabric8.kubernetes.api.model.rbac.Role.class;
      case "RoleBinding" -> io.fabric8.kubernetes.api.model.rbac.RoleBinding.class;
      case "Pod" -> io.fabric8.kubernetes.api.model.Pod.class;
      case "ConfigMap" -> io.fabric8.kubernetes.api.model.ConfigMap.class;
      case "Secret" -> io.fabric8.kubernetes.api.model.Secret.class;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void create(String yaml) {
    tenant.resource(unmarshal(yaml)).inNamespace(namespace).dryRun().create();
  }

  private static HasMetadata unmarshal(String yaml) {
    return Serialization.unmarshal(yaml);
  }

  private static void requestToken(KubernetesClient client, String account, String audience) {
    client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .endSpec()
                .build());
  }
}
