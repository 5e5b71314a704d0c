package ai.sympozium.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterWatchesTest {
  private static final int RUNS = 2000;

  private final KubernetesMockServer server = new KubernetesMockServer(false);

  @BeforeEach
  void start() {
    server.init();
    list("demo", "agentruns", 200, runs());
    list("demo", "skillpacks", 200, list("SkillPack", ""));
    list("demo", "sympoziumschedules", 200, list("SympoziumSchedule", ""));
    list("demo", "sympoziuminstances", 403, forbidden());
    list("sympozium-system", "skillpacks", 403, forbidden());
  }

  @AfterEach
  void stop() {
    server.destroy();
  }

  @Test
  void shouldShowManyRunsAndWhatIsForbidden() {
    try (Cluster cluster = new Cluster(server.createClient(), "demo", "sympozium-system");
        ClusterWatches watches = new ClusterWatches(cluster, () -> {})) {
      await("lists")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .until(() ->
              watches.view().runs().rows().size() == RUNS
                  && watches.view().instances().loaded()
                  && watches.view().packs().loaded());
      ClusterView view = watches.view();

      assertThat(view.runs().rows().getFirst().name()).isEqualTo("run-1999");
      assertThat(view.instances().problem())
          .isEqualTo("you may not list and watch sympoziuminstances in demo");
      assertThat(view.packs().problem())
          .contains("you may not list and watch skillpacks in sympozium-system");
    }
  }

  private void list(String namespace, String kinds, int code, Object body) {
    server
        .expect()
        .get()
        .withPath(
            "/apis/sympozium.ai/v1alpha1/namespaces/"
                + namespace
                + "/"
                + kinds
                + "?resourceVersion=0")
        .andReturn(code, body)
        .always();
  }

  private static Object forbidden() {
    return new StatusBuilder().withCode(403).withReason("Forbidden").build();
  }

  private static String runs() {
    return list(
        "AgentRun",
        IntStream.range(0, RUNS)
            .mapToObj(i ->
                """
                {"apiVersion":"sympozium.ai/v1alpha1","kind":"AgentRun","metadata":{"name":"run-%04d",
                "namespace":"demo","resourceVersion":"1","uid":"%d",
                "creationTimestamp":"2026-11-22T%02d:%02d:00Z"},
                "spec":{"instanceRef":"bot","task":"t"},"status":{"phase":"Succeeded"}}
                """
                    .formatted(i, i, i / 100, i % 100 * 60 / 100))
            .collect(Collectors.joining(",")));
  }

  private static String list(String kind, String items) {
    return """
    {"apiVersion":"sympozium.ai/v1alpha1","kind":"%sList","metadata":{"resourceVersion":"1"},
    "items":[%s]}
    """
        .formatted(kind, items);
  }
}
