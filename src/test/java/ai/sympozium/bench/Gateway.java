package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The gateway as the bridge of a simulated pod uses it. */
final class Gateway {
  private static final String NAMESPACE = "sympozium-system";
  private static final String RESULT =
      """
      {"complete":true,"transcript":"","result":{"status":"success","response":"done","metrics":
      {"durationMs":1,"inputTokens":1,"outputTokens":1,"toolCalls":0,"subagentSpawns":0}}}
      """;

  private final KubernetesClient client;
  private final HttpClient http;
  private final URI results;

  Gateway(KubernetesClient client) throws Exception {
    this.client = client;
    var service =
        client.services().inNamespace(NAMESPACE).withName("sympozium-gateway").require().getSpec();
    // By its address: the cluster's names mean nothing on the host.
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
    results = URI.create("https://" + service.getClusterIP() + ":8443/v1/result");
    String pem =
        client
            .secrets()
            .inNamespace(NAMESPACE)
            .withName("sympozium-gateway-ca")
            .require()
            .getData()
            .get("ca.crt");
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "gateway",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(pem))));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    http =
        HttpClient.newBuilder()
            .sslContext(context)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** As the kubelet projects it into the bridge's container. */
  String bridgeToken(AgentRun run) {
    var status = Objects.requireNonNull(run.getStatus());
    return client
        .serviceAccounts()
        .inNamespace(run.getMetadata().getNamespace())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences("sympozium.ai/bridge")
                .withNewBoundObjectRef("v1", "Pod", status.podName(), status.podUid())
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  /** As a bridge does at its start, so that its first report need not exchange keys. */
  void warm() throws Exception {
    var request = HttpRequest.newBuilder(results.resolve("/healthz")).build();
    http.send(request, HttpResponse.BodyHandlers.discarding());
  }

  /** Tries again as a bridge does. */
  void report(String token) throws Exception {
    var request =
        HttpRequest.newBuilder(results)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(RESULT))
            .build();
    for (int status = 0; status != 204; ) {
      status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 400 && status < 500 && status != 429) {
        throw new IllegalStateException("the gateway answered " + status);
      }
    }
  }
}
