package ai.sympozium.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.run.RunEvent.Type;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares the events of stored runs as text and JSON with {@code
 * src/test/resources/golden/cli/run}. {@code -Dgolden.update=true} writes them.
 */
class RunHistoryTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/run");
  private static final Instant CREATED = Instant.parse("2026-01-01T10:00:00Z");
  private static final String NEXT_ENTRY =
      "{\"seq\":4,\"time\":\"2026-01-01T10:00:03Z\",\"kind\":\"model\",\"text\":\"next\"}\n";

  private static <T> T read(Path file, Class<T> type) throws IOException {
    return ConnectionOptions.serialization().unmarshal(Files.readString(file), type);
  }

  private static List<RunEvent> events(Path folder) throws IOException {
    AgentRun run = read(folder.resolve("run.yaml"), AgentRun.class);
    RunHistory history = history(run);
    List<RunEvent> events = new ArrayList<>(history.started(run));
    if (Files.exists(folder.resolve("log.yaml"))) {
      events.addAll(history.logged(read(folder.resolve("log.yaml"), ConfigMap.class)));
    }
    events.addAll(history.completed(run));
    return events;
  }

  private static RunHistory history(AgentRun run) {
    return new RunHistory(run, CREATED, new GrantSummary(Optional::empty));
  }

  @TestFactory
  Stream<DynamicTest> shouldPrintGoldenTextAndJson() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.sorted().toList().stream()
          .map(folder ->
              DynamicTest.dynamicTest(folder.getFileName().toString(), () -> matches(folder)));
    }
  }

  private static void matches(Path folder) throws IOException {
    List<RunEvent> events = events(folder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, Ansi.OFF, 120);
    try (RunScreen screen = new RunScreen(terminal, InstantSource.system(), CREATED)) {
      events.forEach(new RunPrinter(screen)::print);
    }

    compare(folder.resolve("screen.txt"), out.toString(StandardCharsets.UTF_8));
    compare(
        folder.resolve("events.jsonl"),
        events.stream().map(event -> JsonOutput.line(event) + "\n").collect(Collectors.joining()));
  }

  private static void compare(Path golden, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  @Test
  void shouldAddOnlyWhatIsNew() throws IOException {
    Path folder = GOLDEN.resolve("succeeded");
    AgentRun run = read(folder.resolve("run.yaml"), AgentRun.class);
    ConfigMap log = read(folder.resolve("log.yaml"), ConfigMap.class);
    RunHistory history = history(run);
    history.started(run);
    history.logged(log);

    assertThat(history.started(run)).isEmpty();
    assertThat(history.logged(log)).isEmpty();
    log.getData().merge("log.jsonl", NEXT_ENTRY.replace("4", "20"), String::concat);
    assertThat(history.logged(log))
        .extracting(RunEvent::type)
        .containsExactly(Type.OMITTED, Type.MODEL);
    history.completed(run);
    assertThat(history.completed(run)).isEmpty();
  }

  @Test
  void shouldNotRepeatAWaitForTheModelThatTheLogContains() {
    AgentRun run =
        Serialization.unmarshal(
            """
            metadata: {name: check, namespace: demo, uid: u}
            spec: {instanceRef: bot, task: t}
            status:
              phase: Running
              conditions:
                - {type: ModelAvailable, status: "False", reason: WaitingForModel,
                   message: loading, lastTransitionTime: "2026-01-01T10:00:05Z"}
                - {type: PodStarted, status: "False", reason: ContainerWaiting,
                   message: pulling, lastTransitionTime: "2026-01-01T10:00:05Z"}
            """,
            AgentRun.class);

    assertThat(history(run).started(run))
        .filteredOn(event -> event.type() == Type.WAITING)
        .extracting(RunEvent::reason)
        .containsExactly("ContainerWaiting");
  }

  @Test
  void shouldIgnoreALogThatTheOperatorDidNotWrite() throws IOException {
    Path folder = GOLDEN.resolve("succeeded");
    AgentRun run = read(folder.resolve("run.yaml"), AgentRun.class);
    ConfigMap log = read(folder.resolve("log.yaml"), ConfigMap.class);
    log.getMetadata().getLabels().remove("app.kubernetes.io/managed-by");

    assertThat(history(run).logged(log)).isEmpty();

    log = read(folder.resolve("log.yaml"), ConfigMap.class);
    log.getMetadata().getOwnerReferences().getFirst().setUid("other");
    assertThat(history(run).logged(log)).isEmpty();
  }
}
