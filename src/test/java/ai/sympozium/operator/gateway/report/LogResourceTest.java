package ai.sympozium.operator.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import ai.sympozium.operator.gateway.RunFixture;
import ai.sympozium.operator.gateway.RunningGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class LogResourceTest extends RunningGateway {
  private final String token = RunFixture.token("sympozium.ai/bridge");

  @Test
  void shouldAppendEntriesToTheConfigMapOfTheRun() {
    post(token, batch(1, 2)).then().statusCode(204);
    post(token, batch(2, 3)).then().statusCode(204);

    ConfigMap log = log();
    assertThat(log.getData().getOrDefault("log.jsonl", "").lines()).hasSize(3);
    assertThat(log.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", "sympozium")
        .containsEntry("sympozium.ai/run-uid", RunFixture.owner().getUid());
    assertThat(log.getMetadata().getOwnerReferences()).containsExactly(RunFixture.owner());
  }

  @Test
  void shouldReviewTheTokenOnceForManyBatches() {
    int before = RunFixture.reviews();

    for (int seq = 1; seq <= 5; seq++) {
      post(token, batch(seq, seq)).then().statusCode(204);
    }

    assertThat(RunFixture.reviews() - before).isOne();
  }

  @Test
  void shouldRejectTokensThatAreNotOfABridge() {
    post(RunFixture.token("sympozium.ai/skill/k8s-ops"), batch(1, 1)).then().statusCode(401);
    post(RunFixture.forgedToken("sympozium.ai/bridge"), batch(1, 1)).then().statusCode(401);

    assertThat(client.configMaps().inNamespace("demo").list().getItems()).isEmpty();
  }

  @Test
  void shouldLimitTheBatchesOfOneRun() {
    int accepted = 0;
    Response last = post(token, batch(1, 1));
    for (int seq = 2; last.statusCode() == 204 && seq < 200; seq++) {
      accepted++;
      last = post(token, batch(seq, seq));
    }

    last.then().statusCode(429).header("Retry-After", "1");
    assertThat(accepted).isBetween(10, 100);
    // The report of the run has its own limits.
    post(
            token,
            "/v1/result",
            "{\"complete\":true,\"transcript\":\"\",\"result\":{\"status\":\"success\"}}")
        .then()
        .statusCode(204);
  }

  @Test
  void shouldRespondTooLargeWhenTheBatchIs() {
    post(token, "{\"entries\":[\"" + "x".repeat(65_536) + "\"]}").then().statusCode(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"entries\":{}}", "null"})
  void shouldRespondBadRequestWhenThereAreNoEntries(String body) {
    post(token, body).then().statusCode(400).body("error.code", equalTo("BadRequest"));
  }

  @Test
  void shouldStoreNothingWhenNoEntryIsValid() {
    post(token, "{\"entries\":[1,{},{\"kind\":\"revoked\",\"seq\":1}]}").then().statusCode(204);

    assertThat(client.configMaps().inNamespace("demo").list().getItems()).isEmpty();
  }

  @Test
  void shouldNotWriteToAConfigMapThatIsNotOfTheRun() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("run-agent-log")
                .withNamespace("demo")
                .endMetadata()
                .addToData("log.jsonl", "mine")
                .build())
        .create();

    post(token, batch(1, 1)).then().statusCode(409).body("error.code", equalTo("NameConflict"));

    assertThat(log().getData()).containsEntry("log.jsonl", "mine");
  }

  private ConfigMap log() {
    return client.configMaps().inNamespace("demo").withName("run-agent-log").require();
  }

  private static String batch(int from, int to) {
    StringBuilder entries = new StringBuilder();
    for (int seq = from; seq <= to; seq++) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append(
              "{\"seq\":%d,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"model\",\"text\":\"t\"}"
                  .formatted(seq));
    }
    return "{\"entries\":[" + entries + "]}";
  }

  private Response post(String bearer, String body) {
    return post(bearer, "/v1/log", body);
  }
}
