package ai.sympozium.operator.gateway;

import static io.restassured.RestAssured.given;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.tls.CertificateUpdater;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;

/** The gateway in a test, with one run in its API server. */
public abstract class RunningGateway {
  @TestHTTPResource(value = "/", tls = true)
  protected URI server;

  @KubernetesTestServer protected KubernetesServer kubernetes;
  @Inject protected KubernetesClient client;
  @Inject CertificateUpdater certificate;

  @BeforeEach
  public void createRun() {
    certificate.present();
    RunFixture.create(kubernetes, client);
  }

  /** Sends a request with a token. */
  public final Response post(String token, String path, String body) {
    return given()
        .baseUri(server.toString())
        .relaxedHTTPSValidation()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path);
  }

  /**
   * Creates the instance {@code bot} in place of an earlier one.
   *
   * @param skills attached packs, as YAML
   * @return UID of the instance
   */
  public final String createInstance(String skills) {
    client.resources(SympoziumInstance.class).inNamespace("demo").delete();
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumInstance
                metadata: {name: bot, namespace: demo}
                spec: {agents: {default: {model: m}}, skills: %s}
                """
                    .formatted(skills),
                SympoziumInstance.class))
        .create()
        .getMetadata()
        .getUid();
  }
}
