package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.integration.controlplane.FakeKubelet;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Creates objects with every name that a run uses before the operator does. The operator adopts
 * none of them, and leaves objects without the run's labels unchanged. All runs are created while
 * the operator is stopped, so that their UIDs, and thereby the names, are known.
 */
@ControlPlaneTest
class ForgedObjectIT {
  private static final String PACK = "reader";
  private static final List<PolicyRule> RULES =
      List.of(
          new PolicyRule(List.of(""), List.of("configmaps"), List.of("get"), List.of("allowed")));
  private static final List<PolicyRule> CLUSTER_RULES =
      List.of(
          new PolicyRule(
              List.of("storage.k8s.io"), List.of("storageclasses"), List.of("list"), List.of()));

  private static final String WIDER = "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]";
  private static final String VIEW =
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
          + "subjects: [{kind: ServiceAccount, name: %GRANT%, namespace: %NAMESPACE%}]";
  private static final String LABELS =
      "{app.kubernetes.io/managed-by: sympozium, sympozium.ai/run: %RUN%, sympozium.ai/run-uid: %UID%,"
          + " sympozium.ai/run-namespace: %NAMESPACE%, sympozium.ai/skill: reader}";
  private static final String OWNER =
      "[{apiVersion: sympozium.ai/v1alpha1, kind: AgentRun, name: %RUN%, uid: %UID%, controller: true}]";

  private static final String FORGED = "{\"status\":\"success\",\"response\":\"forged\"}";

  private static final Map<String, HasMetadata> FOREIGN = new HashMap<>();
  private static String namespace = "";
  private static AgentRun interrupted = new AgentRun();

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("alike");
    TestCluster.apply(
        namespace,
        Packs.withRules(
            PACK,
            "[{apiGroups: [\"\"], resources: [configmaps], verbs: [get], resourceNames: [allowed]}]",
            "[{apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list]}]"));
    TestCluster.transcript(namespace, "say", Transcript.answer("really"));
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("really"));
    TestCluster.instance(namespace, "bot", "say", PACK);
    TestCluster.instance(namespace, "waiter", "wait", PACK);
    TestCluster.run(
        namespace,
        "the-original",
        "instanceRef: bot",
        "task: Do what the transcript says.",
        "cleanup: keep");
    interrupted = TestCluster.run(namespace, "interrupted", "waiter");
    RunWaits.await(namespace, "interrupted", PACK);
    TestCluster.awaitFinal(namespace, "the-original");
    Operator.stop();

    foreign("account", grant("ServiceAccount", false, ""));
    foreign("role", grant("Role", false, WIDER));
    foreign("binding", grant("RoleBinding", false, VIEW));
    foreign("cluster-role", grant("ClusterRole", false, WIDER));
    foreign("cluster-binding", grant("ClusterRoleBinding", false, VIEW));
    foreign("claiming-role", grant("Role", true, WIDER));
    foreign("claiming-binding", grant("RoleBinding", true, VIEW));
    foreign("claiming-cluster-role", grant("ClusterRole", true, WIDER));
    foreign("pod", pod("", "{}"));
    foreign("plan", configMap("plan", false, "plan.json", "{}"));
    foreign(
        "claiming-plan",
        configMap("plan", true, "plan.json", planOf("the-original", "claiming-plan")));
    foreign("transcript", configMap("transcript", false, "result.json", FORGED));
    foreign("claiming-transcript", configMap("transcript", true, "result.json", FORGED));
    foreign("claiming-pod", copyOfThePod());
    foreign(
        "ended-pod", pod(OWNER, "{%s: '%s'}".formatted(FakeKubelet.TERMINATION_MESSAGE, FORGED)));
    await("the pod that answers for the agent has ended")
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            "Succeeded"
                .equals(
                    ((Pod) TestCluster.ADMIN.resource(foreign("ended-pod")).get())
                        .getStatus()
                        .getPhase()));
    whatTheOperatorWouldMake("adopted");
    TestCluster.run(namespace, "labelled", "bot");
    make("labelled", "labelled-role", cluster("ClusterRole", WIDER));
    make("labelled", "labelled-binding", cluster("ClusterRoleBinding", VIEW));
    make("labelled", "labelled-pod", labelledPod());
    forgetThePod("interrupted");
    Operator.start();
  }

  @AfterAll
  static void remove() {
    FOREIGN.values().stream()
        .filter(o -> o.getMetadata().getNamespace() == null)
        .forEach(o -> TestCluster.ADMIN.resource(o).delete());
    TestCluster.deleteNamespace(namespace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"account", "role", "binding", "cluster-role", "cluster-binding", "pod", "plan"})
  void shouldRefuseRunAndKeepObjectWhenNameIsTaken(String run) {
    HasMetadata foreign = foreign(run);

    assertThat(refused(run).error())
        .contains(foreign.getKind() + " " + foreign.getMetadata().getName())
        .containsAnyOf("does not belong to this run", "is not the pod of this run");
    assertUntouched(foreign);
    assertThat(TestCluster.grants(uid(run))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"claiming-role", "claiming-binding", "claiming-cluster-role"})
  void shouldDeleteObjectWithRunWhenItOnlyClaimsToBelongToRun(String run) {
    HasMetadata claiming = foreign(run);

    assertThat(refused(run).error())
        .contains(
            claiming.getKind() + " " + claiming.getMetadata().getName(), "is deleted with the run");
    assertThat(TestCluster.ADMIN.resource(claiming).get()).isNull();
    assertThat(TestCluster.grants(uid(run))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"claiming-pod", "ended-pod"})
  void shouldNotAdoptPodWhenItOnlyClaimsToBelongToRun(String run) {
    assertThat(refused(run).error()).contains("Pod", "is not the pod of this run");
    assertThat(TestCluster.ADMIN.resource(foreign(run)).get()).isNotNull();
    assertThat(TestCluster.grants(uid(run))).isEmpty();
  }

  @Test
  void shouldRefuseRunWhenPlanIsForged() {
    assertThat(refused("claiming-plan").error())
        .contains("claiming-plan-plan", "does not belong to this run");
    assertUntouched(foreign("claiming-plan"));
    assertThat(TestCluster.grants(uid("claiming-plan"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transcript", "claiming-transcript"})
  void shouldIgnoreResultWhenItIsForged(String run) {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, run);

    assertThat(status.error()).isNull();
    assertThat(status.result()).isEqualTo("really");
    assertThat(status.transcript()).isNull();
    assertThat(TestCluster.events(namespace, run)).contains("NameConflict");
    assertUntouched(foreign(run));
  }

  @Test
  void shouldAdoptGrantsWhenOperatorDiedBeforePod() {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "adopted");

    assertThat(status.error()).isNull();
    assertThatStatus(status).hasSucceeded();
    assertThat(TestCluster.grants(uid("adopted"))).isEmpty();
  }

  @Test
  void shouldAdoptPodWhenOperatorDiedBeforeStatus() {
    await("the pod is known again")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.status(namespace, "interrupted").podUID() != null);
    AgentRunStatus again = TestCluster.status(namespace, "interrupted");
    assertThat(again.podUID()).isEqualTo(interrupted.getStatus().podUID());

    RunWaits.release(namespace, java.util.Objects.requireNonNull(again.podName()));

    assertThat(TestCluster.awaitFinal(namespace, "interrupted").result()).isEqualTo("really");
    assertThat(TestCluster.grants(uid("interrupted"))).isEmpty();
  }

  @Test
  void shouldKeepObjectsWhenOnlyLabelsMatchRun() {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "labelled");

    assertThat(status.error()).isNull();
    assertThatStatus(status).hasSucceeded();
    assertUntouched(foreign("labelled-role"));
    assertUntouched(foreign("labelled-binding"));
    assertThat(TestCluster.ADMIN.resource(foreign("labelled-pod")).get()).isNotNull();
    assertThat(TestCluster.grants(uid("labelled")))
        .extracting(o -> o.getMetadata().getName())
        .allMatch(name -> name.startsWith("sympozium-test-"));
  }

  @Test
  void shouldFailRunAndRevokePermissionsWhenPlanIsDeleted() {
    String uid = TestCluster.run(namespace, "planless", "waiter").getMetadata().getUid();
    RunWaits.await(namespace, "planless", PACK);
    assertThat(TestCluster.grants(uid)).hasSize(5);

    var plan = TestCluster.ADMIN.configMaps().inNamespace(namespace).withName("planless-plan");
    plan.delete();
    // An event of its own, as the kubelet's sooner or later.
    TestCluster.ADMIN
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .withName("planless")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"looked\": \"at\"}}}");

    AgentRunStatus status = TestCluster.awaitFinal(namespace, "planless");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("planless-plan", "was deleted");
    assertThat(TestCluster.grants(uid)).isEmpty();
    await("its pod goes")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.pods(namespace, "planless").isEmpty());
  }

  private static AgentRunStatus refused(String run) {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, run);
    assertThatStatus(status).hasFailed();
    await("event of " + run)
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThat(TestCluster.events(namespace, run))
                .containsAnyOf("GrantRejected", "NameConflict", "PlanRefused"));
    return status;
  }

  private static HasMetadata foreign(String run) {
    return java.util.Objects.requireNonNull(FOREIGN.get(run));
  }

  private static void assertUntouched(HasMetadata foreign) {
    HasMetadata now = TestCluster.ADMIN.resource(foreign).get();
    assertThat(now).isNotNull();
    assertThat(now.getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
    // A pod is the scheduler's and the kubelet's too.
    if (!(foreign instanceof Pod)) {
      assertThat(now.getMetadata().getResourceVersion())
          .isEqualTo(foreign.getMetadata().getResourceVersion());
    }
  }

  private static String uid(String run) {
    return TestCluster.get(namespace, run).getMetadata().getUid();
  }

  /** Creates a run, and an object with a name of the run before the operator sees it. */
  private static void foreign(String run, String yaml) {
    TestCluster.run(namespace, run, "bot");
    make(run, run, yaml);
  }

  private static void make(String run, String key, String yaml) {
    HasMetadata object = Serialization.unmarshal(filled(run, yaml));
    FOREIGN.put(key, TestCluster.ADMIN.resource(object).create());
  }

  private static String filled(String run, String yaml) {
    String uid = uid(run);
    return yaml.replace("%GRANT%", SkillGrant.name(uid, PACK))
        .replace("%POD%", run + "-" + uid.replace("-", "").substring(0, 5))
        .replace("%RUN%", run)
        .replace("%UID%", uid)
        .replace("%NAMESPACE%", namespace);
  }

  /**
   * Builds an object with the name of the run's grant, on request also with its labels and owner.
   */
  private static String grant(String kind, boolean claims, String body) {
    boolean rbac = !kind.equals("ServiceAccount");
    return "apiVersion: "
        + (rbac ? "rbac.authorization.k8s.io/v1" : "v1")
        + "\nkind: "
        + kind
        + "\nmetadata:\n  name: %GRANT%\n"
        + (kind.startsWith("Cluster") ? "" : "  namespace: %NAMESPACE%\n")
        + (claims ? "  labels: " + LABELS + "\n" : "")
        + (claims && !kind.startsWith("Cluster") ? "  ownerReferences: " + OWNER + "\n" : "")
        + body;
  }

  /** Builds an object with all labels of the run and another name. */
  private static String cluster(String kind, String body) {
    return grant(kind, true, body).replace("name: %GRANT%\n", "name: sympozium-test-%UID%\n");
  }

  private static String configMap(String what, boolean claims, String key, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %RUN%-@what
      namespace: %NAMESPACE%
      labels: @labels
      ownerReferences: @owner
    data:
      @key: '@value'
    """
        .replace("@what", what)
        .replace("@labels", claims ? LABELS : "{}")
        .replace("@owner", claims ? OWNER : "[]")
        .replace("@key", key)
        .replace("@value", value.replace("'", "''"));
  }

  private static String pod(String owner, String annotations) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %POD%
      namespace: %NAMESPACE%
      labels: @labels
      annotations: @annotations
      ownerReferences: @owner
    spec:
      automountServiceAccountToken: false
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: agent
          image: localhost/debian:12
          imagePullPolicy: Never
          command: [sleep, '600']
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    """
        .replace("@labels", owner.isEmpty() ? "{}" : LABELS)
        .replace("@owner", owner.isEmpty() ? "[]" : owner)
        .replace("@annotations", annotations);
  }

  private static String labelledPod() {
    return pod(OWNER, "{}")
        .replace("name: %POD%", "name: labelled-by-somebody")
        .replace("ownerReferences: " + OWNER, "ownerReferences: []");
  }

  /** Copies the pod of another run as a pod of this run, with the other run's input. */
  private static String copyOfThePod() {
    Pod original = TestCluster.pods(namespace, "the-original").getFirst();
    String uid = uid("the-original");
    Pod copy =
        original
            .edit()
            .editMetadata()
            .withUid(null)
            .withResourceVersion(null)
            .withManagedFields(List.of())
            .endMetadata()
            .editSpec()
            .withNodeName(null)
            .editMatchingVolume(v -> v.getName().equals("run"))
            .editProjected()
            .editFirstSource()
            .editConfigMap()
            .withName("evil")
            .endConfigMap()
            .endSource()
            .endProjected()
            .endVolume()
            .endSpec()
            .withStatus(null)
            .build();
    return Serialization.asYaml(copy)
        .replace(original.getMetadata().getName(), "%POD%")
        .replace("the-original", "%RUN%")
        .replace(uid, "%UID%");
  }

  private static String planOf(String run, String other) {
    return TestCluster.ADMIN
        .configMaps()
        .inNamespace(namespace)
        .withName(run + "-plan")
        .require()
        .getData()
        .getOrDefault("plan.json", "")
        .replace(run, other)
        .replace(uid(run), "%UID%");
  }

  /** Creates the state after a crash between grants and pod. */
  private static void whatTheOperatorWouldMake(String name) {
    AgentRun run = TestCluster.run(namespace, name, "bot");
    var grant =
        new SkillGrant(
            new RunRef(namespace, name, run.getMetadata().getUid()), PACK, RULES, CLUSTER_RULES);
    TestCluster.ADMIN.resource(grant.account()).create();
    grant.roles().forEach(o -> TestCluster.ADMIN.resource(o).create());
    grant.bindings().forEach(o -> TestCluster.ADMIN.resource(o).create());
  }

  /** Creates the state after a crash between pod and status. */
  private static void forgetThePod(String run) {
    interrupted = TestCluster.get(namespace, run);
    AgentRun forgetful = TestCluster.get(namespace, run);
    forgetful.setStatus(AgentRunStatus.empty());
    TestCluster.ADMIN.resource(forgetful).updateStatus();
  }
}
