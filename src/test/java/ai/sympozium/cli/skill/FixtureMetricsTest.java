package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.dsl.TimesOnceableOrHttpHeaderable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixtureMetricsTest {
  private static final String API = "/apis/metrics.k8s.io/v1beta1";
  private static final String POD = API + "/namespaces/demo/pods/web-pod";
  private static final String NODE = API + "/nodes/node-1";

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
    server
        .expect()
        .get()
        .withPath("/apis")
        .andReturn(200, "{\"kind\": \"APIGroupDiscoveryList\", \"items\": []}")
        .once();

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
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void shouldWaitUntilNodeHasMetricsWhenPackReadsThem() throws InterruptedException {
    offerMetrics();
    server.expect().get().withPath(POD).andReturn(200, "{}").once();
    answer(NODE, 404, "nodemetrics not found");
    server.expect().get().withPath(NODE).andReturn(200, "{}").once();

    assertThat(metrics("pods", "nodes").await()).isEmpty();
    assertThat(server.getRequestCount()).isEqualTo(5);
  }

  @Test
  void shouldWaitWhileKubectlIgnoresStaleMetricsApi() {
    discover("Stale").times(2);
    discover("Current").once();
    server.expect().get().withPath(POD).andReturn(200, "{}").once();

    assertThat(metrics("pods").await()).isEmpty();
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.k8s.io", "apps"})
  void shouldReadDiscoveryOfOldApiServer(String group) {
    server
        .expect()
        .get()
        .withPath("/apis")
        .andReturn(
            200, "{\"kind\": \"APIGroupList\", \"groups\": [{\"name\": \"%s\"}]}".formatted(group))
        .always();
    server.expect().get().withPath(POD).andReturn(200, "{}").once();

    assertThat(metrics("pods").await().isEmpty()).isEqualTo(group.equals("metrics.k8s.io"));
  }

  @Test
  void shouldNoteThatDiscoveryFails() {
    server.expect().get().withPath("/apis").andReturn(403, "{}").once();

    assertThat(metrics("pods").await())
        .hasValueSatisfying(note -> assertThat(note).contains("GET /apis failed: HTTP 403"));
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
    discover("Current").always();
  }

  private TimesOnceableOrHttpHeaderable<Void> discover(String freshness) {
    return server.expect().get().withPath("/apis").andReturn(200, document(freshness));
  }

  private static String document(String freshness) {
    return """
    {"kind": "APIGroupDiscoveryList", "items": [
      {"metadata": {"name": "apps"}, "versions": [{"version": "v1", "freshness": "Current"}]},
      {"metadata": {"name": "metrics.k8s.io"},
       "versions": [{"version": "v1beta1", "freshness": "%s"}]}]}
    """
        .formatted(freshness);
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
