package ai.sympozium.executor;

import static ai.sympozium.executor.RunningExecutor.until;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each request gets one result, whatever the volume contains. */
class ExecutorTest {
  @TempDir Path root;

  @Test
  void shouldLeaveRequestsToLoopOfImageWhenItOnlyFetchesToken() throws Exception {
    var request = root.resolve("ipc/tools/exec-request-a.json");
    Files.createDirectories(request.getParent());
    Files.writeString(request, "{\"command\": \"echo taken\"}");
    Files.createDirectory(root.resolve("ipc/tools/.claim-a"));

    try (var _ = RunningExecutor.in(root, Map.of("SYMPOZIUM_TOKEN_ONLY", "true"))) {
      until(() -> Files.exists(root.resolve("ipc/ready")));

      assertThat(root.resolve("ipc/tools/exec-result-a.json")).doesNotExist();
    }
    assertThat(root.resolve("ipc/tools/exec-result-a.json")).doesNotExist();
  }

  @Test
  void shouldDescribeItselfWhenReady() throws IOException {
    var more = Map.of("SYMPOZIUM_REQUIRED_BINS", "sh, no-such-program,,cat");
    try (var executor = RunningExecutor.in(root, more)) {
      var ready = executor.ready();

      assertThat(ready.executor()).startsWith("sympozium/");
      assertThat(ready.skill()).isEqualTo("k8s-ops");
      assertThat(ready.shell()).isEqualTo("bash");
      assertThat(ready.missing()).containsExactly("no-such-program");
      assertThat(ready.error()).isNull();
    }
  }

  @Test
  void shouldUseShWhenThereIsNoBash() throws IOException {
    var bin = Files.createDirectories(root.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
    try (var executor = RunningExecutor.in(root, Map.of("PATH", bin.toString()))) {
      assertThat(executor.ready().shell()).isEqualTo("sh");
      assertThat(executor.run("echo ok").stdout()).isEqualTo("ok\n");
    }
  }

  @Test
  void shouldRunProgramsWhenThereIsNoShell() throws IOException {
    var bin = Files.createDirectories(root.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("true"), Path.of("/bin/true"));
    try (var executor = RunningExecutor.in(root, Map.of("PATH", bin.toString()))) {
      assertThat(executor.ready().shell()).isNull();
      assertThat(executor.run("true").error()).contains("no shell");
      assertThat(executor.runArgv("true").exitCode()).isZero();
    }
  }

  @Test
  void shouldRunRequestsConcurrently() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      // Each waits for the other.
      executor.send("one", "{\"command\": \"touch 1; until [ -e 2 ]; do sleep 0.01; done\"}");
      executor.send("two", "{\"command\": \"touch 2; until [ -e 1 ]; do sleep 0.01; done\"}");

      assertThat(executor.result("one").exitCode()).isZero();
      assertThat(executor.result("two").exitCode()).isZero();
    }
  }

  @Test
  void shouldAnswerEachOfManyRequestsOnce() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      var ids = new ArrayList<String>();
      for (var i = 0; i < 60; i++) {
        ids.add("r" + i);
        executor.send("r" + i, "{\"command\": \"echo x >> runs; echo " + i + "\"}");
      }
      for (var i = 0; i < ids.size(); i++) {
        assertThat(executor.result(ids.get(i)).stdout()).isEqualTo(i + "\n");
      }
      assertThat(Files.readAllLines(executor.paths().scratch().resolve("runs"))).hasSize(60);
    }
  }

  @Test
  void shouldWaitWhenRequestIsIncomplete() throws IOException {
    try (var executor = RunningExecutor.in(root, Map.of(), Duration.ofMinutes(1))) {
      executor.ready();
      var file = executor.tools().resolve(IpcFiles.execRequest("slow"));
      Files.writeString(file, "{\"command\": \"echo whole");
      // Complete later requests are answered meanwhile.
      assertThat(executor.run("echo other").stdout()).isEqualTo("other\n");
      assertThat(executor.resultNow("slow")).isNull();

      Files.writeString(file, "\"}", StandardOpenOption.APPEND);

      assertThat(executor.result("slow").stdout()).isEqualTo("whole\n");
    }
  }

  @Test
  void shouldAnswerWithReasonWhenRequestIsInvalid() throws IOException {
    try (var executor = RunningExecutor.in(root, Map.of(), Duration.ofMillis(100))) {
      var file = executor.tools();
      executor.send("half", "{\"command\": \"echo x\"");
      executor.send("empty", "");
      executor.send("array", "[]");
      executor.send("nothing", "{}");
      executor.send("number", "{\"command\": 5}");
      executor.send("seconds", "{\"command\": \"true\", \"timeout\": \"abc\"}");
      executor.send("both", "{\"command\": \"true\", \"argv\": [\"true\"]}");
      executor.send(
          "huge", "{\"command\": \"" + "x".repeat(RequestDirectory.MAX_REQUEST_BYTES) + "\"}");
      executor.send("deep", "[".repeat(5000) + "]".repeat(5000));
      Files.createDirectory(file.resolve(IpcFiles.execRequest("directory")));
      Files.createSymbolicLink(file.resolve(IpcFiles.execRequest("link")), Path.of("/etc/passwd"));
      assertThat(executor.runArgv("mkfifo", file.resolve(IpcFiles.execRequest("pipe")).toString()))
          .satisfies(result -> assertThat(result.exitCode()).isZero());

      assertThat(executor.result("half").error()).startsWith("the request is not valid: ");
      assertThat(executor.result("empty").error()).contains("the input is empty");
      assertThat(executor.result("array").error()).contains("object is expected");
      assertThat(executor.result("nothing").error()).contains("\"command\" or \"argv\" is missing");
      assertThat(executor.result("number").error()).contains("\"command\" must be a string");
      assertThat(executor.result("seconds").error()).contains("\"timeout\" must be a whole number");
      assertThat(executor.result("both").error()).contains("exclude each other");
      assertThat(executor.result("huge").error()).contains("larger than 1048576 bytes");
      assertThat(executor.result("deep").error()).contains("is not valid");
      assertThat(executor.result("directory").error()).contains("is a directory, not a file");
      assertThat(executor.result("link").error()).contains("is a link, not a file");
      assertThat(executor.result("pipe").error()).contains("pipe, not a file");
    }
  }

  @Test
  void shouldIgnoreOtherFiles() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      executor.ready();
      var tools = executor.tools();
      for (var name :
          new String[] {
            "exec-request-.json",
            "exec-request-a b.json",
            "exec-request-..json",
            "exec-request-x.json.tmp",
            "exec-request-" + "x".repeat(65) + ".json",
            "exec-request-$(touch hacked).json",
            "exec-request-a\nb.json",
            "mcp-request-1.json",
            "exec-request-"
          }) {
        Files.writeString(tools.resolve(name), "{\"command\": \"touch hacked\"}");
      }

      assertThat(executor.run("echo ok").stdout()).isEqualTo("ok\n");
      assertThat(executor.run("echo ok").stdout()).isEqualTo("ok\n");
      assertThat(executor.paths().scratch().resolve("hacked")).doesNotExist();
      try (var files = Files.list(tools)) {
        assertThat(files.filter(file -> file.getFileName().toString().startsWith(".claim-")))
            .hasSize(2);
      }
    }
  }

  @Test
  void shouldUseIdOfFileName() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      var result = executor.runRaw("name", "{\"id\": \"../../other\", \"command\": \"true\"}");

      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void shouldAnswerInterruptedRequestWithoutRunningItAgain() throws IOException {
    var paths = RunningExecutor.paths(root);
    var tools = paths.ipc().resolve(IpcFiles.TOOLS);
    Files.writeString(
        tools.resolve(IpcFiles.execRequest("begun")), "{\"command\": \"touch again\"}");
    Files.createDirectory(tools.resolve(IpcFiles.claim("begun")));
    Files.writeString(
        tools.resolve(IpcFiles.execRequest("waiting")), "{\"command\": \"echo new\"}");
    Files.createDirectory(tools.resolve(IpcFiles.claim("withdrawn")));
    Files.writeString(paths.ipc().resolve(IpcFiles.READY), "of the earlier life");

    try (var executor = RunningExecutor.in(root)) {
      var result = executor.result("begun");

      assertThat(result.exitCode()).isEqualTo(126);
      assertThat(result.error())
          .isEqualTo(
              "the skill's container restarted while it ran `touch again`, possibly because"
                  + " it ran out of memory; how far the command came is unknown");
      assertThat(executor.result("waiting").stdout()).isEqualTo("new\n");
      assertThat(paths.scratch().resolve("again")).doesNotExist();
      until(() -> assertThat(tools.resolve(IpcFiles.claim("withdrawn"))).doesNotExist());
    }
  }

  @Test
  void shouldDeleteClaimWhenRequestIsDeleted() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      executor.runRaw("gone", "{\"command\": \"true\"}");
      assertThat(executor.tools().resolve(IpcFiles.claim("gone"))).exists();

      Files.delete(executor.tools().resolve(IpcFiles.execRequest("gone")));
      Files.delete(executor.tools().resolve(IpcFiles.execResult("gone")));

      until(() -> assertThat(executor.tools()).isEmptyDirectory());
    }
  }

  @Test
  void shouldIgnoreForgedClaims() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      executor.ready();
      Files.writeString(executor.tools().resolve(IpcFiles.claim("file")), "");
      // Atomically: the executor would delete an empty directory.
      var full = Files.createDirectories(root.resolve("full"));
      Files.writeString(full.resolve("x"), "");
      Files.move(full, executor.tools().resolve(IpcFiles.claim("full")));
      Files.createSymbolicLink(executor.tools().resolve(IpcFiles.claim("link")), root);

      for (var i = 0; i < 5; i++) {
        assertThat(executor.run("echo ok").stdout()).isEqualTo("ok\n");
      }
    }
  }

  @Test
  void shouldTakeNoRequestsWhenAgentIsDone() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      executor.send("long", "{\"command\": \"until [ -e go ]; do sleep 0.01; done; echo late\"}");
      until(() -> assertThat(executor.tools().resolve(IpcFiles.claim("long"))).exists());
      Files.writeString(executor.paths().ipc().resolve(IpcFiles.DONE), "done");
      executor.send("after", "{\"command\": \"true\"}");
      Files.writeString(executor.paths().scratch().resolve("go"), "");

      assertThat(executor.result("long").stdout()).isEqualTo("late\n");
      assertThat(executor.tools().resolve(IpcFiles.claim("after"))).doesNotExist();
      assertThat(executor.resultNow("after")).isNull();
    }
  }

  @Test
  void shouldAnswerWhenCommandDeletesDirectoryOfRequests() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      executor.send("clear", "{\"command\": \"rm -rf '" + executor.tools() + "'; echo done\"}");

      assertThat(executor.result("clear").stdout()).isEqualTo("done\n");
    }
  }

  @Test
  void shouldStoreResultWhenDirectoryOfRequestsIsAbsent() throws IOException {
    var paths = RunningExecutor.paths(root);
    var tools = paths.ipc().resolve(IpcFiles.TOOLS);
    Files.delete(tools);

    new RequestDirectory(paths.ipc(), Duration.ZERO).answer(ExecResult.failed("a", 126, "x"));

    assertThat(tools.resolve(IpcFiles.execResult("a"))).exists();
  }

  @Test
  void shouldRun200CommandsAtOnce() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      for (var i = 0; i < 200; i++) {
        executor.send(
            "r" + i,
            "{\"command\": \"echo x >> runs; head -c 20000 /dev/zero; sleep 0.05; exit "
                + i
                + "\"}");
      }

      for (var i = 0; i < 200; i++) {
        var result = executor.result("r" + i);
        assertThat(result.exitCode()).isEqualTo(i);
        assertThat(result.stdout()).isEqualTo("\0".repeat(20_000));
      }
      assertThat(Files.readAllLines(executor.paths().scratch().resolve("runs"))).hasSize(200);
    }
  }

  @Test
  void shouldContinueWhenCommandClearsVolume() throws IOException {
    try (var executor = RunningExecutor.in(root)) {
      var cleared = executor.paths().scratch().resolve("cleared");
      executor.send(
          "clear", "{\"command\": \"rm -rf '" + executor.tools() + "'; touch '" + cleared + "'\"}");
      until(() -> {
        assertThat(cleared).exists();
        assertThat(executor.tools()).isDirectory();
      });

      assertThat(executor.run("echo still here").stdout()).isEqualTo("still here\n");
    }
  }
}
