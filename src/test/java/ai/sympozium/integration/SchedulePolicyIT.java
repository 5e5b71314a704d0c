package ai.sympozium.integration;

import static ai.sympozium.integration.TestUsers.rule;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests who may write schedules, and which runs the operator may create. */
@ControlPlaneTest
class SchedulePolicyIT {
  private static final String SCHEDULES = "sympozium-schedules";
  private static final String RUNS = "sympozium-scheduled-runs";
  private static final String UID = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private static final String LABEL = "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}";

  private static String namespace = "";
  private static TestUsers users = new TestUsers("");

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("schedule-policy");
    users = new TestUsers(namespace);
    for (String user : List.of("planner", "author")) {
      users.allow(
          users.named(user),
          namespace,
          List.of(
              rule("sympozium.ai", "sympoziumschedules", "create", "update", "patch", "get"),
              rule("sympozium.ai", "sympoziuminstances", "get", "use")));
    }
    users.allow(
        users.named("author"),
        namespace,
        List.of(rule("sympozium.ai", "agentruns", "create", "patch", "get")));
    users.settle(namespace);
  }

  @AfterAll
  static void remove() {
    users.remove();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldRejectScheduleWhenAuthorMayNotCreateRuns() {
    try (KubernetesClient planner = TestCluster.person(users.named("planner"));
        KubernetesClient author = TestCluster.person(users.named("author"))) {
      PolicyAssertions.assertRefused(
          SCHEDULES, () -> planner.resource(schedule()).dryRun().create());
      assertThatCode(() -> author.resource(schedule()).dryRun().create())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldRejectRequestWhenAuthorMayNotCreateRuns() {
    TestCluster.ADMIN.resource(schedule()).create();
    try (KubernetesClient planner = TestCluster.person(users.named("planner"))) {
      PolicyAssertions.assertRefused(
          SCHEDULES,
          () ->
              planner
                  .resources(SympoziumSchedule.class)
                  .inNamespace(namespace)
                  .withName("report")
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      "{\"metadata\":{\"annotations\":{\"sympozium.ai/run-now\":\"1\"}}}"));
    }
  }

  @Test
  void shouldRejectRunOfUserThatAScheduleOwns() {
    try (KubernetesClient author = TestCluster.person(users.named("author"))) {
      PolicyAssertions.assertRefused(
          RUNS, () -> author.resource(run("report-0f8fad5b-1", "")).dryRun().create());
    }
  }

  @Test
  void shouldRejectScheduleThatUserAddsAsOwnerOfRun() {
    AgentRun run = run("report-0f8fad5b-2", "");
    List<OwnerReference> owners = run.getMetadata().getOwnerReferences();
    run.getMetadata().setOwnerReferences(List.of());
    TestCluster.ADMIN.resource(run).create();
    String owner = Serialization.asJson(Map.of("metadata", Map.of("ownerReferences", owners)));
    try (KubernetesClient author = TestCluster.person(users.named("author"))) {
      PolicyAssertions.assertRefused(RUNS, () -> patch(author, run, owner));
      assertThatCode(() -> patch(author, run, LABEL)).doesNotThrowAnyException();
    }
    assertThatCode(() -> patch(TestCluster.ADMIN, run, owner)).doesNotThrowAnyException();
  }

  @Test
  void shouldAllowRestoreByAdministratorAndLabelByUserWhenScheduleOwnsRun() {
    SympoziumSchedule schedule = schedule();
    schedule.getMetadata().setName("restored");
    String uid = TestCluster.ADMIN.resource(schedule).create().getMetadata().getUid();
    AgentRun run = run("restored-1", "");
    run.getMetadata().getOwnerReferences().getFirst().setName("restored");
    run.getMetadata().getOwnerReferences().getFirst().setUid(uid);

    assertThatCode(() -> TestCluster.ADMIN.resource(run).create()).doesNotThrowAnyException();

    try (KubernetesClient author = TestCluster.person(users.named("author"))) {
      assertThatCode(() -> patch(author, run, LABEL)).doesNotThrowAnyException();
    }
  }

  private static void patch(KubernetesClient client, AgentRun run, String json) {
    client
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .withName(run.getMetadata().getName())
        .dryRun()
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  @Test
  void shouldLimitRunsThatTheOperatorCreates() {
    try (KubernetesClient operator = PolicyAssertions.operator()) {
      assertThatCode(() -> operator.resource(run("report-0f8fad5b-1", "")).dryRun().create())
          .doesNotThrowAnyException();
      PolicyAssertions.assertRefused(
          RUNS, () -> operator.resource(run("other", "")).dryRun().create());
      for (String field :
          List.of("env: {A: b}", "systemPrompt: Another.", "toolCall: {tool: a/b}")) {
        PolicyAssertions.assertRefused(
            RUNS, () -> operator.resource(run("report-0f8fad5b-1", field)).dryRun().create());
      }
    }
  }

  /** Two policies deny such a run, in any order. */
  @ParameterizedTest
  @ValueSource(strings = {"skills: [{skillPackRef: k8s-ops}]", "imagePullSecrets: [{name: s}]"})
  void shouldRejectRunOfTheOperatorWithSkillsOrSecrets(String field) {
    try (KubernetesClient operator = PolicyAssertions.operator()) {
      assertThatThrownBy(() -> operator.resource(run("report-0f8fad5b-1", field)).dryRun().create())
          .hasMessageContaining("denied request");
    }
  }

  private static SympoziumSchedule schedule() {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumSchedule
        metadata: {name: report, namespace: %s}
        spec: {instanceRef: bot, schedule: "@yearly", task: Report.}
        """
            .formatted(namespace),
        SympoziumSchedule.class);
  }

  private static AgentRun run(String name, String field) {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata:
          name: %s
          namespace: %s
          ownerReferences:
          - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumSchedule, name: report, uid: %s, controller: true}
        spec:
          instanceRef: bot
          task: Report.
          %s
        """
            .formatted(name, namespace, UID, field),
        AgentRun.class);
  }
}
