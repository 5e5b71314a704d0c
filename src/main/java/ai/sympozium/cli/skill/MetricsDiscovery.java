package ai.sympozium.cli.skill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The metrics API in the discovery document of the API server, which {@code kubectl top} reads
 * before it requests metrics. The API server fetches its part of metrics-server once a minute. A
 * failed fetch makes it stale, and kubectl ignores stale versions, although requests are answered.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/">The Kubernetes
 *     API</a>
 */
final class MetricsDiscovery {
  static final String GROUP = "metrics.k8s.io";

  /** The second format is that of API servers without aggregated discovery. */
  private static final String ACCEPT =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

  private static final int TIMEOUT_SECONDS = 30;

  private final KubernetesClient client;

  MetricsDiscovery(KubernetesClient client) {
    this.client = client;
  }

  /** State of the metrics API in the document. */
  enum State {
    /** The cluster has no metrics API. */
    ABSENT,
    /** The cluster has a metrics API that kubectl ignores. */
    STALE,
    CURRENT
  }

  /**
   * Reads the document.
   *
   * @throws KubernetesClientException when the API server refuses the request or does not answer
   */
  State read() throws InterruptedException {
    JsonNode document = document();
    if (document.path("kind").asText().equals("APIGroupList")) {
      return elements(document.path("groups"))
              .anyMatch(group -> group.path("name").asText().equals(GROUP))
          ? State.CURRENT
          : State.ABSENT;
    }
    return elements(document.path("items"))
        .filter(group -> group.path("metadata").path("name").asText().equals(GROUP))
        .flatMap(group -> elements(group.path("versions")))
        .map(version ->
            version.path("freshness").asText().equals("Stale") ? State.STALE : State.CURRENT)
        .max(State::compareTo)
        .orElse(State.ABSENT);
  }

  private JsonNode document() throws InterruptedException {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(
                URI.create(
                    client.getConfiguration().getMasterUrl().replaceAll("/+$", "") + "/apis"))
            .header("Accept", ACCEPT)
            .build();
    var sent = client.getHttpClient().sendAsync(request, byte[].class);
    try {
      HttpResponse<byte[]> response = sent.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!response.isSuccessful()) {
        throw new KubernetesClientException(
            "GET /apis failed: HTTP " + response.code(), response.code(), null);
      }
      return new ObjectMapper().readTree(response.body());
    } catch (ExecutionException e) {
      throw KubernetesClientException.launderThrowable(e.getCause());
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new KubernetesClientException(
          "GET /apis had no response within %d s".formatted(TIMEOUT_SECONDS), e);
    } catch (IOException e) {
      throw new KubernetesClientException("GET /apis returned no JSON", e);
    }
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
