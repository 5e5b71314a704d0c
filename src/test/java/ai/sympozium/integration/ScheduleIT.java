package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the validation of schedules, and the schedules that agents create. */
@ControlPlaneTest
class ScheduleIT {
  private static final int MAX = 20;

  private String namespace = "";
  private String other = "";

  @BeforeEach
  void createNamespaces() {
    namespace = TestCluster.namespace("schedules");
    other = TestCluster.namespace("schedules-other");
  }

  @AfterEach
  void deleteNamespaces() {
    TestCluster.deleteNamespace(namespace);
    TestCluster.deleteNamespace(other);
  }

  @Test
  void shouldRejectInvalidScheduleAlsoInDryRun() {
    await("reviews")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> dryRun("@daily", "Europe/Berlin"));

    assertThatThrownBy(() -> dryRun("0 25 * * *", "UTC"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("schedules.sympozium.ai")
        .hasMessageContaining("spec.schedule: position 3: \"25\" is not an hour");
    assertThatThrownBy(() -> dryRun("0 0 30 2 *", "UTC")).hasMessageContaining("no such day");
    assertThatThrownBy(() -> dryRun("@daily", "Berlin")).hasMessageContaining("spec.timeZone: ");
    TestCluster.ADMIN.resource(schedule("@daily", "UTC")).create();
    assertThatThrownBy(() ->
            TestCluster.ADMIN
                .resource(schedule("@daily", "UTC"))
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"schedule\":\"* * *\"}}"))
        .hasMessageContaining("position 6");
  }

  @Test
  void shouldCreateSchedulesOfOwnInstanceOnly() {
    instances(call(arguments("create", "daily").put("schedule", "@daily").put("task", "Report.")));

    run("first");

    assertThat(schedules(other)).isEmpty();
    assertThat(schedules(namespace))
        .singleElement()
        .satisfies(schedule -> {
          assertThat(schedule.getMetadata().getName()).isEqualTo("bot-daily");
          assertThat(schedule.getMetadata().getLabels())
              .containsEntry("sympozium.ai/source", "agent")
              .containsEntry("sympozium.ai/instance", "bot");
          assertThat(schedule.getMetadata().getOwnerReferences().getFirst().getUid())
              .isEqualTo(instanceUid());
        });
  }

  @Test
  void shouldNotChangeScheduleOfUser() {
    TestCluster.ADMIN.resource(schedule("@daily", "UTC")).create();
    instances(
        call(arguments("delete", "user")),
        call(arguments("suspend", "user")),
        call(arguments("create", "user").put("schedule", "@hourly").put("task", "mine")));

    run("first");

    assertThat(schedules(namespace))
        .singleElement()
        .satisfies(
            found -> assertThat(found.getSpec()).isEqualTo(schedule("@daily", "UTC").getSpec()));
  }

  @Test
  void shouldDenyRequestsWhenPolicyDeniesTheTool() {
    instances(call(arguments("create", "daily").put("schedule", "@daily").put("task", "t")));

    TestCluster.run(
        namespace, "first", "instanceRef: bot", "task: t", "toolPolicy: {deny: [schedule_task]}");

    assertThat(TestCluster.awaitFinal(namespace, "first").phase())
        .isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(schedules(namespace)).isEmpty();
  }

  @Test
  void shouldNotExceedMaximumWhenRunsCreateSchedulesConcurrently() {
    for (int i = 0; i < 4; i++) {
      String run = "r" + i;
      TestCluster.transcript(
          namespace,
          "tape-" + run,
          IntStream.range(0, 8)
              .mapToObj(n ->
                  call(
                      arguments("create", run + "-" + n)
                          .put("schedule", "@daily")
                          .put("task", "t")))
              .toArray(String[]::new));
    }
    TestCluster.instance(namespace, "bot", "tape-r0");

    for (int i = 0; i < 4; i++) {
      TestCluster.run(
          namespace,
          "r" + i,
          "instanceRef: bot",
          "task: t",
          "model: {provider: replay, model: tape-r" + i + "}");
    }

    for (int i = 0; i < 4; i++) {
      TestCluster.awaitFinal(namespace, "r" + i);
    }
    assertThat(schedules(namespace)).hasSizeBetween(MAX - 4, MAX);
  }

  /** Instances of one name in both namespaces. */
  private void instances(String... calls) {
    for (String in : List.of(namespace, other)) {
      TestCluster.transcript(in, "tape", calls);
      TestCluster.instance(in, "bot", "tape");
    }
  }

  private void run(String name) {
    TestCluster.run(namespace, name, "bot");
    assertThat(TestCluster.awaitFinal(namespace, name).phase()).isEqualTo(AgentRunPhase.SUCCEEDED);
  }

  private void dryRun(String expression, String timeZone) {
    TestCluster.ADMIN.resource(schedule(expression, timeZone)).dryRun().create();
  }

  private SympoziumSchedule schedule(String expression, String timeZone) {
    return Manifests.parse(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumSchedule
        metadata: {name: bot-user, namespace: %s}
        spec: {instanceRef: bot, schedule: "%s", timeZone: "%s", task: Look around.}
        """
            .formatted(namespace, expression, timeZone),
        SympoziumSchedule.class);
  }

  private static String call(ObjectNode arguments) {
    return Transcript.call("schedule_task", arguments);
  }

  private static ObjectNode arguments(String action, String name) {
    return Transcript.arguments().put("action", action).put("name", name);
  }

  private static List<SympoziumSchedule> schedules(String in) {
    return TestCluster.ADMIN.resources(SympoziumSchedule.class).inNamespace(in).list().getItems();
  }

  private String instanceUid() {
    return TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .require()
        .getMetadata()
        .getUid();
  }
}
