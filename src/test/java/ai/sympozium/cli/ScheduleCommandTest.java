package ai.sympozium.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class ScheduleCommandTest {
  /** The day before clocks are set forward in Berlin. */
  private static final Instant NOW = Instant.parse("2026-03-28T00:00:00Z");

  private static final String PATH =
      "/apis/sympozium.ai/v1alpha1/namespaces/demo/sympoziumschedules/report";

  private KubernetesClient client;
  private KubernetesMockServer server;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String kubeconfig = "";
  @TempDir Path folder;

  @BeforeEach
  void connect() throws IOException {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(Serialization.jsonMapper()),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    client = server.createClient();
    kubeconfig =
        Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://%s:%d"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: c, context: {cluster: c, user: u, namespace: demo}}]
                current-context: c
                """
                    .formatted(server.getHostName(), server.getPort()))
            .toString();
  }

  @AfterEach
  void stop() {
    client.close();
    server.destroy();
  }

  @Test
  void shouldShowNextTimesInTheZoneOfTheSchedule() {
    store("schedule: \"30 2 * * *\"", "timeZone: Europe/Berlin");

    assertThat(run("schedule", "next", "report", "-n", "3")).isEqualTo(ExitCode.OK);

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            Sat 2026-03-28 02:30:00 +01:00
            Mon 2026-03-30 02:30:00 +02:00
            Tue 2026-03-31 02:30:00 +02:00
            """);
  }

  @Test
  void shouldShowNextTimesInAnotherZoneAlsoWhenSuspended() {
    store("schedule: \"@daily\"", "timeZone: Europe/Berlin", "suspend: true");

    assertThat(run("schedule", "next", "report", "-n", "1", "--zone", "UTC"))
        .isEqualTo(ExitCode.OK);

    assertThat(out.toString(UTF_8)).isEqualTo("Sat 2026-03-28 23:00:00 +00:00\n");
    assertThat(err.toString(UTF_8)).contains("suspended");
  }

  @Test
  void shouldShowTimesWithTheirJitter() {
    store("schedule: \"@hourly\"", "jitterSeconds: 600");

    assertThat(run("schedule", "next", "report")).isEqualTo(ExitCode.OK);

    assertThat(out.toString(UTF_8).lines())
        .hasSize(5)
        .allMatch(line -> line.matches(".* \\d\\d:0\\d:\\d\\d \\+00:00"))
        .anyMatch(line -> !line.contains(":00:00 "));
  }

  @Test
  void shouldRejectInvalidArgumentsOfNext() {
    store("schedule: \"@hourly\"");

    assertThat(run("schedule", "next", "report", "--zone", "Berlin")).isEqualTo(ExitCode.USAGE);
    assertThat(run("schedule", "next", "report", "-n", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(run("schedule")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldRequestRunByAnnotation() {
    store("schedule: \"@hourly\"");

    assertThat(run("schedule", "run", "report")).isEqualTo(ExitCode.OK);

    assertThat(stored().getMetadata().getAnnotations())
        .containsEntry("sympozium.ai/run-now", NOW.toString());
    assertThat(out.toString(UTF_8))
        .contains("-l sympozium.ai/schedule-uid=" + stored().getMetadata().getUid());
  }

  @Test
  void shouldSuspendAndResume() {
    store("schedule: \"@hourly\"");

    assertThat(run("schedule", "suspend", "report")).isEqualTo(ExitCode.OK);
    assertThat(stored().getSpec().isSuspended()).isTrue();
    assertThat(run("schedule", "resume", "report")).isEqualTo(ExitCode.OK);

    assertThat(stored().getSpec().isSuspended()).isFalse();
    assertThat(stored().getSpec().task()).isEqualTo("Report.");
    assertThat(out.toString(UTF_8)).contains("report suspended", "report resumed");
  }

  @Test
  void shouldStateThatScheduleDoesNotExist() {
    assertThat(run("schedule", "next", "report")).isEqualTo(ExitCode.REFUSED);
    assertThat(run("schedule", "suspend", "report")).isEqualTo(ExitCode.REFUSED);
    assertThat(run("schedule", "run", "report")).isEqualTo(ExitCode.REFUSED);

    assertThat(err.toString(UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.contains("\"report\" does not exist in namespace demo"));
  }

  @Test
  void shouldStateWhatTheUserMayNotChange() {
    store("schedule: \"@hourly\"");
    server
        .expect()
        .patch()
        .withPath(PATH)
        .andReturn(403, new StatusBuilder().withCode(403).withReason("Forbidden").build())
        .always();

    assertThat(run("schedule", "resume", "report")).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(err.toString(UTF_8)).contains("you may not patch sympoziumschedules/report in demo");
  }

  private void store(String... fields) {
    client
        .resource(
            Manifests.parse(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: SympoziumSchedule
                metadata: {name: report, namespace: demo}
                spec:
                  instanceRef: bot
                  task: Report.
                  %s
                """
                    .formatted(String.join("\n  ", fields)),
                SympoziumSchedule.class))
        .create();
  }

  private SympoziumSchedule stored() {
    return client
        .resources(SympoziumSchedule.class)
        .inNamespace("demo")
        .withName("report")
        .require();
  }

  private int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--kubeconfig", kubeconfig));
    return CliMain.run(
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Ansi.OFF, 160),
        InstantSource.fixed(NOW),
        line.toArray(String[]::new));
  }
}
