package ai.sympozium.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executes collect-incident with a double of kubectl whose objects are files of a directory. */
class CollectIncidentTest {
  private static final Path PROGRAM =
      Path.of("images/skill-k8s-ops/collect-incident").toAbsolutePath();
  private static final Path DOUBLES = Path.of("src/test/resources/incident").toAbsolutePath();

  /** Exit code of {@code timeout} for a program that it has stopped. */
  private static final String TIMED_OUT = "124";

  private record Result(int exitCode, String output, String errors) {}

  @TempDir Path directory;

  private void fail(String resource, String exit, String error) throws IOException {
    Files.writeString(directory.resolve(resource + ".exit"), exit);
    Files.writeString(directory.resolve(resource + ".error"), error);
  }

  private Result collect() throws Exception {
    Path output = directory.resolve("stdout");
    Path errors = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(PROGRAM.toString(), "--output", directory.resolve("out").toString());
    builder.environment().put("PATH", DOUBLES + ":" + System.getenv("PATH"));
    builder.environment().put("CLUSTER", directory.toString());
    builder.environment().put("TMPDIR", directory.toString());
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 60 s");
    }
    return new Result(
        process.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  private Path notReadable() {
    return directory.resolve("out/not-readable.txt");
  }

  @Test
  void shouldReportNumbersWhenEverythingCanBeRead() throws Exception {
    Files.writeString(
        directory.resolve("pods"),
        """
        {"items": [{"metadata": {"namespace": "shop", "name": "cart"}, "spec": {"containers": []},
          "status": {"phase": "Pending"}}]}
        """);

    Result result = collect();

    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output())
        .contains("\nfailing pods: 1\n", "\nnodes with a problem: 0\n", "\nnot readable: 0\n");
    assertThat(notReadable()).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        TIMED_OUT + " | ''                           | no answer within 20 s",
        TIMED_OUT + " | a first line of a log        | no answer within 20 s",
        "KILL        | ''                           | kubectl was stopped with exit code 137",
        "1           | ''                           | kubectl was stopped with exit code 1",
        "1           | Error from server (Forbidden) | Error from server (Forbidden)",
      })
  void shouldNotReportHealthWhenPodsCannotBeRead(String exit, String error, String reason)
      throws Exception {
    fail("pods", exit, error);

    Result result = collect();

    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output())
        .contains("\nfailing pods: unknown\n", "\nnot readable: 1\n", "\npods: " + reason + "\n");
    assertThat(notReadable()).hasContent("pods: " + reason);
  }

  @Test
  void shouldReportAtLeastWhatOtherSourcesShow() throws Exception {
    Files.writeString(
        directory.resolve("services"),
        """
        {"items": [{"kind": "Service", "metadata": {"namespace": "shop", "name": "cart", "managedFields":
          [{"manager": "kubectl", "operation": "Update", "time": "2999-01-01T00:00:00Z"}]}}]}
        """);
    fail("deployments", TIMED_OUT, "");

    assertThat(collect().output()).contains("\nchanges: at least 1\n");
  }

  @Test
  void shouldFailWhenNothingCanBeRead() throws Exception {
    fail("all", TIMED_OUT, "");

    Result result = collect();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors())
        .contains("nothing could be read: autoscalers: no answer within 20 s");
  }

  @Test
  void shouldStateUsageThatCannotBeRead() throws Exception {
    fail("top-nodes", "1", "error: Metrics API not available");

    collect();

    assertThat(notReadable()).hasContent("top-nodes: error: Metrics API not available");
    assertThat(directory.resolve("out/usage.txt")).content().contains("Metrics API not available");
  }

  @Test
  void shouldStateLogsThatAreNotComplete() throws Exception {
    Files.writeString(
        directory.resolve("pods"),
        """
        {"items": [{"metadata": {"namespace": "shop", "name": "cart"}, "spec": {"containers": [{"name": "web"}]},
          "status": {"phase": "Pending"}}]}
        """);
    fail("logs-cart", TIMED_OUT, "");

    collect();

    assertThat(notReadable())
        .content()
        .contains("shop.cart.web.log: not complete, kubectl was stopped with exit code 124");
  }
}
