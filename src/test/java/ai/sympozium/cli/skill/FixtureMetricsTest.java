package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FixtureMetricsTest {
  private static final String GROUP = "/apis/metrics.k8s.io";
  private static final String POD = GROUP + "/v1beta1/namespaces/demo/pods/web-pod";
  private static final String NODE = GROUP + "/v1beta1/nodes/node-1";

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private Cluster cluster;

  @BeforeEach
  void start() {
    server.init();
    cluster = new Cluster(server.createClient(), "demo", "sympozium-system");
  }

  @AfterEach
  void stop() {
    cluster.close();
    server.destroy();
  }

  @Test
  void shouldNoteThatClusterHasNoMetricsApi() {
    assertThat(metrics("pods").await())
        .hasValue("the cluster has no metrics API, so kubectl top fails");
  }

  @Test
  void shouldNoteThatUserMayNotReadMetrics() {
    offerMetrics();
    answer(POD, 403, "pods.metrics.k8s.io is forbidden");

    assertThat(metrics("pods").await())
        .hasValueSatisfying(note ->
            assertThat(note).contains("cannot be read", "pods.metrics.k8s.io is forbidden"));
  }

  @Test
  void shouldWaitUntilPodHasMetrics() throws InterruptedException {
    offerMetrics();
    answer(POD, 404, "podmetrics not found");
    server.expect().get().withPath(POD).andReturn(200, "{}").once();

    assertThat(metrics("pods").await()).isEmpty();
    assertThat(server.getLastRequest().getPath()).isEqualTo(POD);
  }

  @Test
  void shouldWaitUntilNodeHasMetricsWhenPackReadsThem() throws InterruptedException {
    offerMetrics();
    server.expect().get().withPath(POD).andReturn(200, "{}").once();
    answer(NODE, 404, "nodemetrics not found");
    server.expect().get().withPath(NODE).andReturn(200, "{}").once();

    assertThat(metrics("pods", "nodes").await()).isEmpty();
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void shouldNotWaitWhenPackReadsNoMetrics() {
    assertThat(metrics("deployments").await()).isEmpty();
    assertThat(server.getRequestCount()).isZero();
  }

  private FixtureMetrics metrics(String... resources) {
    var rule =
        new PolicyRule(List.of("metrics.k8s.io"), List.of(resources), List.of("list"), List.of());
    return new FixtureMetrics(
        cluster, new SidecarSpec("image", List.of(rule), List.of()), "node-1");
  }

  private void offerMetrics() {
    server
        .expect()
        .get()
        .withPath(GROUP)
        .andReturn(200, new APIGroupBuilder().withName("metrics.k8s.io").build())
        .always();
  }

  private void answer(String path, int code, String message) {
    server
        .expect()
        .get()
        .withPath(path)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .once();
  }
}
