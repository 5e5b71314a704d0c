package ai.sympozium.executor;

import static ai.sympozium.executor.CommandRunner.STDERR_HEAD_BYTES;
import static ai.sympozium.executor.CommandRunner.STDERR_TAIL_BYTES;
import static ai.sympozium.executor.CommandRunner.STDOUT_HEAD_BYTES;
import static ai.sympozium.executor.CommandRunner.STDOUT_TAIL_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends random requests: valid ones whose output is random, with NUL and bytes that are not UTF-8,
 * and files that are truncated, changed or no JSON. Each gets exactly one answer.
 */
class ExecutorPropertyTest {
  private static final int REQUESTS = 160;
  private static final String ID_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  private static final String INVALID_ID_CHARACTERS = ". \n\0$+~";
  private static final String JSON_CHARACTERS = "{}[]\":,\\0\0\n";
  private static final String TEXT_CHARACTERS = "ab\0\n\t\"\\'$;é🐳";

  private final Random random = new Random(TestSeed.VALUE);

  @TempDir Path root;

  /** Requirement of the answer to a request. */
  private interface Answer {
    void check(ExecResult result) throws IOException;
  }

  @Test
  void shouldAnswerEachRandomRequestOnce() throws IOException {
    var answers = new LinkedHashMap<String, Answer>();
    var commands = new HashSet<String>();
    try (var executor = RunningExecutor.in(root, Map.of(), Duration.ofMillis(50))) {
      executor.ready();
      while (answers.size() < REQUESTS) {
        var id = randomText(ID_CHARACTERS, 1 + random.nextInt(64));
        if (!answers.containsKey(id)) {
          answers.put(id, sendRequest(executor, id, commands));
        }
      }
      var files = checkAnswers(executor, answers);

      assertThat(executor.run("true").exitCode()).as(this::describe).isZero();
      for (var file : files.entrySet()) {
        assertThat(Files.readAllBytes(file.getKey())).as(this::describe).isEqualTo(file.getValue());
      }
      assertThat(countOf("exec-result-")).as(this::describe).isEqualTo(REQUESTS + 1);
      assertThat(Files.readAllLines(executor.paths().scratch().resolve("runs")))
          .as(this::describe)
          .doesNotHaveDuplicates()
          .containsAll(commands);
    }
  }

  @Test
  void shouldRunRequestOnceWhenItsFileArrivesInParts() throws IOException {
    try (var executor = RunningExecutor.in(root, Map.of(), Duration.ofMinutes(1))) {
      executor.ready();
      for (var round = 0; round < 8; round++) {
        var rests = new LinkedHashMap<String, byte[]>();
        for (var i = 0; i < 8; i++) {
          var id = "r" + round + "-" + i;
          var json = JsonTrees.writeBytes(echo(id));
          var part = random.nextInt(json.length);
          Files.write(requestFile(executor, id), Arrays.copyOf(json, part));
          rests.put(id, Arrays.copyOfRange(json, part, json.length));
        }
        while (!rests.isEmpty()) {
          var id = List.copyOf(rests.keySet()).get(random.nextInt(rests.size()));
          var rest = requireNonNull(rests.remove(id));
          var part = 1 + random.nextInt(rest.length);
          Files.write(
              requestFile(executor, id), Arrays.copyOf(rest, part), StandardOpenOption.APPEND);
          if (part < rest.length) {
            rests.put(id, Arrays.copyOfRange(rest, part, rest.length));
          }
        }
        for (var i = 0; i < 8; i++) {
          var id = "r" + round + "-" + i;
          assertThat(executor.result(id).stdout()).as(this::describe).isEqualTo(id + "\n");
        }
      }
      assertThat(Files.readAllLines(executor.paths().scratch().resolve("runs")))
          .as(this::describe)
          .doesNotHaveDuplicates()
          .hasSize(64);
    }
  }

  @Test
  void shouldIgnoreFilesWithInvalidIds() throws IOException {
    try (var executor = RunningExecutor.in(root, Map.of(), Duration.ofMillis(50))) {
      executor.ready();
      for (var i = 0; i < 100; i++) {
        var file = executor.tools().toString() + "/" + IpcFiles.execRequest(invalidId());
        if (file.indexOf('\0') < 0) {
          Files.write(Path.of(file), JsonTrees.writeBytes(echo("invalid")));
        }
      }

      // The first of two later answers can be of a listing without the files.
      assertThat(executor.run("true").exitCode()).isZero();
      assertThat(executor.run("true").exitCode()).isZero();

      assertThat(countOf("exec-result-")).as(this::describe).isEqualTo(2);
      assertThat(executor.paths().scratch().resolve("runs")).doesNotExist();
    }
  }

  private String describe() {
    return "-Dsympozium.seed=" + TestSeed.VALUE;
  }

  /** Waits for each answer and checks it. Returns the contents of the files. */
  private Map<Path, byte[]> checkAnswers(RunningExecutor executor, Map<String, Answer> answers)
      throws IOException {
    var files = new HashMap<Path, byte[]>();
    for (var answer : answers.entrySet()) {
      var id = answer.getKey();
      var result = executor.result(id);
      assertThat(result.timedOut()).as("%s of %s", id, describe()).isFalse();
      answer.getValue().check(result);
      var file = executor.tools().resolve(IpcFiles.execResult(id));
      files.put(file, Files.readAllBytes(file));
    }
    return files;
  }

  private Answer sendRequest(RunningExecutor executor, String id, Set<String> commands)
      throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        commands.add(id);
        return sendOutput(executor, id, random.nextBoolean());
      }
      case 3 -> {
        var text = randomText("ab \n\t\"\\'$;`%", random.nextInt(2000));
        var json = JsonTrees.object();
        json.set("argv", JsonTrees.array(List.of("printf", "%s", text)));
        send(executor, id, JsonTrees.writeBytes(json));
        return result -> assertThat(result.stdout()).as(this::describe).isEqualTo(text);
      }
      case 4 -> {
        var text = randomText(TEXT_CHARACTERS, random.nextInt(2000));
        var json = JsonTrees.object().put("command", "cat").put("stdin", text);
        send(executor, id, JsonTrees.writeBytes(json));
        return result -> assertThat(result.stdout()).as(this::describe).isEqualTo(text);
      }
      case 5 -> {
        send(executor, id, JsonTrees.writeBytes(withNul(id)));
        return result -> {
          assertThat(result.error()).as(this::describe).isNotNull();
          assertThat(result.exitCode()).as(this::describe).isBetween(126, 127);
        };
      }
      default -> {
        var bytes = random.nextInt(4) == 0 ? randomBytes(random.nextInt(300)) : changedRequest(id);
        send(executor, id, bytes);
        var valid = isRequest(id, bytes);
        return result ->
            assertThat(isRejected(result))
                .as("%s: %s of %s", describe(), new String(bytes, UTF_8), id)
                .isEqualTo(!valid);
      }
    }
  }

  /** Sends a command that prints bytes, with sizes at the limits of the result. */
  private Answer sendOutput(RunningExecutor executor, String id, boolean error) throws IOException {
    var head = error ? STDERR_HEAD_BYTES : STDOUT_HEAD_BYTES;
    var tail = error ? STDERR_TAIL_BYTES : STDOUT_TAIL_BYTES;
    var sizes = List.of(0, 1, head, tail, head + tail - 1, head + tail, head + tail + 1, 60_000);
    var size = sizes.get(random.nextInt(sizes.size()));
    var ascii = random.nextBoolean();
    var bytes = ascii ? randomText("ab\0\n", size).getBytes(UTF_8) : randomBytes(size);
    var exitCode = random.nextInt(120);
    var file = Files.write(executor.paths().scratch().resolve("data-" + id), bytes);
    var command =
        "cat '%s'%s; printf '%%s\\n' '%s' >> runs; exit %d"
            .formatted(file, error ? " >&2" : "", id, exitCode);
    send(executor, id, JsonTrees.writeBytes(JsonTrees.object().put("command", command)));
    return result -> {
      var text = error ? result.stderr() : result.stdout();
      var stored = error ? result.stderrFile() : result.stdoutFile();
      assertThat(result.error()).as(this::describe).isNull();
      assertThat(result.exitCode()).as(this::describe).isEqualTo(exitCode);
      assertThat(error ? result.stderrBytes() : result.stdoutBytes()).isEqualTo(size.longValue());
      if (size <= head + tail) {
        assertThat(text).as(this::describe).isEqualTo(new String(bytes, UTF_8));
        assertThat(stored).as(this::describe).isNull();
        return;
      }
      if (ascii) {
        assertThat(text)
            .as(this::describe)
            .isEqualTo(
                new String(bytes, 0, head, UTF_8)
                    + "\n[... %d bytes omitted ...]\n".formatted(size - head - tail)
                    + new String(bytes, size - tail, tail, UTF_8));
      }
      assertThat(result.truncated()).as(this::describe).isTrue();
      assertThat(Path.of(requireNonNull(stored))).as(this::describe).hasBinaryContent(bytes);
    };
  }

  private static ObjectNode echo(String id) {
    return JsonTrees.object().put("command", "echo " + id + " | tee -a runs").put("timeout", 30);
  }

  private ObjectNode withNul(String id) {
    var json = JsonTrees.object();
    switch (random.nextInt(4)) {
      case 0 -> json.put("command", "echo '\0" + id + "'");
      case 1 -> json.set("argv", JsonTrees.array(List.of("printf", "%s", id + "\0")));
      case 2 -> json.set("argv", JsonTrees.array(List.of("\0" + id, "x")));
      default -> json.put("command", "true").put("workDir", id + "\0");
    }
    return json;
  }

  /** Truncates a request, or adds or removes characters of its JSON. */
  private byte[] changedRequest(String id) {
    var request = JsonTrees.object().put("command", "echo").put("timeout", 30);
    request.set("args", JsonTrees.array(List.of(id)));
    var json = new StringBuilder(JsonTrees.write(request));
    if (random.nextBoolean()) {
      json.setLength(random.nextInt(json.length()));
    } else {
      for (var i = 0; i <= random.nextInt(3); i++) {
        var at = random.nextInt(json.length());
        if (random.nextBoolean()) {
          json.deleteCharAt(at);
        } else {
          json.insert(at, randomText(JSON_CHARACTERS, 1));
        }
      }
    }
    return json.toString().getBytes(UTF_8);
  }

  private static boolean isRequest(String id, byte[] bytes) {
    try {
      ExecRequest.read(id, JsonTrees.readObject(bytes));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isRejected(ExecResult result) {
    var error = result.error();
    return error != null && error.startsWith("the request is not valid: ");
  }

  private static void send(RunningExecutor executor, String id, byte[] bytes) throws IOException {
    var temporary = Files.write(executor.tools().resolve(".tmp-request"), bytes);
    Files.move(temporary, requestFile(executor, id));
  }

  private static Path requestFile(RunningExecutor executor, String id) {
    return executor.tools().resolve(IpcFiles.execRequest(id));
  }

  private long countOf(String prefix) throws IOException {
    try (var files = Files.list(root.resolve("ipc").resolve(IpcFiles.TOOLS))) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private String invalidId() {
    if (random.nextInt(4) == 0) {
      return randomText(ID_CHARACTERS, 65 + random.nextInt(100));
    }
    var id = new StringBuilder(randomText(ID_CHARACTERS, random.nextInt(64)));
    return id.insert(random.nextInt(id.length() + 1), randomText(INVALID_ID_CHARACTERS, 1))
        .toString();
  }

  private byte[] randomBytes(int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private String randomText(String characters, int length) {
    var points = characters.codePoints().toArray();
    var text = new StringBuilder();
    for (var i = 0; i < length; i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
