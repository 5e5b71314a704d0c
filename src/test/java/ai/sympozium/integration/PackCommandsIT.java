package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.skill.CommandResult;
import ai.sympozium.cli.skill.SkillTest;
import ai.sympozium.cli.skill.SkillTestResult;
import ai.sympozium.cli.skill.SkillTestSettings;
import ai.sympozium.docs.PackCommands;
import ai.sympozium.gitops.GitHubServer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes every documented command of the built-in packs in the images and under the permissions
 * of the packs. Packs that are not enabled by default are, until the tests have finished. {@code
 * -Dgolden.update=true} records the results.
 */
@Isolated("It changes the installed chart and the nodes.")
class PackCommandsIT {
  private static final int COMMAND_SECONDS = 30;

  /** The timeout that the document of the pack states. */
  private static final int PROBE_SECONDS = 120;

  /** The commands have timeouts of their own, which two processors must be able to keep. */
  private static final int PARALLEL_PACKS = 4;

  private static final Map<String, CompletableFuture<SkillTestResult>> RESULTS = new HashMap<>();
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(PARALLEL_PACKS);

  private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();
  private static Map<String, String> values = Map.of();

  @TempDir static Path folder;
  private static @Nullable DrainedNode drained;
  private static @Nullable GitHubServer github;

  static List<String> packs() {
    return PackCommands.packs();
  }

  @BeforeAll
  static void startTestsOfAllPacks() throws Exception {
    OPENED.push(() -> DevProgram.install(List.of()));
    DevProgram.install(PackCommands.optIns());
    DevProgram.run("dev/images", "load", "skill-github-gitops");
    PackCommands.optIns().forEach(PackCommandsIT::awaitReady);
    DrainedNode node = DrainedNode.start();
    OPENED.push(node);
    drained = node;
    GitHubServer server =
        GitHubServer.start(
            TestCluster.environment().hostAddress(),
            Files.createDirectory(folder.resolve("github")));
    OPENED.push(server);
    github = server;
    MetricsServer metrics = MetricsServer.start();
    OPENED.push(metrics);
    ObservabilityServices services = ObservabilityServices.start();
    OPENED.push(services);
    metrics.awaitMetrics();
    values =
        PackCommands.values(
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

  private static void awaitReady(String pack) {
    TestCluster.ADMIN
        .resources(SkillPack.class)
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName(pack)
        .waitUntilCondition(
            PackCommandsIT::isReady, TestCluster.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isReady(@Nullable SkillPack pack) {
    return pack != null
        && pack.getStatus() != null
        && pack.getStatus().conditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  /** Tests the pack that the chart has installed. */
  private static SkillTestResult test(String pack) {
    String namespace = TestCluster.namespace("pack");
    Map<String, String> ofPack = new HashMap<>(values);
    switch (pack) {
      case "k8s-ops-nodes" -> ofPack.put("NODE", Objects.requireNonNull(drained).name());
      case "k8s-ops-secrets" -> SecretsAndRelease.create(namespace, folder);
      case "github-gitops" -> {
        return testGitops(namespace, Objects.requireNonNull(github));
      }
      default -> {
        // The fixture of the test is sufficient.
      }
    }
    return test(
        namespace,
        PackCommands.pack(pack),
        new SkillTestSettings(
            ofPack,
            Map.of(),
            List.of(),
            pack.equals("llmfit-probe") ? PROBE_SECONDS : COMMAND_SECONDS,
            false));
  }

  /** Tests a copy of the pack whose container trusts the double of GitHub. */
  private static SkillTestResult testGitops(String namespace, GitHubServer server) {
    String file = "/secrets/github-token/ca.crt";
    ObjectNode secret = JsonNodeFactory.instance.objectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret");
    secret.putObject("metadata").put("name", "github-gitops-token");
    secret
        .putObject("stringData")
        .put("GH_TOKEN", GitHubServer.TOKEN)
        .put("ca.crt", server.certificate());
    return test(
        namespace,
        PackCommands.pack("github-gitops", Map.of("SSL_CERT_FILE", file, "GIT_SSL_CAINFO", file)),
        new SkillTestSettings(
            values,
            Map.of("repo", GitHubServer.REPOSITORY, "host", server.host()),
            List.of(secret),
            COMMAND_SECONDS,
            true));
  }

  private static SkillTestResult test(
      String namespace, SkillPack pack, SkillTestSettings settings) {
    var client =
        new KubernetesClientBuilder().withConfig(TestCluster.ADMIN.getConfiguration()).build();
    try (var cluster = new Cluster(client, namespace, TestCluster.OPERATOR_NAMESPACE)) {
      return SkillTest.run(cluster, pack, settings, step -> {});
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

  @Test
  void shouldReportFindingAsIssueAndPullRequestWithoutChangeOfDefaultBranch() throws IOException {
    Objects.requireNonNull(RESULTS.get("github-gitops")).join();

    GitHubServer server = Objects.requireNonNull(github);
    assertThat(server.titles())
        .satisfiesExactly(
            issue -> assertThat(issue).endsWith("/web: CrashLoopBackOff"),
            pull -> assertThat(pull).isEqualTo("fix(web): raise memory limit to 256Mi"));
    assertThat(server.pullRequest())
        .satisfiesExactly(
            branch -> assertThat(branch).startsWith("sympozium/"),
            files -> assertThat(files).isEqualTo(GitHubServer.FILE));
    assertThat(server.defaultBranch()).isEqualTo("first");
  }

  @Test
  void shouldDrainNodeAndLeaveEachNodeSchedulable() {
    Objects.requireNonNull(RESULTS.get("k8s-ops-nodes")).join();

    assertThat(Objects.requireNonNull(drained).isDrained()).isTrue();
    assertThat(TestCluster.ADMIN.nodes().list().getItems())
        .noneMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
  }
}
