package ai.sympozium.endpoint.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedKeysTest {
  private static final String OLD = "sk-old-0123456789abcdef";
  private static final String NEW = "sk-new-0123456789abcdef";

  @TempDir Path directory;

  @Test
  void shouldFollowUpdatesOfKubelet() throws IOException {
    update("1", OLD);
    Files.createSymbolicLink(directory.resolve("api-key"), Path.of("..data/api-key"));
    try (var mounted = new MountedKeys(directory)) {
      assertThat(mounted.keys().client(OLD)).contains("api-key");

      update("2", NEW);

      await().until(() -> mounted.keys().client(NEW).isPresent());
      assertThat(mounted.keys().client(OLD)).isEmpty();
    }
  }

  @Test
  void shouldRevokeKeyThatIsDeleted() throws IOException {
    Files.writeString(directory.resolve("api-key"), OLD);
    Files.writeString(directory.resolve("ci"), NEW);
    try (var mounted = new MountedKeys(directory)) {
      Files.delete(directory.resolve("ci"));

      await().until(() -> mounted.keys().client(NEW).isEmpty());
      assertThat(mounted.keys().client(OLD)).contains("api-key");
    }
  }

  @Test
  void shouldReadKeysThatAreMountedLater() throws IOException {
    var late = directory.resolve("late");
    try (var mounted = new MountedKeys(late)) {
      assertThat(mounted.keys().isEmpty()).isTrue();
      Files.createDirectory(late);
      Files.writeString(late.resolve("api-key"), OLD);

      await().until(() -> mounted.keys().client(OLD).isPresent());
    }
  }

  /** Replaces the whole volume at once, as the kubelet does. */
  private void update(String version, String key) throws IOException {
    var data = Files.createDirectory(directory.resolve(".." + version));
    Files.writeString(data.resolve("api-key"), key);
    var link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, data.getFileName());
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
