package ai.sympozium.operator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lists the metadata of objects whose specs are large. The API server omits the rest, for which the
 * client library has no call.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">Kubernetes API
 *     concepts</a>
 */
@ApplicationScoped
@RegisterForReflection(
    targets = {GenericKubernetesResourceList.class, GenericKubernetesResource.class})
public class MetadataReader {
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  /** Longer than the client waits for a response. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final KubernetesClient client;

  public MetadataReader(KubernetesClient client) {
    this.client = client;
  }

  /** Reads a page for {@link ListPages}. Its objects have no spec and no status. */
  public GenericKubernetesResourceList page(
      Class<? extends HasMetadata> kind, String namespace, ListOptions options) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(uri(kind, namespace, options))
            .header("Accept", METADATA_ONLY)
            .build();
    HttpResponse<byte[]> response = await(client.getHttpClient().sendAsync(request, byte[].class));
    if (!response.isSuccessful()) {
      throw new KubernetesClientException(
          "The list of %s failed: HTTP %d".formatted(HasMetadata.getPlural(kind), response.code()),
          response.code(),
          null);
    }
    return client
        .getKubernetesSerialization()
        .unmarshal(new ByteArrayInputStream(response.body()), GenericKubernetesResourceList.class);
  }

  private static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> response) {
    try {
      return response.get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw KubernetesClientException.launderThrowable(e.getCause());
    } catch (TimeoutException e) {
      response.cancel(true);
      throw KubernetesClientException.launderThrowable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KubernetesClientException.launderThrowable(e);
    }
  }

  private URI uri(Class<? extends HasMetadata> kind, String namespace, ListOptions options) {
    return URI.create(
        "%s/apis/%s/%s/namespaces/%s/%s?labelSelector=%s&limit=%d%s"
            .formatted(
                client.getConfiguration().getMasterUrl().replaceAll("/+$", ""),
                HasMetadata.getGroup(kind),
                HasMetadata.getVersion(kind),
                namespace,
                HasMetadata.getPlural(kind),
                encode(options.getLabelSelector()),
                options.getLimit(),
                following(options.getContinue())));
  }

  private static String following(@Nullable String next) {
    return next == null ? "" : "&continue=" + encode(next);
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
