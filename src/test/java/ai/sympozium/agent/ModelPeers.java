package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;

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
}
