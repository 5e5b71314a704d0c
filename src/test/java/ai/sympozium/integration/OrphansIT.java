package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.operator.grant.SkillGrant;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests permissions whose run disappeared unnoticed, by a forced deletion or by a restore of etcd.
 * Both happen while no operator runs; then one starts.
 */
@ControlPlaneTest
class OrphansIT {
  /** More than a page of the operator's lists. */
  private static final int MANY = 501;

  private static final String MANY_UID = "00000000-0000-0000-0000-00000000feed";
  private static final String STUCK = "sympozium-test-stuck";
  private static final String SLOW = "sympozium-test-slow";

  /** Prefix of runs whose finalizer the operator cannot add again. */
  private static final String UNPROTECTED = "unprotected-";

  private static final List<HasMetadata> LOOK_ALIKES = new ArrayList<>();
  private static String namespace = "";
  private static String forced = "";
  private static String ended = "";
  private static String gone = "";
  private static String setBack = "";
  private static String alive = "";

  @BeforeAll
  static void loseTrack() {
    namespace = TestCluster.namespace("orphans");
    TestCluster.apply(
        namespace,
        Packs.withRules(
            "reader",
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]",
            "[{apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list]}]"));
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", "reader");
    forced = start("forced");
    ended = start("ended");
    gone = start("gone");
    setBack = start("set-back");
    alive = start("alive");
    for (String run : List.of("forced", "ended", "gone", "set-back", "alive")) {
      RunWaits.await(namespace, run, "reader");
    }
    List<HasMetadata> before = new ArrayList<>();
    List.of(ended, gone, setBack).forEach(uid -> before.addAll(TestCluster.grants(uid)));
    AgentRunStatus working = TestCluster.status(namespace, "set-back");
    go("ended");
    go("set-back");
    TestCluster.ADMIN.resource(TestCluster.get(namespace, "gone")).delete();
    TestCluster.awaitFinal(namespace, "ended");
    TestCluster.awaitFinal(namespace, "set-back");
    await("run gone")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> runs().withName("gone").get() == null);
    Operator.stop();

    finalizers("forced", List.of());
    runs().withName("forced").delete();
    before.forEach(OrphansIT::restore);
    finalizers("set-back", List.of("sympozium.ai/agentrun-finalizer"));
    AgentRun run = TestCluster.get(namespace, "set-back");
    run.setStatus(working);
    TestCluster.ADMIN.resource(run).updateStatus();
    makeMany();
    keepOperatorFromAddingFinalizers();
    refuseToDelete(SkillGrant.name(MANY_UID, "s7"));
    makeLookAlikes();
    assertThat(TestCluster.grants(forced)).extracting("kind").contains("ClusterRole");
    assertThat(TestCluster.grants(ended)).extracting("kind").contains("ClusterRoleBinding");
    assertThat(TestCluster.grants(alive)).hasSize(5);

    Operator.start();
  }

  @AfterAll
  static void remove() {
    List.of(STUCK, SLOW).forEach(DenyPolicy::delete);
    LOOK_ALIKES.forEach(o -> TestCluster.ADMIN.resource(o).delete());
    await("what was stuck")
        .atMost(TestCluster.TIMEOUT)
        .ignoreException(KubernetesClientException.class)
        .until(() -> {
          TestCluster.ADMIN
              .rbac()
              .clusterRoles()
              .withName(SkillGrant.name(MANY_UID, "s7"))
              .delete();
          return TestCluster.grants(MANY_UID).isEmpty();
        });
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldDeleteGrantsWhenRunWasDeletedByForce() {
    awaitNoGrants(forced);
  }

  @ParameterizedTest
  @EnumSource(
      value = DeletionPropagation.class,
      names = {"ORPHAN", "BACKGROUND"})
  void shouldRevokePermissionsAtOnceWhenRunIsDeletedWithoutFinalizer(DeletionPropagation policy) {
    String run = UNPROTECTED + policy.toString().toLowerCase(Locale.ROOT);
    String uid = start(run);
    String pod = RunWaits.await(namespace, run, "reader");
    assertThat(TestCluster.grants(uid)).hasSize(5);

    finalizers(run, List.of());
    runs().withName(run).withPropagationPolicy(policy).delete();

    awaitAtOnce(() ->
        TestCluster.grants(uid).isEmpty()
            && TestCluster.ADMIN.pods().inNamespace(namespace).withName(pod).get() == null);
  }

  @Test
  void shouldRevokePermissionsAtOnceWhenRunIsReplacedByRunOfSameName() {
    String run = UNPROTECTED + "replaced";
    String uid = start(run);
    RunWaits.await(namespace, run, "reader");

    finalizers(run, List.of());
    runs().withName(run).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    String next = start(run);

    awaitAtOnce(() -> TestCluster.grants(uid).isEmpty());
    awaitAtOnce(() -> TestCluster.grants(next).size() == 5);
  }

  @Test
  void shouldAddFinalizerAgainWhenRunIsActive() {
    start("protected");
    RunWaits.await(namespace, "protected", "reader");

    finalizers("protected", List.of());

    // The next poll adds it: JOSDK ignores events that change only metadata.
    await()
        .atMost(TestCluster.TIMEOUT)
        .until(() -> !TestCluster.get(namespace, "protected").getFinalizers().isEmpty());
  }

  @Test
  void shouldDeleteGrantsWhenTheyAreRestoredAfterCompletion() {
    awaitNoGrants(ended);
    assertThat(TestCluster.get(namespace, "ended")).isNotNull();
  }

  @Test
  void shouldDeleteGrantsWhenTheyAreRestoredAfterDeletion() {
    awaitNoGrants(gone);
  }

  @Test
  void shouldCompleteRunAgainWhenItIsRestoredToRunning() {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "set-back");

    assertThat(status.skills()).allSatisfy(skill -> assertThat(skill.revokedAt()).isNotNull());
    assertThat(TestCluster.grants(setBack)).isEmpty();
  }

  @Test
  void shouldDeleteOtherGrantsWhenOneCannotBeDeleted() {
    await("all but one")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThat(TestCluster.grants(MANY_UID))
                .extracting(o -> o.getMetadata().getName())
                .containsExactly(SkillGrant.name(MANY_UID, "s7")));
  }

  @Test
  void shouldKeepObjectsWhenTheyOnlyResembleOrphans() {
    awaitNoGrants(forced);
    awaitNoGrants(ended);
    awaitNoGrants(gone);
    assertThat(LOOK_ALIKES)
        .hasSize(7)
        .allSatisfy(o -> assertThat(TestCluster.ADMIN.resource(o).get()).isNotNull());
    assertThat(TestCluster.grants(alive)).hasSize(5);
    go("alive");
    assertThat(TestCluster.awaitFinal(namespace, "alive").result()).isEqualTo("done");
    assertThat(TestCluster.grants(alive)).isEmpty();
  }

  private static void awaitNoGrants(String uid) {
    await("orphans swept")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.grants(uid).isEmpty());
  }

  /** Long before the next pass of the collector. */
  private static void awaitAtOnce(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(15)).until(condition);
  }

  private static String start(String name) {
    return TestCluster.run(namespace, name, "bot").getMetadata().getUid();
  }

  private static void go(String run) {
    String pod = Objects.requireNonNull(TestCluster.status(namespace, run).podName());
    RunWaits.release(namespace, pod);
  }

  private static io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
          AgentRun, ?, io.fabric8.kubernetes.client.dsl.Resource<AgentRun>>
      runs() {
    return TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace);
  }

  private static void finalizers(String run, List<String> finalizers) {
    runs()
        .withName(run)
        .edit(r -> {
          r.getMetadata().setFinalizers(finalizers);
          return r;
        });
  }

  /**
   * Restores an object as etcd would, except for its resource version and UID, which no client can
   * choose.
   */
  private static void restore(HasMetadata object) {
    object.getMetadata().setResourceVersion(null);
    object.getMetadata().setUid(null);
    object.getMetadata().setManagedFields(List.of());
    TestCluster.ADMIN.resource(object).create();
  }

  private static void makeMany() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
        String skill = "s" + i;
        var unused =
            threads.submit(() ->
                TestCluster.ADMIN
                    .resource(
                        new ClusterRoleBuilder()
                            .withNewMetadata()
                            .withName(SkillGrant.name(MANY_UID, skill))
                            .addToLabels("app.kubernetes.io/managed-by", "sympozium")
                            .addToLabels("sympozium.ai/run", "many")
                            .addToLabels("sympozium.ai/run-namespace", namespace)
                            .addToLabels("sympozium.ai/run-uid", MANY_UID)
                            .addToLabels("sympozium.ai/skill", skill)
                            .endMetadata()
                            .build())
                    .create());
      }
    }
    assertThat(TestCluster.grants(MANY_UID)).hasSize(MANY);
  }

  private static void refuseToDelete(String name) {
    DenyPolicy.create(
        STUCK,
        "apiGroups: [rbac.authorization.k8s.io], operations: [DELETE], resources: [clusterroles]",
        "oldObject.metadata.name != '" + name + "'");
    await("it can't be deleted")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThatThrownBy(
                    () -> TestCluster.ADMIN.rbac().clusterRoles().withName(name).dryRun().delete())
                .isInstanceOf(KubernetesClientException.class));
  }

  /** The operator adds the finalizer of an active run again, unless a deletion is faster. */
  private static void keepOperatorFromAddingFinalizers() {
    DenyPolicy.create(
        SLOW,
        "apiGroups: [sympozium.ai], operations: [UPDATE], resources: [agentruns]",
        "!object.metadata.name.startsWith('"
            + UNPROTECTED
            + "') || !request.userInfo.username.endsWith(':sympozium-operator')"
            + " || !has(oldObject.status)");
  }

  /** Each object lacks one of the marks of an orphan. */
  private static void makeLookAlikes() {
    String uid = MANY_UID.replace("feed", "cafe");
    String name = SkillGrant.name(uid, "alike");
    String labels =
        "{app.kubernetes.io/managed-by: sympozium, sympozium.ai/run: many, sympozium.ai/skill: alike,"
            + " sympozium.ai/run-namespace: "
            + namespace
            + ", sympozium.ai/run-uid: "
            + uid
            + "}";
    String another = labels.replace("cafe", "beef");
    lookAlike("ClusterRole", "sympozium-run-of-somebody-else", labels);
    lookAlike("ClusterRole", name, labels.replace("managed-by: sympozium", "managed-by: Helm"));
    lookAlike("ClusterRoleBinding", name, labels.replace("skill: alike", "skill: other"));
    lookAlike("Role", name, labels.replace("sympozium.ai/run-namespace: " + namespace + ",", ""));
    lookAlike("RoleBinding", name, another);
    lookAlike("ServiceAccount", name, "{app.kubernetes.io/managed-by: sympozium}");
    lookAlike("ConfigMap", name, labels);
  }

  private static void lookAlike(String kind, String name, String labels) {
    boolean core = List.of("ServiceAccount", "ConfigMap").contains(kind);
    HasMetadata object =
        Serialization.unmarshal(
            "apiVersion: %s\nkind: %s\nmetadata: {name: %s, %slabels: %s}\n%s"
                .formatted(
                    core ? "v1" : "rbac.authorization.k8s.io/v1",
                    kind,
                    name,
                    kind.startsWith("Cluster") ? "" : "namespace: " + namespace + ", ",
                    labels,
                    kind.endsWith("Binding")
                        ? "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}"
                        : ""));
    LOOK_ALIKES.add(TestCluster.ADMIN.resource(object).create());
  }
}
