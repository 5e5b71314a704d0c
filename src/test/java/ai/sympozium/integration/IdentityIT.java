package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks the identity of each container of a run, and that its token can do exactly what its pack
 * declares.
 */
class IdentityIT {
  private static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";
  private static final String IDENTITY = "/run/sympozium/identity/token";
  private static final String GATEWAY = "https://sympozium-gateway.sympozium-system.svc:8443";

  private static String namespace = "";
  private static String pod = "";

  @BeforeAll
  static void runWithTwoSkills() {
    namespace = TestCluster.namespace("identity");
    TestCluster.apply(
        namespace,
        Packs.withRules(
            "reader",
            "[{apiGroups: [\"\"], resources: [configmaps], verbs: [get], resourceNames: [allowed]}]",
            "[{apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list]}]"));
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command("reader", Transcript.UNTIL_GO),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", "k8s-ops", "reader");
    TestCluster.run(namespace, "two", "bot");
    pod = RunWaits.await(namespace, "two", "k8s-ops", "reader");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldMountNoTokenIntoAgent() {
    String found =
        TestCluster.exec(
            namespace,
            pod,
            "agent",
            "sh",
            "-c",
            "ls -d /var/run/secrets /run/secrets "
                + IDENTITY
                + " 2>/dev/null;"
                + " grep -rlE 'eyJhbGciOi' /run /tmp /workspace /ipc /skills /var /etc /home 2>/dev/null;"
                + " true");
    assertThat(found).isBlank();
  }

  @Test
  void shouldMountNoApiTokenIntoBridge() {
    String found =
        TestCluster.exec(
            namespace, pod, "ipc-bridge", "sh", "-c", "ls -d /var/run/secrets 2>/dev/null; true");
    assertThat(found).isBlank();
    String token = TestCluster.exec(namespace, pod, "ipc-bridge", "cat", IDENTITY);
    assertRefused(token);
  }

  @Test
  void shouldHideRequestsOfOtherSkills() {
    String volumes =
        TestCluster.exec(namespace, pod, "skill-reader", "sh", "-c", "ls /ipc; ls /ipc/tools");
    assertThat(volumes).contains("ready").doesNotContain("k8s-ops");
  }

  @Test
  void shouldGrantExactlyDeclaredPermissionsToEachSkill() {
    Set<String> everybody = rights(Optional.empty());
    Set<String> reader = rights(Optional.of("skill-reader"));
    reader.removeAll(everybody);

    assertThat(reader)
        .containsExactlyInAnyOrder(
            "get /configmaps [allowed]", "list storage.k8s.io/storageclasses []");

    Set<String> ops = rights(Optional.of("skill-k8s-ops"));
    ops.removeAll(everybody);
    var declared = new TreeSet<String>();
    var pack =
        java.util.Objects.requireNonNull(
            TestCluster.ADMIN
                .resources(ai.sympozium.api.SkillPack.class)
                .inNamespace(TestCluster.OPERATOR_NAMESPACE)
                .withName("k8s-ops")
                .require()
                .getSpec()
                .sidecar());
    pack.rbac()
        .forEach(r ->
            declared.addAll(single(r.verbs(), r.apiGroups(), r.resources(), r.resourceNames())));
    pack.clusterRBAC()
        .forEach(r ->
            declared.addAll(single(r.verbs(), r.apiGroups(), r.resources(), r.resourceNames())));
    assertThat(ops).isEqualTo(declared);
  }

  @Test
  void shouldRejectIdentityOfSkillElsewhere() {
    String reader = TestCluster.exec(namespace, pod, "skill-reader", "cat", IDENTITY);
    assertRefused(reader);
    // The reader's proof, shown to the gateway as if it were the other skill's or the bridge's.
    String answer =
        askGateway(pod, "skill-k8s-ops", reader.strip(), "/v1/token", "{\"skill\":\"k8s-ops\"}");
    assertThat(answer).contains("Unauthorized").doesNotContain("eyJ");
    String result =
        askGateway(
            pod,
            "skill-k8s-ops",
            reader.strip(),
            "/v1/result",
            "{\"result\":{\"status\":\"success\"},\"complete\":true}");
    assertThat(result).contains("Unauthorized");
  }

  /** Otherwise a bridge would need another handshake when its run completes. */
  @Test
  void shouldAnnounceKeepAliveTimeout() {
    String headers =
        TestCluster.exec(
            namespace,
            pod,
            "skill-k8s-ops",
            "curl",
            "-sD-",
            "--cacert",
            "/run/sympozium/identity/gateway-ca.crt",
            GATEWAY + "/healthz");
    assertThat(headers).containsIgnoringCase("Keep-Alive: timeout=100");
  }

  @Test
  void shouldRejectPodWhenItOnlyClaimsRun() {
    AgentRun run = TestCluster.get(namespace, "two");
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: claimant
          ownerReferences: [{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, name: two, uid: %s, controller: true}]
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: c
              image: localhost/sympozium/skill-k8s-ops:dev
              imagePullPolicy: Never
              command: [sleep, "300"]
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumeMounts: [{name: id, mountPath: /run/sympozium/identity}]
          volumes:
            - name: id
              projected:
                sources:
                  - serviceAccountToken: {audience: sympozium.ai/skill/k8s-ops, path: token}
                  - configMap: {name: two-plan, items: [{key: gateway-ca.crt, path: gateway-ca.crt}]}
        """
            .formatted(run.getMetadata().getUid()));
    await("claimant runs")
        .atMost(TestCluster.TIMEOUT)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(TestCluster.exec(namespace, "claimant", "c", "cat", IDENTITY)).isNotBlank());
    String token = TestCluster.exec(namespace, "claimant", "c", "cat", IDENTITY).strip();

    String answer = askGateway("claimant", "c", token, "/v1/token", "{\"skill\":\"k8s-ops\"}");

    assertThat(answer).contains("Forbidden").doesNotContain("eyJ");
    TestCluster.ADMIN
        .pods()
        .inNamespace(namespace)
        .withName("claimant")
        .withGracePeriod(0)
        .delete();
  }

  @Test
  void shouldStoreNoTokenInSecret() {
    assertThat(TestCluster.ADMIN.secrets().inNamespace(namespace).list().getItems()).isEmpty();
  }

  @Test
  void shouldRejectTokenWhenRunHasCompleted() {
    TestCluster.transcript(
        namespace, "short", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "short", "short", "reader");
    var run = TestCluster.run(namespace, "short", "short");
    String shortPod = RunWaits.await(namespace, "short", "reader");
    String token = TestCluster.exec(namespace, shortPod, "skill-reader", "cat", TOKEN);
    try (KubernetesClient skill = TestCluster.bearer(token)) {
      assertThat(skill.storage().v1().storageClasses().list().getItems()).isNotNull();

      TestCluster.exec(namespace, shortPod, "agent", "touch", "/workspace/go");
      TestCluster.awaitFinal(namespace, "short");

      assertThatThrownBy(() -> skill.storage().v1().storageClasses().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isIn(401, 403));
      assertThatRun(run).hasNoPermissionsLeft();
      await("the token itself is refused")
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThatThrownBy(() -> skill.storage().v1().storageClasses().list())
                  .isInstanceOfSatisfying(
                      KubernetesClientException.class,
                      e -> assertThat(e.getCode()).isEqualTo(401)));
    }
  }

  /** Returns the gateway's answer to a container with this token. */
  private static String askGateway(
      String fromPod, String container, String token, String path, String body) {
    return TestCluster.exec(
        namespace,
        fromPod,
        container,
        "curl",
        "-s",
        "--cacert",
        "/run/sympozium/identity/gateway-ca.crt",
        "-H",
        "Authorization: Bearer " + token,
        "-H",
        "Content-Type: application/json",
        "-d",
        body,
        GATEWAY + path);
  }

  private static void assertRefused(String token) {
    try (KubernetesClient client = TestCluster.bearer(token.strip())) {
      assertThatThrownBy(() -> client.configMaps().inNamespace(namespace).list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
    }
  }

  /**
   * Returns the permissions of a skill's token in the run's namespace; of an account without
   * bindings if empty.
   */
  private static Set<String> rights(Optional<String> container) {
    String token =
        container
            .map(c -> TestCluster.exec(namespace, pod, c, "cat", TOKEN))
            .orElseGet(() ->
                TestCluster.ADMIN
                    .serviceAccounts()
                    .inNamespace(namespace)
                    .withName("default")
                    .tokenRequest()
                    .getStatus()
                    .getToken());
    try (KubernetesClient client = TestCluster.bearer(token)) {
      var review =
          client
              .authorization()
              .v1()
              .selfSubjectRulesReview()
              .create(
                  new SelfSubjectRulesReviewBuilder()
                      .withNewSpec()
                      .withNamespace(namespace)
                      .endSpec()
                      .build());
      return review.getStatus().getResourceRules().stream()
          .map(r -> single(r.getVerbs(), r.getApiGroups(), r.getResources(), r.getResourceNames()))
          .flatMap(Collection::stream)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> single(
      List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
    Set<String> all = new TreeSet<>();
    for (String verb : verbs) {
      for (String group : groups) {
        for (String resource : resources) {
          all.add(verb + " " + group + "/" + resource + " " + names);
        }
      }
    }
    return all;
  }
}
