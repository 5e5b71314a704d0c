package ai.sympozium.endpoint.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private static final String KEY = "sk-0123456789abcdef";

  @TempDir Path directory;

  @Test
  void shouldNameClientOfKey() throws IOException {
    write("api-key", KEY + "\n");
    write("ci", "sk-fedcba9876543210");

    var keys = ApiKeys.read(directory);

    assertThat(keys.client(KEY)).contains("api-key");
    assertThat(keys.client("sk-fedcba9876543210")).contains("ci");
    assertThat(keys.client("sk-0123456789abcdeg")).isEmpty();
    assertThat(keys.client("")).isEmpty();
  }

  @Test
  void shouldAcceptHashInPlaceOfKey() throws IOException {
    write("ci", "sha256:" + Sha256.hex(KEY));

    var keys = ApiKeys.read(directory);

    assertThat(keys.client(KEY)).contains("ci");
    assertThat(keys.client(Sha256.hex(KEY))).isEmpty();
    assertThat(keys.client("sha256:" + Sha256.hex(KEY))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "sk-short", "sha256:", "sha256:xyz", "sha256:ABCDEF"})
  void shouldAcceptNoKeyThatIsEmptyShortOrMalformed(String content) throws IOException {
    write("api-key", content);

    assertThat(ApiKeys.read(directory).isEmpty()).isTrue();
  }

  @Test
  void shouldReadSecretVolumeOfKubelet() throws IOException {
    var data = Files.createDirectory(directory.resolve("..2026_01_01"));
    Files.writeString(data.resolve("api-key"), KEY);
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(directory.resolve("api-key"), Path.of("..data/api-key"));

    assertThat(ApiKeys.read(directory).hashes()).containsOnlyKeys("api-key");
  }

  @Test
  void shouldBeEmptyWhenSecretIsAbsent() throws IOException {
    assertThat(ApiKeys.read(directory.resolve("absent")).isEmpty()).isTrue();
  }

  @Test
  void shouldNotPrintHashes() throws IOException {
    write("api-key", KEY);

    assertThat(ApiKeys.read(directory)).hasToString("ApiKeys[api-key]");
  }

  private void write(String client, String content) throws IOException {
    Files.writeString(directory.resolve(client), content);
  }
}
