package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FixtureMetricsTest {
  private static final String GROUP = "/apis/metrics.k8s.io";
  private static final String POD = GROUP + "/v1beta1/namespaces/demo/pods/web-pod";

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
    assertThat(FixtureMetrics.await(cluster))
        .hasValue("the cluster has no metrics API, so kubectl top fails");
  }

  @Test
  void shouldNoteThatUserMayNotReadMetrics() {
    offerMetrics();
    answer(403, "pods.metrics.k8s.io is forbidden");

    assertThat(FixtureMetrics.await(cluster))
        .hasValueSatisfying(note ->
            assertThat(note).contains("cannot be read", "pods.metrics.k8s.io is forbidden"));
  }

  @Test
  void shouldWaitUntilPodHasMetrics() throws InterruptedException {
    offerMetrics();
    answer(404, "podmetrics not found");
    server.expect().get().withPath(POD).andReturn(200, "{}").once();

    assertThat(FixtureMetrics.await(cluster)).isEmpty();
    assertThat(server.getLastRequest().getPath()).isEqualTo(POD);
  }

  private void offerMetrics() {
    server
        .expect()
        .get()
        .withPath(GROUP)
        .andReturn(200, new APIGroupBuilder().withName("metrics.k8s.io").build())
        .always();
  }

  private void answer(int code, String message) {
    server
        .expect()
        .get()
        .withPath(POD)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .once();
  }
}
