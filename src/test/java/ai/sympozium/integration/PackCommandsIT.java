package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.skill.CommandResult;
import ai.sympozium.cli.skill.SkillTest;
import ai.sympozium.cli.skill.SkillTestResult;
import ai.sympozium.cli.skill.SkillTestSettings;
import ai.sympozium.docs.PackCommands;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes every documented command of the built-in packs in the images and under the permissions
 * of the packs. {@code -Dgolden.update=true} records the results.
 */
class PackCommandsIT {
  private static final int COMMAND_SECONDS = 30;

  private static final Map<String, CompletableFuture<SkillTestResult>> RESULTS = new HashMap<>();
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();
  private static Map<String, String> values = Map.of();

  static List<String> packs() {
    return PackCommands.defaultPacks();
  }

  @BeforeAll
  static void startTestsOfAllPacks() throws Exception {
    MetricsServer metrics = MetricsServer.start();
    OPENED.push(metrics);
    ObservabilityServices services = ObservabilityServices.start();
    OPENED.push(services);
    metrics.awaitMetrics();
    values =
        PackCommands.services(
            services.prometheusUrl(), services.alertmanagerUrl(), services.lokiUrl());
    for (String pack : packs()) {
      RESULTS.put(pack, CompletableFuture.supplyAsync(() -> test(pack), THREADS));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    THREADS.close();
    while (!OPENED.isEmpty()) {
      OPENED.pop().close();
    }
  }

  /** Tests the pack that the chart has installed. */
  private static SkillTestResult test(String pack) {
    String namespace = TestCluster.namespace("pack");
    var client =
        new KubernetesClientBuilder().withConfig(TestCluster.ADMIN.getConfiguration()).build();
    try (var cluster = new Cluster(client, namespace, TestCluster.OPERATOR_NAMESPACE)) {
      return SkillTest.run(
          cluster,
          PackCommands.pack(pack),
          new SkillTestSettings(values, Map.of(), List.of(), COMMAND_SECONDS, false),
          step -> {});
    } finally {
      TestCluster.deleteNamespace(namespace);
    }
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldExecuteEachCommandUnderPermissionsOfPack(String pack) throws IOException {
    SkillTestResult result = Objects.requireNonNull(RESULTS.get(pack)).join();

    Files.write(
        Path.of("target", "pack-commands-" + pack + ".txt"),
        result.commands().stream()
            .map(c ->
                "%6d ms  %s %s  %s  %s"
                    .formatted(
                        c.durationMillis(), c.place(), c.outcome().text(), c.message(), c.tested()))
            .toList());
    assertThat(result.failedCommands())
        .extracting(c -> c.place() + ": " + c.outcome() + " " + c.message() + " ← " + c.tested())
        .isEmpty();
    assertThat(result.unusedPermissions())
        .extracting(permission -> permission.field() + ": " + permission.describe())
        .isEmpty();
    List<String> results = PackCommands.lines(result.commands());
    if (Boolean.getBoolean("golden.update")) {
      PackCommands.record(pack, results);
    }
    assertThat(results)
        .as(() ->
            "messages: "
                + result.commands().stream()
                    .map(CommandResult::message)
                    .filter(m -> !m.isEmpty())
                    .toList())
        .containsExactlyElementsOf(PackCommands.recorded(pack));
  }
}
