package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the runs of schedules on an API server. */
@ControlPlaneTest
class ScheduleDispatchIT {
  private static final Duration TWO_TICKS = Duration.ofSeconds(150);

  private String namespace = "";

  @BeforeEach
  void createNamespace() {
    namespace = TestCluster.namespace("dispatch");
    FaultTestFixtures.set(namespace);
  }

  @AfterEach
  void deleteNamespace() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldStartOneRunForEachTimeWhenLeaderIsKilled() {
    try (OutOfClusterOperator outside = new OutOfClusterOperator();
        OperatorProcess leader = outside.lead();
        OperatorProcess standby = OperatorProcess.start(outside.proxy().url(), Map.of())) {
      schedule("quick", "* * * * *");
      await("the first run").atMost(TWO_TICKS).until(() -> !runs().isEmpty());

      leader.kill();
      await("a run of the next leader")
          .atMost(TWO_TICKS)
          .until(() -> standby.isAlive() && runs().size() > 1);
    }

    assertThat(runs())
        .extracting(run -> run.getMetadata().getAnnotations().get("sympozium.ai/scheduled-at"))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(runs()).allSatisfy(ScheduleDispatchIT::isNotEarly);
  }

  @Test
  void shouldRevokePermissionsOfOldRunBeforeReplacement() {
    try (ResourceHistory history = new ResourceHistory(namespace)) {
      schedule("waiting", "@yearly", "concurrencyPolicy: Replace", "firstTick: immediate");
      AgentRun old = awaitRuns(1).getFirst();
      RunWaits.await(namespace, old.getMetadata().getName(), "tool");
      String uid = old.getMetadata().getUid();

      request("1");
      AgentRun next =
          await("the replacement")
              .atMost(TestCluster.TIMEOUT)
              .until(() -> other(uid), Optional::isPresent)
              .orElseThrow();

      assertThat(TestCluster.grants(uid)).as("permissions of the old run").isEmpty();
      assertThat(history.permissionsBeyond(uid)).isEmpty();
      assertThat(next.getMetadata().getName()).contains("-now-");
    }
  }

  @Test
  void shouldNotStartRunWhileAnotherIsActive() {
    schedule("waiting", "@yearly", "firstTick: immediate");
    AgentRun first = awaitRuns(1).getFirst();
    String pod = RunWaits.await(namespace, first.getMetadata().getName(), "tool");

    request("1");
    awaitReady("WaitingForRun");
    assertThat(runs()).hasSize(1);

    RunWaits.release(namespace, pod);
    awaitRuns(2);
  }

  @Test
  void shouldStartRequestedRunOnlyWhenSuspended() {
    schedule("quick", "* * * * *", "suspend: true");
    awaitReady("Suspended");

    request("1");
    AgentRun run = awaitRuns(1).getFirst();
    TestCluster.awaitFinal(namespace, run.getMetadata().getName());
    awaitReady("Suspended");

    assertThat(runs()).singleElement().extracting(this::name).asString().contains("-now-");
    assertThat(status().nextScheduleTime()).isNull();
    assertThat(status().lastOutcome()).isEqualTo(AgentRunPhase.SUCCEEDED);
  }

  @Test
  void shouldDeleteSucceededRunsBeyondTheLimit() {
    schedule("quick", "@yearly", "successfulRunsHistoryLimit: 1");

    for (String request : List.of("1", "2", "3")) {
      request(request);
      await("request " + request + " is decided")
          .atMost(TestCluster.TIMEOUT)
          .until(() -> request.equals(status().lastRunNow()) && status().active().isEmpty());
    }

    await("history")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() ->
            assertThat(runs()).extracting(this::name).containsExactly(status().lastRunName()));
  }

  @Test
  void shouldRecordOutcomeOfRunThatIsDeletedAtOnce() {
    schedule("absent", "@yearly", "ttlSecondsAfterFinished: 0");
    request("1");

    await("the outcome")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> status().lastOutcome() == AgentRunPhase.FAILED);
    await("the deletion").atMost(TestCluster.TIMEOUT).until(() -> runs().isEmpty());
    assertThat(status().lastRunName()).contains("-now-");
  }

  @Test
  void shouldStartOneRunForOneRequest() {
    schedule("quick", "@yearly");
    request("1");
    String name = name(awaitRuns(1).getFirst());
    TestCluster.awaitFinal(namespace, name);

    // Neither another change nor the deletion of the run repeats the request.
    TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).withName(name).delete();
    patch("{\"spec\":{\"schedule\":\"@monthly\",\"task\":\"Another task.\"}}");
    await("the edit is observed")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> "@monthly UTC".equals(status().observedSchedule()));

    assertThat(runs()).extracting(this::name).doesNotContain(name);
    assertThat(status().lastRunName()).isEqualTo(name);
  }

  @Test
  void shouldRepeatRejectedRunAndStateWhy() {
    TestCluster.ADMIN
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("no-runs")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("count/agentruns.sympozium.ai", new Quantity("0")))
                .endSpec()
                .build())
        .create();

    schedule("quick", "@yearly", "firstTick: immediate");
    Condition ready = awaitReady("RunRejected");
    assertThat(ready.getMessage()).contains("quota: no-runs");
    assertThat(status().missedTicks()).isNull();

    TestCluster.ADMIN.resourceQuotas().inNamespace(namespace).withName("no-runs").delete();
    awaitRuns(1);
    awaitReady("Scheduled");
  }

  /** The instance has no channel, so the message fails, but it exists and has the outcome. */
  @Test
  void shouldSendOneMessageAboutTheOutcomeOfRun() {
    schedule("quick", "@yearly", "notify: {channel: webhook, chatId: ops, \"on\": [success]}");
    request("1");
    String run = name(awaitRuns(1).getFirst());
    TestCluster.awaitFinal(namespace, run);

    ChannelMessage message =
        await("message")
            .atMost(TestCluster.TIMEOUT)
            .until(() -> messages().stream().findFirst(), Optional::isPresent)
            .orElseThrow();

    assertThat(message.getMetadata().getName()).isEqualTo(run + "-outcome");
    assertThat(message.getSpec().chatId()).isEqualTo("ops");
    assertThat(message.getSpec().text())
        .startsWith("Schedule report: The run " + run + " succeeded after ");
  }

  @Test
  void shouldSendMessageAboutFailureByDefault() {
    schedule("absent", "@yearly", "notify: {channel: webhook}");
    request("1");

    ChannelMessage message =
        await("message")
            .atMost(TestCluster.TIMEOUT)
            .until(() -> messages().stream().findFirst(), Optional::isPresent)
            .orElseThrow();

    assertThat(message.getSpec().text()).contains(" failed after ").contains("absent");
    assertThat(message.getMetadata().getLabels()).containsEntry("sympozium.ai/source", "schedule");
  }

  @Test
  void shouldSendNoMessageAboutOutcomeThatIsNotListed() {
    schedule("quick", "@yearly", "notify: {channel: webhook}");
    request("1");
    TestCluster.awaitFinal(namespace, name(awaitRuns(1).getFirst()));
    await("the end of the run is recorded")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> status().lastOutcome() == AgentRunPhase.SUCCEEDED);

    assertThat(messages()).isEmpty();
  }

  @Test
  void shouldStateTypeOnRuns() {
    schedule("quick", "@yearly", "type: heartbeat", "firstTick: immediate");

    assertThat(awaitRuns(1).getFirst().getMetadata().getLabels())
        .containsEntry("sympozium.ai/schedule-type", "heartbeat");
  }

  /** A process was stopped after it had created the run, and the time was decided without it. */
  @Test
  void shouldDeleteRunThatIsNotRecorded() {
    schedule("quick", "@yearly");
    awaitReady("Scheduled");
    AgentRun run =
        create(Instant.parse(Objects.requireNonNull(status().decidedUntil())), "Report.");

    await("deletion")
        .atMost(TestCluster.TIMEOUT)
        .untilAsserted(() -> assertThat(TestCluster.ADMIN.resource(run).get()).isNull());

    assertThat(TestCluster.events(namespace, run.getMetadata().getName())).isEmpty();
    assertThat(status().active()).isEmpty();
  }

  @Test
  void shouldReplaceRunThatWasCreatedBeforeTheScheduleWasChanged() {
    schedule("quick", "* * * * *");
    awaitReady("Scheduled");
    Instant next = Instant.parse(Objects.requireNonNull(status().nextScheduleTime()));
    AgentRun earlier = create(next, "An earlier task.");

    AgentRun run =
        await("the run of the task")
            .atMost(TWO_TICKS)
            .until(
                () -> TestCluster.ADMIN.resource(earlier).get(),
                found ->
                    found != null
                        && found.getSpec().task().equals("Report.")
                        && TestCluster.status(namespace, found.getMetadata().getName()).startedAt()
                            != null);
    assertThat(run.getMetadata().getUid()).isNotEqualTo(earlier.getMetadata().getUid());
  }

  /** Creates a run of the schedule like the operator. */
  private AgentRun create(Instant time, String task) {
    SympoziumSchedule schedule =
        TestCluster.ADMIN
            .resources(SympoziumSchedule.class)
            .inNamespace(namespace)
            .withName("report")
            .require();
    try (KubernetesClient operator = TestCluster.operator()) {
      return operator
          .resource(
              Manifests.parse(
                  """
                  apiVersion: sympozium.ai/v1alpha1
                  kind: AgentRun
                  metadata:
                    name: report-%1$s-%2$d
                    namespace: %3$s
                    ownerReferences:
                    - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumSchedule, name: report, uid: %4$s, controller: true}
                  spec: {instanceRef: quick, task: %5$s}
                  """
                      .formatted(
                          schedule.getMetadata().getUid().substring(0, 8),
                          time.getEpochSecond() / 60,
                          namespace,
                          schedule.getMetadata().getUid(),
                          task),
                  AgentRun.class))
          .create();
    }
  }

  @Test
  void shouldStateNextTimeAndStartNothingAtCreation() {
    schedule("quick", "@yearly");

    assertThat(awaitReady("Scheduled").getStatus()).isEqualTo("True");
    assertThat(runs()).isEmpty();
    assertThat(status().nextScheduleTime()).endsWith("-01-01T00:00:00Z");
  }

  private static void isNotEarly(AgentRun run) {
    Instant time =
        Instant.parse(run.getMetadata().getAnnotations().get("sympozium.ai/scheduled-at"));
    assertThat(Instant.parse(run.getMetadata().getCreationTimestamp())).isAfterOrEqualTo(time);
  }

  private void schedule(String instance, String expression, String... fields) {
    SympoziumSchedule schedule =
        Manifests.parse(
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: SympoziumSchedule
            metadata: {name: report, namespace: %s}
            spec:
              instanceRef: %s
              schedule: "%s"
              task: Report.
              %s
            """
                .formatted(namespace, instance, expression, String.join("\n  ", fields)),
            SympoziumSchedule.class);
    await("admission")
        .atMost(TestCluster.TIMEOUT)
        .ignoreExceptions()
        .until(() -> TestCluster.ADMIN.resource(schedule).create() != null);
  }

  private void request(String value) {
    patch("{\"metadata\":{\"annotations\":{\"sympozium.ai/run-now\":\"" + value + "\"}}}");
  }

  /** A merge patch has no version, so that it does not conflict with the status. */
  private void patch(String json) {
    TestCluster.ADMIN
        .resources(SympoziumSchedule.class)
        .inNamespace(namespace)
        .withName("report")
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private List<AgentRun> awaitRuns(int count) {
    return await(count + " runs")
        .atMost(TestCluster.TIMEOUT)
        .until(this::runs, found -> found.size() == count);
  }

  private Condition awaitReady(String reason) {
    return await(reason)
        .atMost(TestCluster.TIMEOUT)
        .until(
            () ->
                status().conditions().stream()
                    .filter(c -> c.getType().equals("Ready") && reason.equals(c.getReason()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Optional<AgentRun> other(String uid) {
    return runs().stream().filter(run -> !run.getMetadata().getUid().equals(uid)).findFirst();
  }

  private List<AgentRun> runs() {
    return TestCluster.ADMIN
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .withLabel("sympozium.ai/schedule-uid")
        .list()
        .getItems();
  }

  private List<ChannelMessage> messages() {
    return TestCluster.ADMIN
        .resources(ChannelMessage.class)
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  private SympoziumScheduleStatus status() {
    return Objects.requireNonNullElseGet(
        TestCluster.ADMIN
            .resources(SympoziumSchedule.class)
            .inNamespace(namespace)
            .withName("report")
            .require()
            .getStatus(),
        SympoziumScheduleStatus::empty);
  }

  private String name(AgentRun run) {
    return run.getMetadata().getName();
  }
}
