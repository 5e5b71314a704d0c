package ai.sympozium.endpoint;

import java.nio.file.Path;

/** The role {@code web-endpoint} with its files in one directory, on a free port. */
public final class EndpointProgram {
  private EndpointProgram() {}

  public static void main(String... args) {
    var files = Path.of(args[0]);
    System.exit(
        EndpointMain.run(
            System.getenv(),
            new EndpointPaths(
                files.resolve("keys"), files.resolve("identity"), files.resolve("tls")),
            0));
  }
}
