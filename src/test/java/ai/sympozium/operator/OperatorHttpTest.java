package ai.sympozium.operator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.http.HttpsConnection;
import ai.sympozium.operator.tls.CertificateUpdater;
import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator as Quarkus starts it: configuration, health, metrics and certificate. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class OperatorHttpTest {
  @TestHTTPResource(value = "/", management = true)
  URI management;

  @TestHTTPResource(value = "/", tls = true)
  URI gateway;

  @Inject OperatorConfig config;
  @Inject KubernetesClient client;
  @Inject GatewayCertificates certificates;
  @Inject CertificateUpdater certificate;

  @BeforeEach
  void start() {
    certificate.present();
  }

  @Test
  void shouldUseDefaultsWhenNothingIsConfigured() {
    assertThat(config.namespace()).isEqualTo("sympozium-system");
    assertThat(config.allowedDangerousPermissions()).isEmpty();
    assertThat(config.gatewayUrl())
        .isEqualTo("https://sympozium-gateway.sympozium-system.svc:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"started", "live"})
  void shouldBeUpWhenTheProcessRuns(String probe) {
    given()
        .baseUri(management.toString())
        .get("/health/" + probe)
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"));
  }

  @Test
  void shouldReportAReadyGatewayWhenTheCertificateIsPresented() {
    given()
        .baseUri(management.toString())
        .get("/health/ready")
        .then()
        .body("checks.find { it.name == 'gateway' }.status", equalTo("UP"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sympozium_gateway_request_duration_seconds_count{path=\"/healthz\",status=\"200\"}",
        "sympozium_gateway_request_duration_seconds_count{path=\"other\",status=\"404\"}"
      })
  void shouldMeasureRequestsToTheGateway(String metric) {
    given().baseUri(gateway.toString()).relaxedHTTPSValidation().get("/healthz");
    given().baseUri(gateway.toString()).relaxedHTTPSValidation().get("/unknown");

    assertThat(metrics()).contains(metric);
  }

  @Test
  void shouldNotMeasureUnknownPathsByName() {
    given().baseUri(gateway.toString()).relaxedHTTPSValidation().post("/v1/admission/secret");

    assertThat(metrics()).contains("path=\"/v1/admission/\"").doesNotContain("secret");
  }

  @Test
  void shouldPresentANewCertificateWhenTheSecretWasDeleted() throws Exception {
    var before = presented();
    client.secrets().inNamespace(config.namespace()).withName("sympozium-gateway-ca").delete();

    certificates.reload();

    var after = presented();
    assertThat(after).isNotEqualTo(before).isEqualTo(certificates.server().certificate());
  }

  private java.security.cert.X509Certificate presented() throws Exception {
    try (var connection = new HttpsConnection(gateway)) {
      return connection.certificate();
    }
  }

  private String metrics() {
    return given().baseUri(management.toString()).get("/metrics").body().asString();
  }
}
