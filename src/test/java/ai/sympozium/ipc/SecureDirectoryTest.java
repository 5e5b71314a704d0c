package ai.sympozium.ipc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureDirectoryTest {
  @TempDir Path root;
  private Path inside;
  private Path outside;
  private SecureDirectory directory;

  @BeforeEach
  void open() throws IOException {
    inside = Files.createDirectory(root.resolve("inside"));
    outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    directory = SecureDirectory.open(inside);
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  @Test
  void shouldWriteAtomically() throws IOException {
    directory.write("file", "old".getBytes(UTF_8), SecureDirectory.READABLE);
    try (var before = Files.newInputStream(inside.resolve("file"))) {
      directory.write("file", "new".getBytes(UTF_8), SecureDirectory.PRIVATE);

      assertThat(before).hasContent("old");
    }
    assertThat(directory.read("file", 100)).asString().isEqualTo("new");
    assertThat(directory.names()).containsExactly("file");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside.resolve("file"))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldLeaveNoFileWhenWriteFails() throws IOException {
    Files.createDirectories(inside.resolve("taken/full"));

    assertThatThrownBy(() -> directory.write("taken", new byte[1], SecureDirectory.READABLE))
        .isInstanceOf(FileSystemException.class);
    assertThat(directory.names()).containsExactly("taken");
  }

  @Test
  void shouldNotFollowLinks() throws IOException {
    Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(inside.resolve("directory"), outside);

    assertThatThrownBy(() -> directory.read("file", 100)).hasMessageContaining("is a link");
    assertThatThrownBy(() -> directory.child("directory")).hasMessageContaining("is a link");
    directory.write("file", "mine".getBytes(UTF_8), SecureDirectory.READABLE);
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(inside.resolve("file")).isRegularFile().hasContent("mine");
    directory.deleteIfExists("directory");
    assertThat(outside).isDirectory();
  }

  @Test
  void shouldKeepDirectoryWhenPathIsReplaced() throws IOException {
    Files.move(inside, root.resolve("moved"));
    Files.createSymbolicLink(inside, outside);

    directory.write("file", "mine".getBytes(UTF_8), SecureDirectory.READABLE);

    assertThat(root.resolve("moved/file")).hasContent("mine");
    assertThat(outside.resolve("file")).doesNotExist();
    assertThatThrownBy(() -> directory.read("secret", 100)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void shouldNotReadWhenFileIsTooLarge() throws IOException {
    Files.writeString(inside.resolve("file"), "12345");

    assertThat(directory.read("file", 5)).hasSize(5);
    assertThatThrownBy(() -> directory.read("file", 4)).hasMessageContaining("larger than 4 bytes");
  }

  @Test
  void shouldReadOnlyRegularFiles() throws IOException, InterruptedException {
    Files.createDirectory(inside.resolve("directory"));
    new ProcessBuilder("mkfifo", inside.resolve("pipe").toString()).start().waitFor();

    assertThatThrownBy(() -> directory.read("directory", 4)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> directory.read("pipe", 4)).hasMessageContaining("pipe");
    assertThatThrownBy(() -> directory.child("pipe")).hasMessageContaining("pipe");
  }

  @Test
  void shouldNotCreateFileWhenItExists() throws IOException {
    Files.createSymbolicLink(inside.resolve("link"), outside.resolve("new"));

    assertThatThrownBy(() -> directory.create("link", SecureDirectory.READABLE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void shouldCreateDirectoriesBelowVolume() throws IOException {
    try (var volume = Volume.open(inside);
        var one = volume.childOf(volume.root(), "one");
        var two = volume.childOf(one, "two");
        var same = volume.childOf(one, "two")) {
      two.write("file", "x".getBytes(UTF_8), SecureDirectory.READABLE);

      assertThat(same.names()).containsExactly("file");
      assertThat(volume.root().names()).containsExactly("one");
    }
    assertThat(inside.resolve("one/two/file")).hasContent("x");
  }
}
