package ai.sympozium.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends tool requests to the gateway as the bridge of a run does. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class ToolResourceTest extends RunningGateway {
  private static final String DAILY =
      "'name': 'daily', 'action': 'create', 'schedule': '0 9 * * *', 'task': 'Report.'";

  @Inject ConfigMapSigner signer;

  private final String token = RunFixture.token("sympozium.ai/bridge");
  private String instance = "";

  @BeforeEach
  void plan() {
    client.resources(SympoziumSchedule.class).inNamespace("demo").delete();
    instance = createInstance("[]");
    plan("{}");
  }

  @Test
  void shouldCreateAScheduleOfTheInstance() {
    request("1", DAILY + ", 'timeZone': 'Europe/Berlin'")
        .body("result.object", equalTo("bot-daily"))
        .body("result.nextTimes", hasSize(3))
        .body("result.nextTimes[0]", containsString("T09:00:00+0"));

    var created = schedule("bot-daily");
    assertThat(created.getMetadata().getLabels())
        .containsEntry("sympozium.ai/source", "agent")
        .containsEntry("sympozium.ai/instance", "bot");
    assertThat(created.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo(instance);
    assertThat(created.getSpec().instanceRef()).isEqualTo("bot");
  }

  @Test
  void shouldNotActTwiceOnOneRequest() {
    request("1", DAILY).body("result.object", equalTo("bot-daily"));

    request("1", DAILY).body("result.object", equalTo("bot-daily"));
    request("2", DAILY).body("error.code", equalTo("NameInUse"));
  }

  @Test
  void shouldChangeSuspendResumeAndDelete() {
    request("1", DAILY);

    request("2", "'name': 'daily', 'action': 'update', 'schedule': '@hourly'")
        .body("result.schedule", equalTo("@hourly"))
        .body("result.task", equalTo("Report."));
    request("3", "'name': 'daily', 'action': 'suspend'")
        .body("result.suspended", equalTo(true))
        .body("result.nextTimes", hasSize(0));
    request("4", "'name': 'daily', 'action': 'resume'").body("result.nextTimes", hasSize(3));
    request("5", "'name': 'x', 'action': 'list'").body("result.schedules", hasSize(1));
    request("6", "'name': 'daily', 'action': 'delete'").body("result.state", equalTo("deleted"));
    request("6", "'name': 'daily', 'action': 'delete'")
        .body("result.state", equalTo("does not exist"));
    assertThat(client.resources(SympoziumSchedule.class).inNamespace("demo").list().getItems())
        .isEmpty();
  }

  @Test
  void shouldNameThePositionOfAnError() {
    request("1", DAILY.replace("0 9 *", "0 25 *"))
        .body("error.code", equalTo("InvalidSchedule"))
        .body("error.message", containsString("schedule: position 3: \"25\" is not an hour"));
    request("2", DAILY + ", 'timeZone': 'Berlin'")
        .body("error.message", containsString("timeZone: \"Berlin\" is not a time zone"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'name': 'daily', 'action': 'drop'",
        "'name': 'daily', 'action': 'create', 'schedule': '@daily'",
        "'name': 'daily', 'action': 'create', 'schedule': '@daily', 'task': ' '",
        "'name': 'daily', 'action': 'create', 'schedule': ['@daily'], 'task': 't'",
        "'name': 'daily', 'action': 'update'",
        "'name': 'UP', 'action': 'suspend'",
        "'name': '../x', 'action': 'delete'",
        "'name': 'a/status', 'action': 'delete'",
        "'name': '', 'action': 'delete'",
        "'action': 'delete'",
        "'name': 7, 'action': 'delete'",
        "'name': '-x', 'action': 'delete'"
      })
  void shouldRejectInvalidArguments(String arguments) {
    request("1", arguments).body("error.code", equalTo("InvalidArguments"));
  }

  /** Each line lacks one of the properties of a schedule that an agent of the instance created. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sympozium.ai/instance: bot|bot|OWNER",
        "sympozium.ai/source: agent, sympozium.ai/instance: other|bot|OWNER",
        "sympozium.ai/source: agent, sympozium.ai/instance: bot|other|OWNER",
        "sympozium.ai/source: agent, sympozium.ai/instance: bot|bot|other"
      })
  void shouldNotTouchSchedulesOfUsersAndOtherInstances(String properties) {
    String[] parts = properties.split("\\|", -1);
    create("bot-daily", parts[0], parts[1], parts[2].replace("OWNER", instance));

    request("1", "'name': 'x', 'action': 'list'").body("result.schedules", hasSize(0));
    request("2", "'name': 'daily', 'action': 'delete'").body("error.code", equalTo("NotFound"));
    request("3", "'name': 'daily', 'action': 'suspend'").body("error.code", equalTo("NotFound"));
    request("4", "'name': 'daily', 'action': 'update', 'task': 'evil'")
        .body("error.code", equalTo("NotFound"));
    request("5", DAILY).body("error.code", equalTo("NameInUse"));
    assertThat(schedule("bot-daily").getSpec().task()).isEqualTo("mine");
  }

  @Test
  void shouldRejectOneScheduleMoreThanTheMaximum() {
    for (int i = 0; i < 20; i++) {
      create(
          "bot-s" + i, "sympozium.ai/source: agent, sympozium.ai/instance: bot", "bot", instance);
    }

    request("1", DAILY).body("error.code", equalTo("TooManySchedules"));
    request("2", "'name': 's1', 'action': 'delete'").body("result.state", equalTo("deleted"));
    request("3", DAILY).body("result.object", equalTo("bot-daily"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`deny`: [`schedule_task`]",
        "`allow`: [`read_file`]",
        "`allow`: [`schedule_task`], `deny`: [`schedule_task`]"
      })
  void shouldEnforceTheToolPolicyWhateverTheAgentSends(String policy) {
    plan("{\"toolPolicies\": [{" + policy.replace('`', '"') + "}]}");

    request("1", DAILY).body("error.code", equalTo("ToolNotAvailable"));
    assertThat(client.resources(SympoziumSchedule.class).inNamespace("demo").list().getItems())
        .isEmpty();
  }

  @Test
  void shouldDenyWhenThePlanIsNotSigned() {
    client
        .configMaps()
        .inNamespace("demo")
        .withName(RunObjects.planName("run"))
        .edit(map -> new ConfigMapBuilder(map).addToData(RunObjects.PLAN_KEY, "{}").build());

    request("1", DAILY).body("error.code", equalTo("ToolNotAvailable"));
  }

  @Test
  void shouldLimitRequestsPerMinute() {
    for (int i = 0; i < 30; i++) {
      request("n" + i, "'name': 'x', 'action': 'list'").body("result.schedules", hasSize(0));
    }

    request("n30", DAILY).body("error.code", equalTo("TooManyRequests"));
    request("n1", "'name': 'x', 'action': 'list'").body("result.schedules", hasSize(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"tool\":\"schedule_task\",\"id\":\"1\",\"arguments\":[]}",
        "{\"tool\":\"schedule_task\",\"id\":\"a/b\",\"arguments\":{}}",
        "{\"tool\":\"schedule_task\",\"id\":\"\",\"arguments\":{}}",
        "{\"tool\":\"schedule_task\",\"arguments\":{}}"
      })
  void shouldRespondBadRequestWhenTheRequestIsMalformed(String body) {
    post(body).statusCode(400).body("error.code", equalTo("BadRequest"));
  }

  @Test
  void shouldRespondTooLargeWhenArgumentsAre() {
    post("{\"tool\":\"schedule_task\",\"id\":\"1\",\"arguments\":{\"task\":\""
            + "x".repeat(70_000)
            + "\"}}")
        .statusCode(413);
  }

  @Test
  void shouldRespondConflictWhenTheRunHasFinished() {
    AgentRun run = client.resources(AgentRun.class).inNamespace("demo").withName("run").get();
    String podUID = run.getStatus().podUID();
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: AgentRun
                metadata: {name: run, namespace: demo}
                spec: {instanceRef: bot, task: t}
                status: {phase: Succeeded, podName: run-pod, podUID: %s}
                """
                    .formatted(podUID),
                AgentRun.class))
        .updateStatus();

    post(body("1", DAILY)).statusCode(409).body("error.code", equalTo("RunFinished"));
  }

  @Test
  void shouldNotAnswerAnUnknownTool() {
    post(body("1", DAILY).replace("schedule_task", "shell"))
        .statusCode(200)
        .body("error.code", equalTo("ToolNotAvailable"));
  }

  private ValidatableResponse request(String id, String arguments) {
    return post(body(id, arguments)).statusCode(200);
  }

  private static String body(String id, String arguments) {
    return "{\"tool\":\"schedule_task\",\"id\":\"%s\",\"arguments\":{%s}}"
        .formatted(id, arguments.replace('\'', '"'));
  }

  private ValidatableResponse post(String body) {
    return post(token, "/v1/tool", body).then();
  }

  private SympoziumSchedule schedule(String name) {
    return client.resources(SympoziumSchedule.class).inNamespace("demo").withName(name).require();
  }

  private void create(String name, String labels, String instanceRef, String owner) {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumSchedule
                metadata:
                  name: %s
                  namespace: demo
                  labels: {%s}
                  ownerReferences:
                  - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: %s}
                spec: {instanceRef: %s, schedule: "@daily", task: mine}
                """
                    .formatted(name, labels, owner, instanceRef),
                SympoziumSchedule.class))
        .create();
  }

  /** Stores the plan of the run with the given settings. */
  private void plan(String settings) {
    String uid = RunFixture.owner().getUid();
    String plan =
        """
        {"run": {"namespace": "demo", "name": "run", "uid": "%s"}, "instance": "bot", "task": "t",
         "model": {"provider": "openai", "name": "m"}, "timeoutSeconds": 60, "settings": %s}
        """
            .formatted(uid, settings);
    client.configMaps().inNamespace("demo").withName(RunObjects.planName("run")).delete();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(RunObjects.planName("run"))
                .withNamespace("demo")
                .withOwnerReferences(List.of(RunFixture.owner()))
                .endMetadata()
                .withData(signer.sign(uid, Map.of(RunObjects.PLAN_KEY, plan)))
                .build())
        .create();
  }
}
