package ai.sympozium.executor;

import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.PodContract;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the secrets of a skill's container, which the output of commands must not show: its tokens
 * and the values of the pack's Secrets.
 *
 * @param variables values of the variables that are keys of Secrets
 */
record ContainerSecrets(List<Path> tokens, Optional<Path> secret, List<String> variables) {
  /** A Secret cannot be larger. */
  private static final int MAX_BYTES = 1 << 20;

  static ContainerSecrets of(Map<String, String> environment, ExecutorPaths paths) {
    return new ContainerSecrets(
        List.of(
            paths.serviceAccount().resolve(PodContract.API_TOKEN_FILE),
            paths.identity().resolve(PodContract.IDENTITY_TOKEN_FILE)),
        Optional.ofNullable(environment.get(PodContract.ENV_SECRET_PATH)).map(Path::of),
        Stream.of(environment.getOrDefault(PodContract.ENV_SECRET_VARIABLES, "").split(",", -1))
            .flatMap(name -> Stream.ofNullable(environment.get(name)))
            .toList());
  }

  /** Returns a masker of the current values, because tokens are renewed. */
  SecretMasker masker() {
    var values = new ArrayList<>(variables);
    tokens.forEach(token -> read(token, values));
    secret.ifPresent(directory -> readAll(directory, values));
    return SecretMasker.of(values);
  }

  private static void readAll(Path directory, List<String> values) {
    try (var files = Files.newDirectoryStream(directory)) {
      files.forEach(file -> read(file, values));
    } catch (IOException | DirectoryIteratorException e) {
      System.err.println("executor: the values of the Secret cannot be masked: " + e);
    }
  }

  private static void read(Path file, List<String> values) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
        values.add(Files.readString(file));
      }
    } catch (IOException e) {
      // Commands cannot read it either, or it is not text.
    }
  }
}
