package ai.sympozium.endpoint.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.LoggedRun;
import ai.sympozium.endpoint.run.StoredRun;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunTranscriptTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final EndpointRunResult SUCCESS =
      new EndpointRunResult("Two pods.", StopReason.STOP, Usage.NONE, null);

  @Test
  void shouldContainTaskStepsAndAnswer() {
    var run =
        run(
            "Count the pods.",
            SUCCESS,
            3,
            entry(4, Kind.STARTED),
            entry(5, Kind.TEXT).withPart(0, "I will"),
            entry(6, Kind.MODEL).withText("I will count."),
            entry(7, Kind.TOOL_STARTED).withTool("execute_command", "kubectl get pods"),
            LogEntry.of(9, TIME, Kind.TOOL, 1)
                .withTool("execute_command", "kubectl get pods")
                .withOutcome(1, "failed", 5L)
                .withText("no\npods"),
            entry(10, Kind.FINISHED).withText("Two pods."));

    assertThat(RunTranscript.of(run))
        .isEqualTo(
            """
            Run 0123456789abcdef, created 2026-01-01T00:00:00Z, succeeded

            ## Task
            Count the pods.

            ## Steps
            [3 older entries were removed]
            2026-01-01T00:00:00Z model
              I will count.
            [1 entries are missing]
            2026-01-01T00:00:00Z tool execute_command kubectl get pods, exit code 1, error failed
              no
              pods

            ## Answer
            Two pods.
            """);
  }

  @Test
  void shouldShowOpenToolCallOfRunThatIsNotFinished() {
    var run =
        run("Wait.", null, 0, entry(1, Kind.TOOL_STARTED).withTool("execute_command", "sleep 9"));

    assertThat(RunTranscript.of(run))
        .contains(", not finished\n", "tool execute_command sleep 9, not finished\n")
        .doesNotContain("## Answer");
  }

  @Test
  void shouldShowErrorOfFailedRun() {
    var run = run("Wait.", EndpointRunResult.failed(StopReason.ERROR, "the model is absent"), 0);

    assertThat(RunTranscript.of(run)).contains(", failed\n", "## Error\nthe model is absent\n");
  }

  @Test
  void shouldKeepBeginningAndEndOfLargeParts() {
    var large = "begin" + "ä".repeat(500_000) + "end";
    var steps = Collections.nCopies(100, entry(1, Kind.MODEL).withText(large));
    var run =
        run(
            large,
            new EndpointRunResult(large, StopReason.STOP, Usage.NONE, null),
            0,
            steps.toArray(LogEntry[]::new));

    var transcript = RunTranscript.of(run);

    assertThat(transcript.getBytes(UTF_8).length).isLessThan(256 * 1024);
    assertThat(transcript)
        .contains("## Task\nbegin", "end\n\n## Steps", "## Answer\nbegin", "bytes omitted")
        .endsWith("end\n");
  }

  private static LogEntry entry(long seq, Kind kind) {
    return LogEntry.of(seq, TIME, kind, 0);
  }

  private static LoggedRun run(
      String task, @Nullable EndpointRunResult result, long omitted, LogEntry... log) {
    var conversation = Conversation.of(List.of(new ChatMessage(Role.USER, task)));
    return new LoggedRun(
        new StoredRun("0123456789abcdef", "owner.digest", "", TIME, conversation, result),
        List.of(log),
        omitted);
  }
}
