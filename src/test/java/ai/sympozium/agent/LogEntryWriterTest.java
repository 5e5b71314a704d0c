package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.contract.PodContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEntryWriterTest {
  private static final String KEY = "sk-4f7a9c2e8b1d6f3a5c7e9b2d";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path ipc;
  private LogEntryWriter log;

  @BeforeEach
  void open() {
    log = new LogEntryWriter(ipc, SecretMasker.of(List.of(KEY)), () -> NOW);
  }

  @Test
  void shouldWriteOneFileForEachStepInTheirOrder() throws IOException {
    log.modelAnswered(null);
    log.toolStarted("execute_command", "kubectl get pods");
    log.toolRan("execute_command", "kubectl get pods", new ToolResult("pod-1", 1, false, null), 84);
    log.waiting("503: loading", Duration.ofSeconds(10));
    log.finished(new AgentResult("done", null, new AgentResult.Metrics(1_000, 0, 0, 1)));

    var entries = entries();
    assertThat(entries)
        .extracting(LogEntry::kind)
        .containsExactly(Kind.MODEL, Kind.TOOL_STARTED, Kind.TOOL, Kind.WAITING, Kind.FINISHED);
    assertThat(entries).extracting(LogEntry::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(entries.get(2))
        .isEqualTo(
            new LogEntry(
                3,
                NOW,
                Kind.TOOL,
                0,
                "execute_command",
                "kubectl get pods",
                1,
                null,
                84L,
                "pod-1"));
    assertThat(entries.get(3).durationMs()).isEqualTo(10_000);
  }

  @Test
  void shouldSplitLongPartOfMessageWithoutBreakingCharacters() throws IOException {
    var part = "x" + "\uD83D\uDE80".repeat(2_000);

    log.textAdded(100, part);

    var entries = entries();
    assertThat(entries).hasSizeGreaterThan(1);
    assertThat(entries)
        .extracting(LogEntry::text)
        .allSatisfy(text ->
            assertThat(Objects.requireNonNull(text).getBytes(UTF_8).length)
                .isLessThanOrEqualTo(LogEntry.MAX_TEXT_BYTES));
    assertThat(entries.stream().map(LogEntry::text).collect(Collectors.joining())).isEqualTo(part);
    assertThat(entries.getFirst().offset()).isEqualTo(100);
    assertThat(entries.get(1).offset())
        .isEqualTo(100 + Objects.requireNonNull(entries.getFirst().text()).length());
  }

  @Test
  void shouldMaskSecretsInEveryText() throws IOException {
    log.modelAnswered(KEY);
    log.toolStarted("echo " + KEY, "echo " + KEY);
    log.toolRan(KEY, KEY, new ToolResult(KEY, 0, false, null), 1);
    log.waiting(KEY, Duration.ofSeconds(1));
    log.askedAgain(KEY);
    log.finished(new AgentResult(KEY, KEY, new AgentResult.Metrics(0, 0, 0, 0)));

    assertThat(entries()).hasSize(6).noneMatch(entry -> entry.toString().contains("4f7a9c"));
  }

  @Test
  void shouldMaskBeforeTruncating() throws IOException {
    for (var offset = 2_900; offset < 3_100; offset++) {
      log.modelAnswered("x".repeat(offset) + KEY + "y".repeat(9_000));
    }

    assertThat(entries()).hasSize(200).noneMatch(entry -> entry.toString().contains("sk-4f"));
  }

  @Test
  void shouldDropAndCountEntriesWhileTooManyWait() throws IOException {
    for (var i = 0; i < PodContract.MAX_WAITING_LOG_ENTRIES + 50; i++) {
      log.modelAnswered("turn " + i);
    }
    assertThat(files()).hasSize(PodContract.MAX_WAITING_LOG_ENTRIES);

    for (var sent : files()) {
      Files.delete(sent);
    }
    log.modelAnswered("later");

    assertThat(entries()).hasSize(1);
    assertThat(entries().getFirst().dropped()).isEqualTo(50);
    assertThat(entries().getFirst().seq()).isEqualTo(307);
  }

  @Test
  void shouldNotFailWhenTheVolumeIsNotWritable() throws IOException {
    Files.writeString(ipc.resolve(PodContract.IPC_BRIDGE), "not a directory");

    log.modelAnswered("text");

    assertThat(ipc.resolve(PodContract.IPC_BRIDGE)).hasContent("not a directory");
  }

  private List<LogEntry> entries() throws IOException {
    var entries = new ArrayList<LogEntry>();
    for (var file : files()) {
      entries.add(LogEntry.read(JsonTrees.read(Files.readAllBytes(file))).orElseThrow());
    }
    return entries;
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(ipc.resolve("_bridge/log"))) {
      return files.sorted().toList();
    }
  }
}
