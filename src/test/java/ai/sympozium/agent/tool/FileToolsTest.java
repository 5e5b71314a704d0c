package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
    Files.writeString(workspace.resolve("log"), "a " + token + " b sk-a-secret-key c");

    var pages = new StringBuilder();
    for (var offset = 0; offset < token.length() + 20; offset += 16) {
      var arguments = arguments("log").put("offset", offset).put("limit", 16);
      pages.append(run(new ReadFileTool(roots, MASKER), arguments).content().substring(0, 16));
    }

    assertThat(pages.toString()).startsWith("a " + "*".repeat(token.length()) + " b *****");
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
  void shouldReturnPagesWhenFileIsLong() throws IOException {
    var text = new StringBuilder();
    for (var i = 0; i < 10_000; i++) {
      text.append("line ").append(i).append(" 🐳\n");
    }
    Files.writeString(workspace.resolve("log"), text);
    var size = text.toString().getBytes(UTF_8).length;
    var whole = new StringBuilder();
    var offset = 0L;
    var pages = 0;
    while (offset < size) {
      var page = run(new ReadFileTool(roots, MASKER), arguments("log").put("offset", offset));
      assertThat(page.truncated()).isTrue();
      var note = page.content().lastIndexOf("\n[bytes " + offset + " to ");
      whole.append(page.content(), 0, note + 1);
      var to = page.content().substring(note).split(" ", -1)[3];
      offset = Long.parseLong(to);
      pages++;
    }
    assertThat(whole.toString()).isEqualTo(text.toString());
    assertThat(pages).isEqualTo((size + 32767) / 32768);
  }

  @Test
  void shouldReadFromEndWhenOffsetIsNegative() throws IOException {
    Files.writeString(workspace.resolve("log"), "one\ntwo\nthree\n");

    assertThat(run(new ReadFileTool(roots, MASKER), arguments("log").put("offset", -6)).content())
        .isEqualTo("three\n[bytes 8 to 14 of 14; end of file]");
    assertThat(run(new ReadFileTool(roots, MASKER), arguments("log").put("offset", -600)).content())
        .isEqualTo("one\ntwo\nthree\n");
    assertThat(run(new ReadFileTool(roots, MASKER), arguments("log").put("offset", 14)).errorCode())
        .isEqualTo("OffsetOutOfRange");
    Files.writeString(workspace.resolve("empty"), "");
    assertThat(read("empty").content()).isEqualTo("[the file is empty]");
  }

  @Test
  void shouldNotSplitCharactersBetweenPages() throws IOException {
    Files.writeString(workspace.resolve("whales"), "🐳".repeat(100));

    var first =
        run(new ReadFileTool(roots, MASKER), arguments("whales").put("limit", 18)).content();
    var middle =
        run(new ReadFileTool(roots, MASKER), arguments("whales").put("limit", 18).put("offset", 3))
            .content();

    assertThat(first).isEqualTo("🐳🐳🐳🐳\n[bytes 0 to 16 of 400; continue with offset 16]");
    assertThat(middle).isEqualTo("🐳🐳🐳🐳\n[bytes 4 to 20 of 400; continue with offset 20]");
  }

  @Test
  void shouldReplaceBytesWhenTheyAreNotText() throws IOException {
    Files.write(workspace.resolve("binary"), new byte[] {'a', (byte) 0xff, 0, 'b'});

    assertThat(read("binary").content()).isEqualTo("a\uFFFD\0b");
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
