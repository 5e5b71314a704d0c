package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerFluent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodFluent;
import io.fabric8.kubernetes.api.model.PodSpecFluent;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ExpressionWarning;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.TypeChecking;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that the operator's credentials allow exactly the writes that runs need. All requests are
 * dry runs, which admission decides like others.
 */
@ControlPlaneTest
class OperatorAdmissionPolicyIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/run-pod");
  private static final String PODS = "sympozium-pods";
  private static final String GRANTS = "sympozium-grants";
  private static final String DELETIONS = "sympozium-deletions";
  private static final String OBJECTS = "sympozium-objects";
  private static final String TOKENS = "sympozium-tokens";
  private static final String GATEWAY_SECRET = "sympozium-gateway-ca";
  private static final String OPERATOR =
      "system:serviceaccount:" + TestCluster.OPERATOR_NAMESPACE + ":sympozium-operator";

  private static String namespace = "";
  private static KubernetesClient operator = TestCluster.ADMIN;
  private static KubernetesClient granter = TestCluster.ADMIN;

  @BeforeAll
  static void credentials() {
    namespace = PolicyAssertions.namespace("operator-policy");
    TestCluster.apply(namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other}");
    operator = PolicyAssertions.operator();
    granter = PolicyAssertions.granter();
  }

  @AfterAll
  static void remove() {
    operator.close();
    granter.close();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldTypeCheckAndEnforceEveryPolicy() {
    var admission = TestCluster.ADMIN.admissionRegistration().v1();
    await("type check of the longest policy")
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            admission
                    .validatingAdmissionPolicies()
                    .withName("sympozium-pods")
                    .require()
                    .getStatus()
                    .getObservedGeneration()
                != null);
    var policies =
        admission
            .validatingAdmissionPolicies()
            .withLabel("app.kubernetes.io/name", "sympozium")
            .list()
            .getItems();
    assertThat(policies)
        .isNotEmpty()
        .allSatisfy(policy -> {
          // Its parameters need the kinds of the chart, whose absence must not stop other clients.
          boolean hasParameters = policy.getMetadata().getName().endsWith("-connections");
          assertThat(policy.getSpec().getFailurePolicy())
              .isEqualTo(hasParameters ? "Ignore" : "Fail");
          assertThat(policy.getStatus().getObservedGeneration())
              .isEqualTo(policy.getMetadata().getGeneration());
          assertThat(warnings(policy)).isEmpty();
        });
    assertThat(
            admission
                .validatingAdmissionPolicyBindings()
                .withLabel("app.kubernetes.io/name", "sympozium")
                .list()
                .getItems())
        .allSatisfy(b -> {
          boolean warns = b.getSpec().getPolicyName().equals("sympozium-ignored-fields");
          assertThat(b.getSpec().getValidationActions()).containsExactly(warns ? "Warn" : "Deny");
        })
        .extracting(b -> b.getSpec().getPolicyName())
        .containsExactlyInAnyOrderElementsOf(
            policies.stream().map(p -> p.getMetadata().getName()).toList());
  }

  /** Returns type errors of expressions. The API server removes the field when there are none. */
  private static List<ExpressionWarning> warnings(ValidatingAdmissionPolicy policy) {
    return Optional.ofNullable(policy.getStatus().getTypeChecking())
        .map(TypeChecking::getExpressionWarnings)
        .orElse(List.of());
  }

  @TestFactory
  Stream<DynamicTest> shouldAllowEveryPodOfRun() throws IOException {
    try (var cases = Files.list(GOLDEN)) {
      return cases.sorted().toList().stream()
          .map(plan ->
              DynamicTest.dynamicTest(
                  plan.getFileName().toString(),
                  () -> {
                    Pod pod = pod(plan);
                    assertThat(operator.resource(pod).dryRun().create().getMetadata().getName())
                        .isEqualTo(pod.getMetadata().getName());
                  }));
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRejectPodWhenItDiffersFromPodOfRun() {
    Map<String, Consumer<PodBuilder>> changes = new LinkedHashMap<>();
    changes.put("another account", spec(s -> s.withServiceAccountName("other")));
    changes.put("a token for the API server", spec(s -> s.withAutomountServiceAccountToken(true)));
    changes.put("no word on tokens", spec(s -> s.withAutomountServiceAccountToken(null)));
    changes.put("host network", spec(s -> s.withHostNetwork(true)));
    changes.put("host processes", spec(s -> s.withHostPID(true)));
    changes.put("host memory", spec(s -> s.withHostIPC(true)));
    changes.put("a chosen node", spec(s -> s.withNodeName("dev")));
    changes.put("processes shared", spec(s -> s.withShareProcessNamespace(true)));
    changes.put("first in line", spec(s -> s.withPriorityClassName("system-node-critical")));
    changes.put("no end", spec(s -> s.withActiveDeadlineSeconds(null)));
    changes.put("started again", spec(s -> s.withRestartPolicy("Always")));
    changes.put(
        "a path of the host",
        spec(s ->
            s.addNewVolume()
                .withName("v")
                .withNewHostPath()
                .withPath("/")
                .endHostPath()
                .endVolume()));
    changes.put(
        "a disk of a storage network",
        spec(s ->
            s.addNewVolume()
                .withName("v")
                .withNewNfs()
                .withServer("nas")
                .withPath("/")
                .endNfs()
                .endVolume()));
    changes.put("a projected token for the API server", spec(s -> token(s, null)));
    changes.put("a token for another audience", spec(s -> token(s, "sts.example")));
    changes.put(
        "a projected secret",
        spec(s ->
            s.addNewVolume()
                .withName("v")
                .withNewProjected()
                .addNewSource()
                .withNewSecret()
                .withName("s")
                .endSecret()
                .endSource()
                .endProjected()
                .endVolume()));
    changes.put("root", spec(s -> s.editSecurityContext().withRunAsUser(0L).endSecurityContext()));
    changes.put(
        "no seccomp profile",
        spec(s -> s.editSecurityContext().withSeccompProfile(null).endSecurityContext()));
    changes.put(
        "sysctls",
        spec(s ->
            s.editSecurityContext()
                .addNewSysctl("net.ipv4.ip_unprivileged_port_start", "0")
                .endSecurityContext()));
    changes.put("no security context", agent(c -> c.withSecurityContext(null)));
    changes.put(
        "privileged",
        agent(c ->
            c.editSecurityContext()
                .withPrivileged(true)
                .withAllowPrivilegeEscalation(true)
                .endSecurityContext()));
    changes.put(
        "a root in one container",
        agent(c -> c.editSecurityContext().withRunAsNonRoot(false).endSecurityContext()));
    changes.put(
        "a root file system to write",
        agent(c -> c.editSecurityContext().withReadOnlyRootFilesystem(false).endSecurityContext()));
    changes.put(
        "a capability",
        agent(c ->
            c.editSecurityContext()
                .editCapabilities()
                .addToAdd("NET_BIND_SERVICE")
                .endCapabilities()
                .endSecurityContext()));
    changes.put(
        "no seccomp in one container",
        agent(c ->
            c.editSecurityContext()
                .withNewSeccompProfile()
                .withType("Unconfined")
                .endSeccompProfile()
                .endSecurityContext()));
    changes.put(
        "a port of the host",
        agent(c -> c.addNewPort().withContainerPort(80).withHostPort(80).endPort()));
    changes.put(
        "all keys of a secret",
        agent(c -> c.addNewEnvFrom().withNewSecretRef("s", false).endEnvFrom()));
    changes.put(
        "a hook",
        agent(c ->
            c.withNewLifecycle()
                .withNewPostStart()
                .withNewExec()
                .withCommand("true")
                .endExec()
                .endPostStart()
                .endLifecycle()));
    changes.put(
        "a privileged init container",
        spec(s ->
            s.editFirstInitContainer()
                .editSecurityContext()
                .withPrivileged(true)
                .withAllowPrivilegeEscalation(true)
                .endSecurityContext()
                .endInitContainer()));
    changes.put("no owner", meta(m -> m.withOwnerReferences(List.of())));
    changes.put(
        "another owner",
        meta(m -> m.editFirstOwnerReference().withUid("another").endOwnerReference()));
    changes.put(
        "an owner of another kind",
        meta(m -> m.editFirstOwnerReference().withKind("Other").endOwnerReference()));
    changes.put("another name", meta(m -> m.withName("other")));
    changes.put("no labels", meta(m -> m.withLabels(Map.of())));
    changes.put("a namespace of Kubernetes' own", meta(m -> m.withNamespace("kube-system")));
    return changes.entrySet().stream()
        .map(change ->
            DynamicTest.dynamicTest(
                change.getKey(),
                () -> {
                  var pod = new PodBuilder(pod(GOLDEN.resolve("two-skills")));
                  change.getValue().accept(pod);
                  PolicyAssertions.assertRefused(
                      PODS, () -> operator.resource(pod.build()).dryRun().create());
                }));
  }

  @Test
  void shouldAllowOnlySkillTokens() {
    for (String account : List.of("default", "generic-garbage-collector")) {
      PolicyAssertions.assertRefused(TOKENS, () -> token("kube-system", account, 600));
    }
    PolicyAssertions.assertRefused(
        TOKENS, () -> token(TestCluster.OPERATOR_NAMESPACE, "sympozium-operator", 600));
    String skill = "sympozium-run-0123456789ab-long";
    TestCluster.apply(
        namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + skill + "}");
    token(namespace, skill, 600);
    PolicyAssertions.assertRefused(TOKENS, () -> token(namespace, skill, 7200));
  }

  @Test
  void shouldAllowOnlyGrantsOfSkills() {
    String mine = "sympozium-run-0123456789ab-s";
    // The API server reads the role of a binding before it evaluates policies.
    TestCluster.apply(
        namespace,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %1$s}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %1$s}
        """
            .formatted(mine));
    granter.resource(binding("RoleBinding", mine, "Role", mine, mine)).dryRun().create();
    granter
        .resource(binding("ClusterRoleBinding", mine, "ClusterRole", mine, mine))
        .dryRun()
        .create();
    for (HasMetadata foreign :
        List.of(
            binding("ClusterRoleBinding", "widened", "ClusterRole", "sympozium-ceiling", mine),
            binding("ClusterRoleBinding", mine, "ClusterRole", "sympozium-ceiling", mine),
            binding("ClusterRoleBinding", mine, "ClusterRole", mine, "default"),
            binding("RoleBinding", mine, "ClusterRole", mine, mine),
            binding("RoleBinding", mine, "Role", mine, "default"))) {
      PolicyAssertions.assertRefused(GRANTS, () -> granter.resource(foreign).dryRun().create());
    }
    var plain =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("plain")
            .endMetadata()
            .build();
    PolicyAssertions.assertRefused(GRANTS, () -> operator.resource(plain).dryRun().create());
    TestCluster.ADMIN.rbac().clusterRoles().withName(mine).delete();
  }

  /** RBAC is not the subject: both clients have all permissions. */
  @Test
  void shouldAllowCreationOfRoleByGranterOnly() {
    Role role =
        new RoleBuilder()
            .withNewMetadataLike(account(namespace).getMetadata())
            .withName("sympozium-run-abcdef012345-s")
            .endMetadata()
            .addNewRule()
            .withApiGroups("")
            .withResources("pods")
            .withVerbs("get")
            .endRule()
            .build();
    try (KubernetesClient asOperator = TestCluster.person(OPERATOR, "system:masters");
        KubernetesClient asGranter =
            TestCluster.person(PolicyAssertions.GRANTER, "system:masters")) {
      assertThatCode(() -> asGranter.resource(role).dryRun().create()).doesNotThrowAnyException();
      PolicyAssertions.assertRefused(GRANTS, () -> asOperator.resource(role).dryRun().create());
    }
  }

  @Test
  void shouldRejectGrantObjectInSystemNamespace() {
    operator.resource(account(namespace)).dryRun().create();
    for (String system : List.of("kube-system", "kube-public", TestCluster.OPERATOR_NAMESPACE)) {
      PolicyAssertions.assertRefused(
          GRANTS, () -> operator.resource(account(system)).dryRun().create());
    }
  }

  private static ServiceAccount account(String in) {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withNamespace(in)
        .withName("sympozium-run-0123456789ab-s")
        .addToLabels("app.kubernetes.io/managed-by", "sympozium")
        .addToLabels("sympozium.ai/run-uid", "u")
        .addToLabels("sympozium.ai/run-namespace", in)
        .addToLabels("sympozium.ai/skill", "s")
        .endMetadata()
        .build();
  }

  @Test
  void shouldRejectBindingToClusterAdmin() {
    for (KubernetesClient client : List.of(operator, granter)) {
      PolicyAssertions.assertNotPermitted(() ->
          client
              .resource(
                  binding("ClusterRoleBinding", "x", "ClusterRole", "cluster-admin", "default"))
              .dryRun()
              .create());
    }
  }

  @Test
  void shouldRejectUseOfCeilingByOperator() {
    var daemonSet = Workloads.of("DaemonSet", namespace, "w", Workloads.PLAIN);
    PolicyAssertions.assertNotPermitted(() -> operator.resource(daemonSet).dryRun().create());
  }

  @Test
  void shouldRejectChangeAndDeletionWhenObjectBelongsToNoRun() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: r-transcript, labels: {app.kubernetes.io/managed-by: sympozium}}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: theirs, labels: {app.kubernetes.io/managed-by: sympozium}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: theirs}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: theirs}
        spec:
          automountServiceAccountToken: false
          nodeSelector: {no: node}
          securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: c
              image: i
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """);
    var changed =
        new ConfigMapBuilder(
                operator.configMaps().inNamespace(namespace).withName("r-transcript").require())
            .addToData("result.json", "{}")
            .build();
    PolicyAssertions.assertRefused(OBJECTS, () -> operator.resource(changed).dryRun().update());
    PolicyAssertions.assertRefused(
        OBJECTS,
        () ->
            operator
                .resource(
                    new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-system")
                        .withName("aws-auth")
                        .endMetadata()
                        .build())
                .dryRun()
                .create());
    PolicyAssertions.assertRefused(
        OBJECTS,
        () ->
            operator
                .resource(
                    new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(TestCluster.OPERATOR_NAMESPACE)
                        .withName("other")
                        .endMetadata()
                        .build())
                .dryRun()
                .create());
    PolicyAssertions.assertRefused(
        DELETIONS,
        () -> operator.pods().inNamespace(namespace).withName("theirs").dryRun().delete());
    PolicyAssertions.assertRefused(
        DELETIONS,
        () ->
            operator.serviceAccounts().inNamespace(namespace).withName("theirs").dryRun().delete());
    PolicyAssertions.assertRefused(
        DELETIONS,
        () -> operator.rbac().roles().inNamespace(namespace).withName("theirs").dryRun().delete());
  }

  /** RBAC is not the subject: a ceiling can allow the operator to update Secrets. */
  @Test
  void shouldAllowUpdateOfGatewaySecretOnly() {
    TestUsers users = new TestUsers(namespace);
    for (String secrets : List.of(namespace, TestCluster.OPERATOR_NAMESPACE)) {
      users.allow(OPERATOR, secrets, List.of(TestUsers.rule("", "secrets", "update")));
      TestCluster.apply(
          secrets, "apiVersion: v1\nkind: Secret\nmetadata: {name: " + namespace + "}");
    }
    TestCluster.apply(
        namespace, "apiVersion: v1\nkind: Secret\nmetadata: {name: " + GATEWAY_SECRET + "}");
    users.settle(namespace);
    try {
      assertThatCode(() -> updateSecret(TestCluster.OPERATOR_NAMESPACE, GATEWAY_SECRET))
          .doesNotThrowAnyException();
      PolicyAssertions.assertRefused(
          OBJECTS, () -> updateSecret(TestCluster.OPERATOR_NAMESPACE, namespace));
      PolicyAssertions.assertRefused(OBJECTS, () -> updateSecret(namespace, namespace));
      PolicyAssertions.assertRefused(OBJECTS, () -> updateSecret(namespace, GATEWAY_SECRET));
    } finally {
      TestCluster.ADMIN
          .secrets()
          .inNamespace(TestCluster.OPERATOR_NAMESPACE)
          .withName(namespace)
          .delete();
      users.remove();
    }
  }

  private static void updateSecret(String in, String name) {
    Secret changed =
        TestCluster.ADMIN
            .secrets()
            .inNamespace(in)
            .withName(name)
            .require()
            .edit()
            .addToStringData("added", "value")
            .build();
    operator.resource(changed).dryRun().update();
  }

  @Test
  void shouldAllowDeletionWhenGrantObjectHasReservedName() {
    String mine = "sympozium-run-0123456789ab-unlabelled";
    String similar = "sympozium-run-0123-unlabelled";
    try {
      for (String name : List.of(mine, similar)) {
        TestCluster.apply(
            namespace,
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: %1$s}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: %1$s}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: %1$s}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            """
                .formatted(name));
      }
      deletions(mine).forEach(Runnable::run);
      deletions(similar)
          .forEach(deletion -> PolicyAssertions.assertRefused(DELETIONS, deletion::run));
    } finally {
      var rbac = TestCluster.ADMIN.rbac();
      for (String name : List.of(mine, similar)) {
        rbac.clusterRoleBindings().withName(name).delete();
        rbac.clusterRoles().withName(name).delete();
      }
    }
  }

  /** A pod that keeps its owner is that of the run, whatever its labels say. */
  @Test
  void shouldAllowDeletionWhenPodOfRunLostItsLabels() {
    TestCluster.run(namespace, "check", "absent");
    String uid = TestCluster.get(namespace, "check").getMetadata().getUid();
    String mine = RunObjects.podName("check", uid);
    for (String name : List.of(mine, "check-similar")) {
      TestCluster.apply(
          namespace,
          """
          apiVersion: v1
          kind: Pod
          metadata:
            name: %s
            ownerReferences: [{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, name: check, controller: true, uid: %s}]
          spec: {schedulingGates: [{name: example.com/never}], containers: [{name: agent, image: localhost/busybox:1}]}
          """
              .formatted(name, uid));
    }
    var pods = operator.pods().inNamespace(namespace);

    assertThatCode(() -> pods.withName(mine).dryRun().delete()).doesNotThrowAnyException();
    PolicyAssertions.assertRefused(
        DELETIONS, () -> pods.withName("check-similar").dryRun().delete());
  }

  private static Stream<Runnable> deletions(String name) {
    var rbac = operator.rbac();
    return Stream.of(
        () -> operator.serviceAccounts().inNamespace(namespace).withName(name).dryRun().delete(),
        () -> rbac.roles().inNamespace(namespace).withName(name).dryRun().delete(),
        () -> rbac.roleBindings().inNamespace(namespace).withName(name).dryRun().delete(),
        () -> rbac.clusterRoles().withName(name).dryRun().delete(),
        () -> rbac.clusterRoleBindings().withName(name).dryRun().delete());
  }

  private static Pod pod(Path plan) {
    try {
      return Serialization.unmarshal(Files.readString(plan.resolve("pod.yaml")), Pod.class)
          .edit()
          .editMetadata()
          .withNamespace(namespace)
          .endMetadata()
          .build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Consumer<PodBuilder> spec(Consumer<PodFluent<?>.SpecNested<?>> change) {
    return pod -> {
      var spec = pod.editSpec();
      change.accept(spec);
      spec.endSpec();
    };
  }

  private static Consumer<PodBuilder> meta(Consumer<PodFluent<?>.MetadataNested<?>> change) {
    return pod -> {
      var meta = pod.editMetadata();
      change.accept(meta);
      meta.endMetadata();
    };
  }

  private static Consumer<PodBuilder> agent(Consumer<ContainerFluent<?>> change) {
    return spec(s -> {
      var agent = s.editFirstContainer();
      change.accept(agent);
      agent.endContainer();
    });
  }

  private static void token(
      PodSpecFluent<?> spec, @org.jspecify.annotations.Nullable String audience) {
    spec.addNewVolume()
        .withName("v")
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(audience, 600L, "token")
        .endSource()
        .endProjected()
        .endVolume();
  }

  private static void token(String namespace, String account, long seconds) {
    operator
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(seconds)
                .endSpec()
                .build());
  }

  private static HasMetadata binding(
      String kind, String name, String roleKind, String role, String account) {
    return Serialization.unmarshal(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %s
        metadata:
          name: %s
          namespace: %s
          labels:
            app.kubernetes.io/managed-by: sympozium
            sympozium.ai/run: r
            sympozium.ai/run-uid: "1"
            sympozium.ai/run-namespace: %s
            sympozium.ai/skill: s
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}
        subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
        """
            .formatted(
                kind,
                name,
                kind.startsWith("Cluster") ? "\"\"" : namespace,
                namespace,
                roleKind,
                role,
                account,
                namespace));
  }
}
