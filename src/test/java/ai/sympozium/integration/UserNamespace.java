package ai.sympozium.integration;

import ai.sympozium.integration.UserShell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a namespace of its own, and a shell of a user in it. */
final class UserNamespace implements BeforeEachCallback, AfterEachCallback {
  private final String purpose;
  private String name = "";
  private @Nullable Path folder;
  private @Nullable UserShell shell;

  UserNamespace(String purpose) {
    this.purpose = purpose;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    name = TestCluster.namespace(purpose);
    folder = Files.createTempDirectory(purpose);
    shell = new UserShell(folder, name);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    TestCluster.deleteNamespace(name);
    try (var files = Files.walk(Objects.requireNonNull(folder))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  String name() {
    return name;
  }

  UserShell shell() {
    return Objects.requireNonNull(shell);
  }

  /** Applies manifests with {@code kubectl apply}. */
  Answer apply(String manifests, String... options) {
    shell().write("manifests.yaml", manifests);
    return shell().run("kubectl apply -f manifests.yaml " + String.join(" ", options));
  }
}
