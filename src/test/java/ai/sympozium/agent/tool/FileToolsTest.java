package ai.sympozium.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileToolsTest {
  private static final SecretMasker MASKER = SecretMasker.of(List.of("sk-a-secret-key"));

  @TempDir Path root;
  private Path workspace;
  private Path skills;
  private Path outside;
  private ConfinedFileSystem roots;

  @BeforeEach
  void directories() throws IOException {
    workspace = Files.createDirectory(root.resolve("workspace"));
    skills = Files.createDirectory(root.resolve("skills"));
    outside = Files.createDirectory(root.resolve("workspace-x"));
    Files.writeString(outside.resolve("secret"), "secret");
    var scratch = Files.createDirectory(root.resolve("tmp"));
    roots = new ConfinedFileSystem(workspace, scratch, skills);
  }

  @Test
  void shouldMaskSecretWhenItCrossesPages() throws IOException {
    var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0." + "c2lnbmF0dXJl".repeat(20);
    var text = "a " + token + " b sk-a-secret-key c";
    Files.writeString(workspace.resolve("log"), text);

    for (var offset = 0; offset < text.length(); offset++) {
      var arguments = arguments("log").put("byteOffset", offset);
      var page = run(new ReadFileTool(roots, MASKER), arguments).content();
      var masked = "a " + "*".repeat(token.length()) + " b " + "*".repeat(15) + " c";
      assertThat(page).startsWith(masked.substring(offset));
    }
  }

  @Test
  void shouldReadAndListWhatWasWritten() throws IOException {
    var wrote = write("notes/today/a.txt", "größer\n");

    assertThat(wrote.content())
        .isEqualTo("wrote 9 bytes to " + workspace.resolve("notes/today/a.txt"));
    assertThat(read("notes/today/a.txt").content()).isEqualTo("größer\n");
    assertThat(read(workspace + "/./notes/x/../today//a.txt").content()).isEqualTo("größer\n");
    assertThat(list(workspace.toString()).content()).isEqualTo("dir - notes");
  }

  @Test
  void shouldKeepModeWhenFileIsReplaced() throws IOException {
    var script = Files.writeString(workspace.resolve("run.sh"), "old");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));

    write("run.sh", "new");

    assertThat(script).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
        .isEqualTo("rwxr-x---");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/",
        "",
        "..",
        "../workspace-x/secret",
        "a/../../workspace-x/secret",
        "/proc/self/environ",
        "/proc/1/root/etc/passwd",
        "/workspace-x",
        "/ipc/k8s-ops/ready"
      })
  void shouldRejectPathWhenItIsOutside(String path) {
    var result = read(path.equals("") ? root.toString() : path);

    assertThat(result.errorCode()).isEqualTo("PathNotAllowed");
    assertThat(result.content()).contains("\"hint\":\"Use a path in " + workspace);
    assertThat(list(path.equals("") ? root.toString() : path).errorCode())
        .isEqualTo("PathNotAllowed");
    assertThat(write(path.equals("") ? root.toString() : path, "x").errorCode())
        .isEqualTo("PathNotAllowed");
  }

  @Test
  void shouldRejectLinkWhenItLeadsOutside() throws IOException {
    Files.createSymbolicLink(workspace.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(workspace.resolve("up"), Path.of("../workspace-x"));
    Files.createSymbolicLink(workspace.resolve("proc"), Path.of("/proc/self"));
    Files.createSymbolicLink(workspace.resolve("chain"), Path.of("up/secret"));

    for (var path : List.of("file", "up/secret", "proc/environ", "chain", "up/../file")) {
      assertThat(read(path).errorCode()).as(path).isEqualTo("PathNotAllowed");
      assertThat(write(path, "x").errorCode()).as(path).isEqualTo("PathNotAllowed");
    }
    assertThat(list("up").errorCode()).isEqualTo("PathNotAllowed");
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(write("up/new/file", "x").errorCode()).isEqualTo("PathNotAllowed");
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void shouldFollowLinkWhenItStaysInside() throws IOException {
    // The layout of a ConfigMap volume.
    var data = Files.createDirectories(skills.resolve("k8s-ops/..2026_01_01"));
    Files.writeString(data.resolve("overview.md"), "# Overview");
    Files.createSymbolicLink(skills.resolve("k8s-ops/..data"), Path.of("..2026_01_01"));
    Files.createSymbolicLink(skills.resolve("k8s-ops/overview.md"), Path.of("..data/overview.md"));
    Files.createSymbolicLink(workspace.resolve("to"), root.resolve("tmp"));

    assertThat(read(skills + "/k8s-ops/overview.md").content()).isEqualTo("# Overview");
    assertThat(write("to/file", "x").errorCode()).isNull();
    assertThat(root.resolve("tmp/file")).hasContent("x");
    assertThat(list("to").content()).isEqualTo("file 1 file");
  }

  @Test
  void shouldNotWriteDocuments() throws IOException {
    Files.createSymbolicLink(workspace.resolve("link"), skills);

    assertThat(write(skills + "/x", "x").errorCode()).isEqualTo("PathNotAllowed");
    assertThat(write("link/x", "x").errorCode()).isEqualTo("PathNotAllowed");
    assertThat(skills).isEmptyDirectory();
  }

  @Test
  void shouldFailWhenLinksFormCycle() throws IOException {
    Files.createSymbolicLink(workspace.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(workspace.resolve("b"), Path.of("a"));

    assertThat(read("a").errorCode()).isEqualTo("TooManyLinks");
  }

  @Test
  void shouldNotFollowDirectoryWhenItBecomesLink() throws Exception {
    var directory = Files.createDirectory(workspace.resolve("d"));
    var aside = workspace.resolve("aside");
    Files.writeString(directory.resolve("secret"), "harmless");

    race(
        () -> {
          Files.move(directory, aside);
          Files.createSymbolicLink(directory, outside);
          Files.delete(directory);
          Files.move(aside, directory);
        },
        () -> assertThat(read("d/secret").content()).isNotEqualTo("secret"));
  }

  @Test
  void shouldNotFollowFileWhenItBecomesLink() throws Exception {
    var file = workspace.resolve("file");
    var link = workspace.resolve("link");

    race(
        () -> {
          Files.createSymbolicLink(link, outside.resolve("secret"));
          Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
        },
        () -> {
          write("file", "overwritten");
          assertThat(read("file").content()).isNotEqualTo("secret");
        });

    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  private interface Action {
    void run() throws IOException;
  }

  /** Runs an action many times while another thread repeats a second one. */
  private static void race(Action meanwhile, Action action) throws Exception {
    var done = new AtomicBoolean();
    var failure = new AtomicReference<IOException>();
    var other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!done.get()) {
                  meanwhile.run();
                }
              } catch (IOException e) {
                failure.set(e);
              }
            });
    try {
      for (var i = 0; i < 1000; i++) {
        action.run();
      }
    } finally {
      done.set(true);
      other.join();
    }
    assertThat(failure.get()).isNull();
  }

  @Test
  void shouldRejectEntryWhenItHasWrongKind() throws Exception {
    Files.createDirectory(workspace.resolve("directory"));
    new ProcessBuilder("mkfifo", workspace.resolve("pipe").toString()).start().waitFor();

    assertThat(read("directory").content()).contains("is a directory, not a file");
    assertThat(read("pipe").errorCode()).isEqualTo("NotAFile");
    assertThat(write("directory", "x").errorCode()).isEqualTo("NotAFile");
    assertThat(write("pipe", "x").errorCode()).isEqualTo("NotAFile");
    assertThat(read("none").errorCode()).isEqualTo("NotFound");
    assertThat(read("none/none").errorCode()).isEqualTo("NotFound");
    assertThat(read("pipe/none").errorCode()).isEqualTo("NotADirectory");
    assertThat(list("pipe").errorCode()).isEqualTo("NotADirectory");
    assertThat(list("none").errorCode()).isEqualTo("NotFound");
  }

  @Test
  void shouldReturnPagesOfLinesWhenFileIsLong() throws IOException {
    var text = new StringBuilder();
    for (var i = 1; i <= 10_000; i++) {
      text.append("line ").append(i).append(" 🐳\n");
    }
    Files.writeString(workspace.resolve("log"), text);
    var whole = new StringBuilder();
    var next = 1L;
    while (next > 0) {
      var page = run(new ReadFileTool(roots, MASKER), arguments("log").put("offset", next));
      assertThat(page.truncated()).isTrue();
      var note = page.content().lastIndexOf("\n[lines " + next + " to ");
      whole.append(page.content(), 0, note + 1);
      var to = Long.parseLong(page.content().substring(note).split(" ", -1)[3]);
      assertThat(page.content()).contains(" of 10000; ");
      next = page.content().endsWith("end of file]") ? 0 : to + 1;
    }
    assertThat(whole.toString()).isEqualTo(text.toString());
  }

  @Test
  void shouldReadLines() throws IOException {
    Files.writeString(workspace.resolve("log"), "one\ntwo\nthree\nfour");

    assertThat(readFrom("log", 2, 2))
        .isEqualTo("two\nthree\n[lines 2 to 3 of 4; continue with offset 4]");
    assertThat(readFrom("log", 3, 5)).isEqualTo("three\nfour\n[lines 3 to 4 of 4; end of file]");
    assertThat(readFrom("log", -1, 5)).isEqualTo("four\n[lines 4 to 4 of 4; end of file]");
    assertThat(readFrom("log", -600, 5)).isEqualTo("one\ntwo\nthree\nfour");
    assertThat(readFrom("log", 0, 5)).isEqualTo("one\ntwo\nthree\nfour");
    assertThat(readFrom("log", 5, 5)).contains("OffsetOutOfRange", "only 4 lines");
    Files.writeString(workspace.resolve("empty"), "");
    assertThat(read("empty").content()).isEqualTo("[the file is empty]");
  }

  /** Reads random files in random pages, which together are the file. */
  @Test
  void shouldReturnWholeFileInPages() throws IOException {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    for (var i = 0; i < 60; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(40); n >= 0; n--) {
        text.append("ü🐳a".repeat(random.nextInt(20) == 0 ? random.nextInt(20_000) : 3));
        text.append(random.nextInt(3) == 0 ? "\r\n" : "\n");
      }
      if (random.nextBoolean()) {
        text.append("end");
      }
      Files.writeString(workspace.resolve("f"), text);
      assertThat(pages("f", 1 + random.nextInt(9))).as("seed %s", seed).isEqualTo(text.toString());
    }
  }

  @Test
  void shouldContinueWithinLongLine() throws IOException {
    Files.writeString(workspace.resolve("whales"), "🐳".repeat(10_000));

    assertThat(read("whales").content())
        .endsWith("🐳\n[lines 1 to 1 of 1; the last line continues with byteOffset 32768]");
    var rest =
        run(new ReadFileTool(roots, MASKER), arguments("whales").put("byteOffset", 32_766))
            .content();

    assertThat(rest).startsWith("🐳🐳").endsWith("[bytes 32768 to 40000 of 40000; end of file]");
    assertThat(rest.codePoints().filter(c -> c == 0x1F433)).hasSize((40_000 - 32_768) / 4);
  }

  @Test
  void shouldReplaceBytesWhenTheyAreNotText() throws IOException {
    Files.write(workspace.resolve("latin"), new byte[] {'a', (byte) 0xff, 'b'});

    assertThat(read("latin").content()).isEqualTo("a\uFFFDb");
  }

  @Test
  void shouldReportBinaryFile() throws IOException {
    Files.write(workspace.resolve("binary"), new byte[] {'a', (byte) 0xff, 0, 'b'});

    assertThat(read("binary").content())
        .isEqualTo("[binary file of 4 bytes: read_file returns text only]");
  }

  @Test
  void shouldEditFile() throws IOException {
    Files.writeString(workspace.resolve("f"), "one\ntwo\ntwo\nthree\n");

    var result =
        edit("f", edit("one", "1"), edit("two", "2").put("replace_all", true), edit("1\n2", "x"));

    assertThat(result.content())
        .isEqualTo("replaced 4 occurrences in " + workspace.resolve("f") + ", at lines 1, 2, 3, 1");
    assertThat(workspace.resolve("f")).hasContent("x\n2\nthree\n");
  }

  @Test
  void shouldKeepModeAndLineEndsWhenFileIsEdited() throws IOException {
    var script = Files.writeString(workspace.resolve("run.sh"), "a\r\nb\r\nc\r\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));

    edit("run.sh", edit("a\nb", "a\nB"));

    assertThat(Files.readString(script)).isEqualTo("a\r\nB\r\nc\r\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void shouldMakeNoEditWhenOneFails() throws IOException {
    Files.writeString(workspace.resolve("f"), "one\ntwo\ntwo\n");

    var missing = edit("f", edit("one", "1"), edit("four", "4"));
    var ambiguous = edit("f", edit("one", "1"), edit("two", "2"));

    assertThat(missing.errorCode()).isEqualTo("NoMatch");
    assertThat(missing.content()).contains("edits[1].old_string does not occur in");
    assertThat(ambiguous.errorCode()).isEqualTo("AmbiguousMatch");
    assertThat(ambiguous.content()).contains("occurs 2 times", "at lines 2, 3");
    assertThat(workspace.resolve("f")).hasContent("one\ntwo\ntwo\n");
  }

  @Test
  void shouldNotEditWhatIsNoTextFile() throws IOException {
    Files.createDirectory(workspace.resolve("d"));
    Files.write(workspace.resolve("binary"), new byte[] {'a', 0});
    Files.write(workspace.resolve("latin"), new byte[] {'a', (byte) 0xff});
    Files.writeString(workspace.resolve("big"), "a" + "x".repeat(1 << 20));
    Files.writeString(workspace.resolve("f"), "a");
    Files.writeString(skills.resolve("doc"), "a");

    assertThat(edit("d", edit("a", "b")).errorCode()).isEqualTo("NotAFile");
    assertThat(edit("none/f", edit("a", "b")).errorCode()).isEqualTo("NotFound");
    assertThat(workspace.resolve("none")).doesNotExist();
    assertThat(edit("binary", edit("a", "b")).errorCode()).isEqualTo("NotText");
    assertThat(edit("latin", edit("a", "b")).errorCode()).isEqualTo("NotText");
    assertThat(edit("big", edit("a", "b")).errorCode()).isEqualTo("TooLarge");
    assertThat(edit("f", edit("a", "x".repeat((1 << 20) + 1))).errorCode()).isEqualTo("TooLarge");
    assertThat(edit(skills + "/doc", edit("a", "b")).errorCode()).isEqualTo("PathNotAllowed");
    assertThat(edit("f", edit("", "b")).errorCode()).isEqualTo("InvalidArguments");
    assertThat(edit("f", edit("a", "a")).errorCode()).isEqualTo("InvalidArguments");
    assertThat(edit("f").errorCode()).isEqualTo("InvalidArguments");
    assertThat(workspace.resolve("f")).hasContent("a");
  }

  @Test
  void shouldNotEditThroughLinkWhenFileBecomesLink() throws Exception {
    var file = workspace.resolve("file");
    var link = workspace.resolve("link");
    Files.writeString(file, "secret");

    race(
        () -> {
          Files.createSymbolicLink(link, outside.resolve("secret"));
          Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
          Files.writeString(workspace.resolve("new"), "secret");
          Files.move(workspace.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);
        },
        () -> edit("file", edit("secret", "edited")));

    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void shouldNotWriteWhenContentIsTooLarge() {
    assertThat(write("big", "x".repeat((1 << 20) + 1)).errorCode()).isEqualTo("TooLarge");
    assertThat(workspace).isEmptyDirectory();
  }

  @Test
  void shouldListKindsAndSizesInOrder() throws IOException {
    Files.writeString(workspace.resolve("b.txt"), "12345");
    Files.createDirectory(workspace.resolve("a"));
    Files.createSymbolicLink(workspace.resolve("c"), Path.of("/etc/passwd"));
    Files.writeString(workspace.resolve("d\nfile 1 evil"), "");

    assertThat(list(".").content())
        .isEqualTo("dir - a\nfile 5 b.txt\nlink - c\nfile 0 d?file 1 evil");
    assertThat(list("a").content()).isEqualTo("[the directory is empty]");
  }

  @Test
  void shouldTruncateListWhenItIsLong() throws IOException {
    for (var i = 0; i < 510; i++) {
      Files.createFile(workspace.resolve("f" + i));
    }

    var result = list(".");

    assertThat(result.truncated()).isTrue();
    assertThat(result.content().lines()).hasSize(501);
    assertThat(result.content()).endsWith("[the first 500 of 510 entries]");
  }

  @Test
  void shouldRejectInvalidArguments() {
    for (var json :
        List.of("{}", "{\"path\": 1}", "{\"path\": \"a\\u0000b\"}", "{\"path\": null}")) {
      assertThat(runRaw(new ReadFileTool(roots, MASKER), json).errorCode())
          .isEqualTo("InvalidArguments");
      assertThat(runRaw(new ListDirectoryTool(roots), json).errorCode())
          .isEqualTo("InvalidArguments");
      assertThat(runRaw(new WriteFileTool(roots), json).errorCode()).isEqualTo("InvalidArguments");
    }
    assertThat(
            runRaw(new ReadFileTool(roots, MASKER), "{\"path\": \"a\", \"limit\": 1e9}")
                .errorCode())
        .isEqualTo("InvalidArguments");
    assertThat(read("x".repeat(5000)).errorCode()).isEqualTo("FileError");
  }

  private ToolResult read(String path) {
    return run(new ReadFileTool(roots, MASKER), arguments(path));
  }

  private ToolResult write(String path, String content) {
    return run(new WriteFileTool(roots), arguments(path).put("content", content));
  }

  private String readFrom(String path, long offset, int limit) {
    var arguments = arguments(path).put("offset", offset).put("limit", limit);
    return run(new ReadFileTool(roots, MASKER), arguments).content();
  }

  /** Reads a file as a model does: by the note at the end of each page. */
  private String pages(String path, int limit) {
    var whole = new StringBuilder();
    var argument = "offset";
    var next = 1L;
    while (true) {
      var json = arguments(path).put(argument, next).put("limit", limit);
      var result = run(new ReadFileTool(roots, MASKER), json);
      if (!result.truncated()) {
        return result.content();
      }
      var content = result.content();
      var start = content.lastIndexOf(argument.equals("offset") ? "[lines " : "[bytes ");
      var note = content.substring(start);
      var added =
          (note.contains("end of file") && !endsWithNewline(path))
              || note.contains("last line continues");
      whole.append(content, 0, added ? start - 1 : start);
      if (note.contains("end of file")) {
        return whole.toString();
      }
      argument = note.contains("byteOffset") ? "byteOffset" : "offset";
      next = Long.parseLong(note.replaceAll(".*ffset (\\d+)]", "$1"));
    }
  }

  private boolean endsWithNewline(String path) {
    try {
      return Files.readString(workspace.resolve(path)).endsWith("\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ToolResult edit(String path, ObjectNode... edits) {
    var arguments = arguments(path);
    var array = arguments.putArray("edits");
    List.of(edits).forEach(array::add);
    return run(new EditFileTool(roots), arguments);
  }

  private static ObjectNode edit(String oldText, String newText) {
    return JsonTrees.object().put("old_string", oldText).put("new_string", newText);
  }

  private ToolResult list(String path) {
    return run(new ListDirectoryTool(roots), arguments(path));
  }

  private static ObjectNode arguments(String path) {
    return JsonTrees.object().put("path", path);
  }

  private static ToolResult runRaw(FileTool tool, String arguments) {
    try {
      return run(tool, JsonTrees.readObject(arguments));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ToolResult run(FileTool tool, ObjectNode arguments) {
    try {
      return tool.run(arguments);
    } catch (ToolException e) {
      return e.toResult();
    }
  }
}
