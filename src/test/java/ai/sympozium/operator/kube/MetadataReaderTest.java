package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetadataReaderTest {
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final MetadataReader metadata = new MetadataReader(client);
  private int failure;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    requests.add(request);
    if (failure != 0) {
      return new Response(failure, "{}");
    }
    boolean isFirst = !request.query().contains("continue=");
    return new Response(
        200,
        """
        {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
         "metadata": {"continue": "%s"},
         "items": [{"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": {"name": "%s", "annotations": {"a": "b"}}}]}
        """
            .formatted(isFirst ? "a+b/c=" : "", isFirst ? "one" : "two"));
  }

  @Test
  void shouldReadAllPagesWithoutSpecs() {
    List<String> names = read();

    assertThat(names).containsExactly("one", "two");
    assertThat(requests)
        .hasSize(2)
        .allSatisfy(request -> {
          assertThat(request.path())
              .isEqualTo("/apis/sympozium.ai/v1alpha1/namespaces/demo/agentruns");
          assertThat(request.accept()).contains("as=PartialObjectMetadataList");
          assertThat(request.query()).contains("labelSelector=a%3Db%2Cc%3Dd&limit=250");
        });
    assertThat(requests.getLast().query()).endsWith("&continue=a%2Bb%2Fc%3D");
  }

  @Test
  void shouldFailWithCodeOfResponse() {
    failure = 403;

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }

  private List<String> read() {
    List<String> names = new ArrayList<>();
    ListPages.<GenericKubernetesResource>forEach(
        options -> metadata.page(AgentRun.class, "demo", options),
        "a=b,c=d",
        run -> names.add(run.getMetadata().getName()));
    return names;
  }
}
