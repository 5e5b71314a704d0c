package ai.sympozium.operator.gateway.endpoint;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.gateway.RunFixture;
import ai.sympozium.operator.tls.CertificateUpdater;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each instance has another UID, so the gateway remembers nothing of an earlier test. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class EndpointToolsTest {
  private static final String AUDIENCE = "sympozium.ai/endpoint";

  @TestHTTPResource(value = "/", tls = true)
  URI server;

  @KubernetesTestServer KubernetesServer kubernetes;
  @Inject KubernetesClient client;
  @Inject CertificateUpdater certificate;

  @BeforeEach
  void start() {
    certificate.present();
    RunFixture.create(kubernetes, client);
    client.resources(SkillPack.class).inNamespace("demo").delete();
    pack("k8s-ops", "Scales.");
    pack("other", "Scales too.");
  }

  private void pack(String name, String description) {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SkillPack
                metadata: {name: %s, namespace: demo}
                spec:
                  sidecar:
                    image: i
                    tools:
                    - {name: scale, description: %s, exec: [kubectl], positionalArgs: [name],
                       parameters: {type: object, required: [name],
                         properties: {name: {type: string}}}}
                    - {name: drain, description: Drains., exec: [kubectl]}
                """
                    .formatted(name, description),
                SkillPack.class))
        .create();
  }

  private void instance(String endpoint) {
    client.resources(SympoziumInstance.class).inNamespace("demo").delete();
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumInstance
                metadata: {name: bot, namespace: demo}
                spec:
                  agents: {default: {model: m}}
                  skills: [{skillPackRef: k8s-ops}, {skillPackRef: other},
                    {skillPackRef: web-endpoint}]
                  endpoint: %s
                """
                    .formatted(endpoint),
                SympoziumInstance.class))
        .create();
  }

  private Response post(String bearer) {
    return given()
        .baseUri(server.toString())
        .relaxedHTTPSValidation()
        .header("Authorization", "Bearer " + bearer)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/endpoint/tools");
  }

  @Test
  void shouldOfferNothingByDefault() {
    instance("{}");

    post(RunFixture.token(AUDIENCE)).then().statusCode(200).body("tools", hasSize(0));
  }

  @Test
  void shouldDescribeToolsThatTheInstanceOffers() {
    instance("{tools: [scale]}");

    post(RunFixture.token(AUDIENCE))
        .then()
        .statusCode(200)
        .body("tools.skill", containsInAnyOrder("k8s-ops", "other"))
        .body("tools.name", containsInAnyOrder("scale", "scale"))
        .body("tools[0].description", equalTo("Scales."))
        .body("tools[0].parameters.required[0]", equalTo("name"));
  }

  @Test
  void shouldReadPacksOnceInFiveSeconds() {
    Instant[] now = {Instant.now()};
    QuarkusMock.installMockForType(() -> now[0], InstantSource.class);
    instance("{tools: [drain]}");
    post(RunFixture.token(AUDIENCE)).then().body("tools", hasSize(2));
    client.resources(SkillPack.class).inNamespace("demo").delete();

    now[0] = now[0].plusMillis(4999);
    post(RunFixture.token(AUDIENCE)).then().body("tools", hasSize(2));
    now[0] = now[0].plusMillis(1);
    post(RunFixture.token(AUDIENCE)).then().body("tools", hasSize(0));
  }

  @Test
  void shouldRejectTokensThatAreNotOfAnEndpoint() {
    instance("{tools: [scale]}");

    post(RunFixture.token("sympozium.ai/bridge")).then().statusCode(401);
    post(RunFixture.forgedToken(AUDIENCE)).then().statusCode(401);
  }

  @Test
  void shouldNameFieldWhenTheToolsAreTooLarge() {
    client.resources(SkillPack.class).inNamespace("demo").delete();
    pack("k8s-ops", "d".repeat(520 * 1024));
    instance("{tools: [k8s-ops/scale]}");

    post(RunFixture.token(AUDIENCE))
        .then()
        .statusCode(413)
        .body("error.message", containsString("spec.endpoint.tools"));
  }
}
