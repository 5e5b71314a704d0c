package ai.sympozium.executor;

import static ai.sympozium.executor.RunningExecutor.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.IpcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests results of commands, including hostile ones. */
class CommandRunnerTest {
  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";

  @TempDir Path root;
  private RunningExecutor executor;

  @BeforeEach
  void start() throws IOException {
    executor = RunningExecutor.in(root);
  }

  @AfterEach
  void stop() {
    executor.close();
  }

  @Test
  void shouldReturnOutputsAndExitCode() throws IOException {
    var result = executor.run("echo out; echo err >&2; pwd; exit 7");

    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.stdout()).isEqualTo("out\n" + executor.paths().scratch() + "\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.timedOut()).isFalse();
    assertThat(result.truncated()).isFalse();
    assertThat(result.error()).isNull();
  }

  @Test
  void shouldNotReportTimeoutWhenExitCodeIs124() throws IOException {
    var result = executor.run("exit 124");

    assertThat(result.exitCode()).isEqualTo(124);
    assertThat(result.timedOut()).isFalse();
  }

  @Test
  void shouldNotParseArgumentsAsCode() throws IOException {
    var arguments = List.of("a b", "$(echo x)", "; echo y", "'", "");
    var request =
        new ExecRequest(IpcFiles.newId(), "printf '<%s>'", arguments, List.of(), null, 30, null);

    var result = executor.run(request);

    assertThat(result.stdout()).isEqualTo("<a b><$(echo x)><; echo y><'><>");
  }

  @Test
  void shouldRunArgvWithoutShell() throws IOException {
    assertThat(executor.runArgv("printf", "<%s>", "$HOME ; `x`").stdout())
        .isEqualTo("<$HOME ; `x`>");
  }

  @Test
  void shouldReturn127WhenProgramDoesNotExist() throws IOException {
    for (var program : List.of("no-such-program", "/no/such/program", "no\0program")) {
      var result = executor.runArgv(program, "x");

      assertThat(result.exitCode()).isEqualTo(127);
      assertThat(result.error()).startsWith("there is no program ");
    }
  }

  @Test
  void shouldReturn126WhenProgramIsNotExecutable() throws IOException {
    var result = executor.runArgv("/etc/passwd");

    assertThat(result.exitCode()).isEqualTo(126);
    assertThat(result.error()).startsWith("the command could not be started: ");
  }

  @Test
  void shouldPassStandardInput() throws IOException {
    var request =
        new ExecRequest(IpcFiles.newId(), "cat", List.of(), List.of(), null, 30, "größer\n");

    assertThat(executor.run(request).stdout()).isEqualTo("größer\n");
    assertThat(executor.run("cat; echo end").stdout()).isEqualTo("end\n");
  }

  @Test
  void shouldFailWhenWorkingDirectoryIsMissing() throws IOException {
    var result = executor.run(ExecRequest.shell(IpcFiles.newId(), "pwd", "/no/such", 30));

    assertThat(result.exitCode()).isEqualTo(126);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.error())
        .isEqualTo("the working directory /no/such does not exist in this skill's container");
  }

  @Test
  void shouldNotRunFilesOfWorkspaceUnlessRequested() throws IOException {
    Files.writeString(executor.paths().workspace().resolve("hook"), "echo of another skill");
    Files.createDirectory(executor.paths().workspace().resolve("sub"));

    assertThat(executor.run(". ./hook").stdout()).isEmpty();
    for (var workDir : List.of(executor.paths().workspace().toString(), ".", "sub/..")) {
      var request = ExecRequest.shell(IpcFiles.newId(), ". ./hook", workDir, 30);
      assertThat(executor.run(request).stdout()).as(workDir).isEqualTo("of another skill\n");
    }
  }

  @Test
  void shouldMaskSecretsOfContainer() throws IOException {
    var secret = Files.createDirectory(root.resolve("secret"));
    Files.writeString(secret.resolve("password"), "correct horse\n");
    try (var other =
        RunningExecutor.in(root.resolve("other"), Map.of("SYMPOZIUM_SECRET_PATH", "" + secret))) {
      Files.writeString(other.paths().serviceAccount().resolve("token"), TOKEN);

      var result =
          other.run(
              "cat '%1$s'/token; cut -d. -f3 '%1$s'/token >&2; echo correct horse"
                  .formatted(other.paths().serviceAccount()));

      assertThat(result.stdout()).isEqualTo("*".repeat(TOKEN.length()) + "*".repeat(13) + "\n");
      assertThat(result.stderr()).isEqualTo("*".repeat(24) + "\n");
      assertThat(result.stdoutBytes()).isEqualTo(TOKEN.length() + 14);
    }
  }

  @Test
  void shouldMaskVariablesThatAreKeysOfSecrets() throws IOException {
    var environment =
        Map.of(
            "SYMPOZIUM_SECRET_VARIABLES", "PASSWORD,ABSENT", "PASSWORD", "correct horse", "A", "b");
    try (var other = RunningExecutor.in(root.resolve("other"), environment)) {
      assertThat(other.run("echo correct horse, b").stdout()).isEqualTo("*".repeat(13) + ", b\n");
    }
  }

  @Test
  void shouldMaskTokenWhenItCrossesTruncation() throws IOException {
    // Tokens without a gap: some cross the end of the head and the start of the tail.
    var result = executor.run("for i in $(seq 3000); do echo '" + TOKEN + "'; done");

    assertThat(result.truncated()).isTrue();
    assertThat(result.stdout()).doesNotContain("c2lnbmF0dXJl");
    assertThat(Files.readString(Path.of(String.valueOf(result.stdoutFile()))))
        .isEqualTo(("*".repeat(TOKEN.length()) + "\n").repeat(3000));
  }

  @Test
  void shouldRunInScratchWhenThereIsNoWorkspace() throws IOException {
    Files.delete(executor.paths().workspace());

    var result = executor.run("pwd; seq 100000");

    assertThat(result.stdout()).startsWith(executor.paths().scratch() + "\n");
    assertThat(result.truncated()).isTrue();
    assertThat(result.stdoutFile()).isNull();
  }

  @Test
  void shouldKeepHeadAndTailWhenOutputIsLong() throws IOException {
    var result = executor.run("seq 1000000 | head -c 500000; seq 5000 >&2");

    assertThat(result.truncated()).isTrue();
    assertThat(result.stdoutBytes()).isEqualTo(500_000);
    assertThat(result.stderrBytes()).isEqualTo(23_893);
    assertThat(result.stdout()).startsWith("1\n2\n3\n").contains(" bytes omitted ...]\n");
    assertThat(result.stderr()).startsWith("1\n2\n3\n").endsWith("\n4999\n5000\n");
    assertThat(result.stdout().getBytes(UTF_8)).hasSizeBetween(24 << 10, (24 << 10) + 60);
    assertThat(result.stdoutFile())
        .startsWith(executor.paths().workspace() + "/.sympozium/k8s-ops/")
        .endsWith(".out");
    assertThat(Path.of(String.valueOf(result.stdoutFile()))).hasSize(500_000);
    assertThat(Path.of(String.valueOf(result.stderrFile()))).hasSize(23_893);
  }

  @Test
  void shouldNotSplitCharactersWhenOutputIsTruncated() throws IOException {
    var result =
        executor.run(
            "printf 'a%.0s' 1; for i in $(seq 20000); do printf '\\xf0\\x9f\\x90\\xb3'; done");

    assertThat(result.truncated()).isTrue();
    assertThat(result.stdout()).startsWith("a🐳🐳").endsWith("🐳🐳").doesNotContain("\uFFFD");
  }

  @Test
  void shouldReplaceBytesWhenTheyAreNotText() throws IOException {
    var result = executor.run("printf 'a\\xff\\xc3b\\0c\\xe2\\x82'");

    assertThat(result.stdout()).isEqualTo("a\uFFFD\uFFFDb\0c\uFFFD");
    assertThat(result.stdoutBytes()).isEqualTo(8);
    assertThat(executor.run("head -c 200000 /dev/urandom").stdoutBytes()).isEqualTo(200_000);
  }

  @Test
  void shouldKillCommandWhenItWritesTooMuch() throws IOException {
    var result = executor.run("yes");

    assertThat(result.error())
        .isEqualTo(
            "the command was killed because it wrote more than 1 MiB to its standard output");
    assertThat(result.signal()).isEqualTo("KILL");
    assertThat(result.timedOut()).isFalse();
    assertThat(result.stdout()).startsWith("y\ny\n");
    assertThat(executor.paths().scratch().resolve(".sympozium")).satisfies(this::becomesEmpty);
  }

  @Test
  void shouldReturnResultWhenOutputHas100Megabytes() throws IOException {
    var large = root.resolve("large");
    Files.createDirectory(large);
    try (var executor = RunningExecutor.in(large, Map.of(), ExecutorLimits.DEFAULT)) {
      var result = executor.run("head -c 100000000 /dev/zero | tr '\\0' x; printf end", 60);

      assertThat(result.exitCode()).isZero();
      assertThat(result.error()).isNull();
      assertThat(result.stdoutBytes()).isEqualTo(100_000_003);
      assertThat(result.truncated()).isTrue();
      assertThat(result.stdout()).startsWith("xxx").endsWith("xend");
      assertThat(Files.size(Path.of(requireNonNull(result.stdoutFile())))).isEqualTo(100_000_003);
    }
  }

  @Test
  void shouldKillLargestWritersWhenCommandsWriteTooMuchTogether() throws IOException {
    var requests =
        List.of("yes 1 | head -c 1000000", "yes 2 | head -c 1000000", "yes 3 | head -c 1000000");
    for (var i = 0; i < 3; i++) {
      var command =
          requests.get(i) + "; yes 4 | head -c 900000 >&2; until [ -e go ]; do sleep 0.1; done";
      executor.send("r" + i, JsonTrees.write(JsonTrees.object().put("command", command)));
    }
    executor.send("small", "{\"command\": \"echo small; until [ -e go ]; do sleep 0.1; done\"}");

    until(() ->
        assertThat(List.of("r0", "r1", "r2"))
            .anySatisfy(id -> assertThat(executor.resultNow(id)).isNotNull()));
    Files.createFile(executor.paths().scratch().resolve("go"));

    assertThat(executor.result("small").exitCode()).isZero();
    assertThat(List.of("r0", "r1", "r2"))
        .anySatisfy(id ->
            assertThat(executor.result(id).error())
                .isEqualTo(
                    "the command was killed because the commands of this container wrote more"
                        + " than 3 MiB together"));
  }

  /** Such a process has neither the marker nor a parent that leads to the command. */
  @Test
  void shouldKillProcessWhenItHidesFromItsCommand() throws IOException {
    var result =
        executor.run(
            "(env -i /usr/bin/setsid /bin/sh -c 'echo $$ > pid; exec /bin/sleep 600' & sleep 1.5);"
                + " sleep 600",
            3);

    assertThat(result.timedOut()).isTrue();
    var pid = Files.readString(executor.paths().scratch().resolve("pid")).strip();
    assertThat(isRunning(pid)).isFalse();
  }

  @Test
  void shouldSendTermFirstWhenTimeoutExpires() throws IOException {
    var result = executor.run("trap 'echo asked; exit 3' TERM; while :; do sleep 0.05; done", 1);

    assertThat(result.timedOut()).isTrue();
    assertThat(result.signal()).isEqualTo("TERM");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stdout()).isEqualTo("asked\n");
    assertThat(result.durationMs()).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void shouldKillWholeTreeWhenItIgnoresTerm() throws IOException {
    // A child that ignores TERM, one without its parent, and one without the marker in its
    // environment.
    var result =
        executor.run(
            """
            trap '' TERM
            (trap '' TERM; echo $BASHPID >> pids; while :; do sleep 1; done) &
            setsid sh -c '(echo $$ >> pids; exec sleep 600) & exit' < /dev/null
            env -i /bin/sh -c 'echo $$ >> pids; exec /bin/sleep 600' &
            echo $$ >> pids
            while :; do sleep 1; done
            """,
            1);

    assertThat(result.timedOut()).isTrue();
    assertThat(result.signal()).isEqualTo("KILL");
    assertThat(result.exitCode()).isEqualTo(137);
    var pids = Files.readAllLines(executor.paths().scratch().resolve("pids"));
    assertThat(pids).hasSize(4).allSatisfy(pid -> assertThat(isRunning(pid)).isFalse());
  }

  @Test
  void shouldReturnResultWhenBackgroundProcessStillRuns() throws IOException {
    var result =
        executor.run(
            "(echo $BASHPID > pid; exec sleep 600) & until [ -s pid ]; do :; done; echo up");

    assertThat(result.stdout()).isEqualTo("up\n");
    assertThat(result.exitCode()).isZero();
    var pid = Files.readString(executor.paths().scratch().resolve("pid")).strip();
    assertThat(isRunning(pid)).isTrue();

    executor.close();
    until(() -> assertThat(isRunning(pid)).isFalse());
  }

  @Test
  void shouldRunCommandWhenItExceedsKernelLimit() throws IOException {
    var result = executor.run("x=" + "a".repeat(200_000) + "; echo ${#x} $0", 30);

    assertThat(result.stdout()).startsWith("200000 ");
    assertThat(executor.run("x=" + "a".repeat(31_000) + "; echo ${#x}").stdout())
        .isEqualTo("31000\n");
  }

  @Test
  void shouldPassEnvironmentOfContainer() throws IOException {
    try (var other = RunningExecutor.in(root.resolve("other"), Map.of("SKILL_REGION", "north"))) {
      assertThat(other.run("echo $SKILL_REGION").stdout()).isEqualTo("north\n");
    }
  }

  @Test
  void shouldPassOptionsOfJvmOnlyToCommands() throws IOException {
    var other = Files.createDirectory(root.resolve("other"));
    var container = Map.of("SYMPOZIUM_COMMAND_JAVA_TOOL_OPTIONS", "-Xmx1g", "JDK_JAVA_OPTIONS", "");
    try (var executor = RunningExecutor.in(other, container)) {
      var result = executor.run("env | grep -E '^(SYMPOZIUM_COMMAND_J|JAVA_T|JDK_)'");

      assertThat(result.stdout()).isEqualTo("JAVA_TOOL_OPTIONS=-Xmx1g\n");
    }
  }

  @Test
  void shouldNotFollowLinksInWorkspace() throws IOException {
    var elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    Files.createSymbolicLink(executor.paths().workspace().resolve(".sympozium"), elsewhere);

    var result = executor.run("seq 100000");

    assertThat(result.truncated()).isTrue();
    assertThat(result.stdoutFile()).isNull();
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** The kernel counts the processes that it has killed; here the command plays the kernel. */
  @Test
  void shouldExplainThatMemoryLimitWasExceeded() throws IOException {
    var group = Files.createDirectories(executor.paths().controlGroups());
    Files.writeString(group.resolve("memory.max"), "268435456\n");
    Files.writeString(group.resolve("memory.events"), "low 0\noom 3\noom_kill 3\n");

    var result = executor.run("echo 'oom_kill 4' > " + group.resolve("memory.events"));

    assertThat(result.stderr())
        .isEqualTo(
            "The kernel killed a process of this container because its memory limit of 256 MiB was"
                + " exceeded. Use less memory, or ask for a higher spec.sidecar.resources.memory of"
                + " the pack.\n");
    assertThat(executor.run("true").stderr()).isEmpty();
  }

  private void becomesEmpty(Path directory) {
    until(() -> assertThat(directory).isEmptyDirectory());
  }

  private static boolean isRunning(String pid) throws IOException {
    var stat = Path.of("/proc", pid, "stat");
    try {
      return !Files.readString(stat).contains(") Z ");
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }
}
