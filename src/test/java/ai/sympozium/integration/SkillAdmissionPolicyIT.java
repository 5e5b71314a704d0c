package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests a skill whose pack declares too many permissions: it can neither use another identity nor
 * leave permissions behind. Other clients cannot use a skill's account.
 */
@ControlPlaneTest
class SkillAdmissionPolicyIT {
  private static final String WORKLOADS = "sympozium-skill-workloads";
  private static final String GRANTS = "sympozium-grants";
  private static final String TOKENS = "sympozium-tokens";
  private static final String OBJECTS = "sympozium-objects";
  private static final String DELETIONS = "sympozium-deletions";
  private static final String PODS = "sympozium-pods";

  /** Named like the account of a run, with the permissions of a namespace administrator. */
  private static final String SKILL = "sympozium-run-0123456789ab-skill";

  private static String namespace = "";
  private static KubernetesClient skill = TestCluster.ADMIN;
  private static KubernetesClient person = TestCluster.ADMIN;

  @BeforeAll
  static void accounts() {
    namespace = PolicyAssertions.namespace("skills");
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: sympozium-test-workloads}
        rules:
          - {apiGroups: ["", apps, batch], resources: [pods, pods/ephemeralcontainers, podtemplates, replicationcontrollers, replicasets, deployments, deployments/scale, statefulsets, daemonsets, jobs, cronjobs], verbs: ["*"]}
          - {apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: ["*"]}
          - {apiGroups: [""], resources: [serviceaccounts/token, secrets, configmaps], verbs: [create]}
          - {apiGroups: [""], resources: [serviceaccounts], verbs: [use], resourceNames: [lent]}
          - {apiGroups: [""], resources: [secrets, configmaps], verbs: [get], resourceNames: [held]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: another}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: lent}
        """);
    skill = PolicyAssertions.newAccount(namespace, SKILL, "sympozium-test-workloads");
    person = PolicyAssertions.newAccount(namespace, "person", "admin");
  }

  @AfterAll
  static void remove() {
    skill.close();
    person.close();
    TestCluster.ADMIN.rbac().clusterRoles().withName("sympozium-test-workloads").delete();
    TestCluster.deleteNamespace(namespace);
  }

  @TestFactory
  Stream<DynamicTest> shouldAllowWorkloadWhenItHasNoPermissions() {
    return Workloads.KINDS.stream()
        .map(kind -> DynamicTest.dynamicTest(kind, () -> make(kind, Workloads.PLAIN)));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectWorkloadWhenSkillMayNotUseItsServiceAccount() {
    return Workloads.KINDS.stream()
        .map(kind ->
            DynamicTest.dynamicTest(
                kind,
                () -> {
                  refused(kind, as("another"));
                  make(kind, as("lent"));
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectWorkloadWhenItMountsTokenOfDefaultServiceAccount() {
    return Stream.of(
            Workloads.PLAIN.replace("automountServiceAccountToken: false, ", ""),
            pod("volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]"),
            pod(
                "serviceAccountName: lent, volumes: [{name: v, projected: {sources:"
                    + " [{serviceAccountToken: {path: t, audience: sympozium.ai/x}}]}}]"))
        .map(SkillAdmissionPolicyIT::refusedAlsoAsAPod);
  }

  @Test
  void shouldAllowWorkloadWhenSkillMayReadEachObjectByName() {
    make("Deployment", withContainer("envFrom: [{secretRef: {name: held}}]"));
    make("Deployment", pod("imagePullSecrets: [{name: held}]"));
    make("Deployment", pod("volumes: [{name: v, configMap: {name: held}}]"));
    String variables =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i ->
                "{name: E%d, valueFrom: {secretKeyRef: {name: held, key: k%d}}}".formatted(i, i))
            .collect(java.util.stream.Collectors.joining(", "));
    make("Deployment", withContainer("env: [" + variables + "]"));
    refused(
        "Deployment",
        withContainer(
            "env: ["
                + variables
                + ", {name: X, valueFrom: {secretKeyRef: {name: other, key: k}}}]"));
  }

  @Test
  void shouldRejectWorkloadWhenItUsesMoreObjectsThanPolicyCanCheck() {
    String variables =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(
                i -> "{name: E%d, valueFrom: {secretKeyRef: {name: s%d, key: k}}}".formatted(i, i))
            .collect(java.util.stream.Collectors.joining(", "));
    refused("Deployment", withContainer("env: [" + variables + "]"));
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectWorkloadWhenItReadsSecretsThatSkillMayNotRead() {
    return List.of(
            "{name: v, secret: {secretName: s}}",
            "{name: v, projected: {sources: [{secret: {name: s}}]}}")
        .stream()
        .map(volume ->
            Workloads.PLAIN.replace("restartPolicy", "volumes: [" + volume + "], restartPolicy"))
        .flatMap(spec ->
            Stream.of(
                spec,
                withContainer("envFrom: [{secretRef: {name: s}}]"),
                withContainer("env: [{name: E, valueFrom: {secretKeyRef: {name: s, key: k}}}]")))
        .distinct()
        .map(SkillAdmissionPolicyIT::refusedAlsoAsAPod);
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectWorkloadWhenItAccessesItsNode() {
    return Stream.of(
            pod("hostNetwork: true"),
            pod("hostPID: true"),
            pod("hostIPC: true"),
            pod("volumes: [{name: v, hostPath: {path: /}}]"),
            pod("volumes: [{name: v, csi: {driver: d}}]"),
            pod("nodeName: node, tolerations: [{operator: Exists}]"),
            pod("securityContext: {seccompProfile: {type: Unconfined}}"),
            withContainer("securityContext: {privileged: true}"),
            withContainer("securityContext: {capabilities: {add: [SYS_ADMIN]}}"),
            withContainer("ports: [{containerPort: 80, hostPort: 80}]"),
            Workloads.PLAIN.replace(
                "restartPolicy",
                "initContainers: [{name: n, image: i, securityContext: {privileged: true}}], restartPolicy"))
        .map(SkillAdmissionPolicyIT::refusedAlsoAsAPod);
  }

  @Test
  void shouldAllowOnlyScaleAndRestartWhenWorkloadHasMorePermissions() {
    var theirs =
        TestCluster.ADMIN
            .resource(Workloads.of("Deployment", namespace, "theirs", as("another")))
            .create();
    skill.apps().deployments().inNamespace(namespace).withName("theirs").scale(0);
    change(
        "theirs",
        """
        {"metadata": {"labels": {"a": "b"}}}\
        """);
    change(
        "theirs",
        """
        {"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "now"}}}}}\
        """);
    PolicyAssertions.assertRefused(
        WORKLOADS,
        () ->
            change(
                "theirs",
                """
                {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "other"}]}}}}\
                """));
    skill.resource(theirs).delete();
  }

  /** The skill may not read the pull secret of a user, and need not for another image. */
  @Test
  void shouldAllowChangeOnlyWhenItKeepsPullSecrets() {
    TestCluster.ADMIN
        .resource(
            Workloads.of(
                "Deployment", namespace, "pulled", pod("imagePullSecrets: [{name: theirs}]")))
        .create();

    change(
        "pulled",
        """
        {"spec": {"template": {"spec": {"terminationGracePeriodSeconds": 5}}}}\
        """);
    PolicyAssertions.assertRefused(
        WORKLOADS,
        () ->
            change(
                "pulled",
                """
                {"spec": {"template": {"spec": {"imagePullSecrets": [{"name": "theirs"}, {"name": "new"}]}}}}\
                """));
  }

  @Test
  void shouldRejectAnnotationWhenItRemovesAppArmorProfile() {
    TestCluster.ADMIN
        .resource(Workloads.of("Deployment", namespace, "profiled", Workloads.PLAIN))
        .create();
    PolicyAssertions.assertRefused(
        WORKLOADS,
        () ->
            change(
                "profiled",
                """
                {"spec": {"template": {"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}}}}}\
                """));
    TestCluster.ADMIN.apps().deployments().inNamespace(namespace).withName("profiled").delete();
  }

  private static void change(String deployment, String patch) {
    skill
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
  }

  @Test
  void shouldRejectEphemeralContainerWhenPodHasMorePermissions() {
    TestCluster.ADMIN
        .resource(
            Workloads.of(
                "Pod",
                namespace,
                "theirs",
                pod("serviceAccountName: another, nodeSelector: {no: node}")))
        .create();
    PolicyAssertions.assertRefused(
        WORKLOADS,
        () ->
            skill
                .pods()
                .inNamespace(namespace)
                .withName("theirs")
                .ephemeralContainers()
                .patch(
                    """
                    {"spec": {"ephemeralContainers": [{"name": "e", "image": "i"}]}}\
                    """));
  }

  @Test
  void shouldRejectGrantsAndTokensWhenSkillCreatesThem() {
    PolicyAssertions.assertRefused(
        GRANTS,
        () ->
            skill
                .resource(
                    new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("left")
                        .endMetadata()
                        .build())
                .dryRun()
                .create());
    PolicyAssertions.assertRefused(
        DELETIONS,
        () -> skill.rbac().roleBindings().inNamespace(namespace).withName("person").delete());
    TestCluster.apply(
        namespace, "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: empty}");
    PolicyAssertions.assertRefused(
        GRANTS,
        () ->
            skill
                .rbac()
                .roles()
                .inNamespace(namespace)
                .withName("empty")
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    """
                    {"metadata": {"labels": {"a": "b"}}}\
                    """));
    PolicyAssertions.assertRefused(TOKENS, () -> tokenOf(skill, "person"));
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("left")
            .addToAnnotations("kubernetes.io/service-account.name", "person")
            .endMetadata()
            .withType("kubernetes.io/service-account-token");
    PolicyAssertions.assertRefused(OBJECTS, () -> skill.resource(secret.build()).dryRun().create());
    skill.resource(secret.withType("Opaque").build()).dryRun().create();
  }

  @Test
  void shouldRejectChangesWhenNamespaceIsSystemNamespace() {
    TestCluster.apply(
        "kube-public",
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: sympozium-test-reach}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sympozium-test-workloads}
        subjects: [{kind: ServiceAccount, name: person, namespace: %1$s}, {kind: User, name: "system:serviceaccount:%1$s:%2$s"}]
        """
            .formatted(namespace, SKILL));
    var map =
        new io.fabric8.kubernetes.api.model.ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-public")
            .withName("x")
            .endMetadata()
            .build();
    person.resource(map).dryRun().create();
    PolicyAssertions.assertRefused(
        "sympozium-skill-system", () -> skill.resource(map).dryRun().create());
    TestCluster.ADMIN
        .rbac()
        .roleBindings()
        .inNamespace("kube-public")
        .withName("sympozium-test-reach")
        .delete();
  }

  @Test
  void shouldRejectPodWhenItUsesServiceAccountOfSkill() {
    PolicyAssertions.assertRefused(
        PODS, () -> TestCluster.ADMIN.resource(workload("Pod", as(SKILL))).dryRun().create());
    HasMetadata set = TestCluster.ADMIN.resource(workload("ReplicaSet", as(SKILL))).create();
    await("its controller is refused")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThat(
                    TestCluster.ADMIN
                        .apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .withName("w")
                        .require()
                        .getStatus()
                        .getConditions())
                .anySatisfy(c ->
                    assertThat(c.getMessage())
                        .contains("Pods must not use the ServiceAccount of a run")));
    TestCluster.ADMIN.resource(set).delete();
  }

  @Test
  void shouldRejectTokensAndBindingsWhenAccountIsSkill() {
    PolicyAssertions.assertRefused(TOKENS, () -> tokenOf(person, SKILL));
    assertThat(tokenOf(person, "person")).isNotBlank();
    for (String subject :
        List.of(
            "{kind: ServiceAccount, name: " + SKILL + ", namespace: " + namespace + "}",
            "{kind: User, name: 'system:serviceaccount:" + namespace + ":" + SKILL + "'}")) {
      PolicyAssertions.assertRefused(GRANTS, () -> bind("more", subject));
    }
    PolicyAssertions.assertRefused(GRANTS, () -> bind("sympozium-run-0123456789ab-x", ""));
    bind("theirs", "{kind: ServiceAccount, name: default, namespace: " + namespace + "}");
    TestCluster.apply(
        namespace,
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: " + SKILL + "}");
    var role = person.rbac().roles().inNamespace(namespace).withName(SKILL).require();
    var annotated =
        new RoleBuilder(role).editMetadata().addToAnnotations("only", "said").endMetadata().build();
    PolicyAssertions.assertRefused(GRANTS, () -> person.resource(annotated).dryRun().update());
    var wider =
        new RoleBuilder(role)
            .addNewRule()
            .withApiGroups("")
            .withResources("pods")
            .withVerbs("get")
            .endRule()
            .build();
    PolicyAssertions.assertRefused(GRANTS, () -> person.resource(wider).dryRun().update());
  }

  private static void bind(String name, String subject) {
    person
        .load(
            new java.io.ByteArrayInputStream(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %s, namespace: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects: [%s]
                """
                    .formatted(name, namespace, subject)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .dryRun()
        .create();
  }

  private static String tokenOf(KubernetesClient asker, String account) {
    return asker
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest()
        .getStatus()
        .getToken();
  }

  private static HasMetadata workload(String kind, String podSpec) {
    return Workloads.of(kind, namespace, "w", podSpec);
  }

  private static void make(String kind, String podSpec) {
    skill.resource(workload(kind, podSpec)).dryRun().create();
  }

  /** Pods have a policy of their own, with the same words. */
  private static DynamicTest refusedAlsoAsAPod(String podSpec) {
    return DynamicTest.dynamicTest(
        podSpec,
        () -> {
          refused("Deployment", podSpec);
          refused("Pod", podSpec);
        });
  }

  private static void refused(String kind, String podSpec) {
    PolicyAssertions.assertRefused(
        kind.equals("Pod") ? PODS : WORKLOADS, () -> make(kind, podSpec));
  }

  private static String as(String account) {
    return pod("serviceAccountName: " + account);
  }

  private static String pod(String field) {
    return Workloads.PLAIN.replace("restartPolicy", field + ", restartPolicy");
  }

  private static String withContainer(String field) {
    return Workloads.PLAIN.replace("image: i", "image: i, " + field);
  }
}
