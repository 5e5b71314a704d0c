package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;

/** Entry point of the role {@code agent}. */
public final class AgentMain {
  private AgentMain() {}

  /**
   * Runs the agent of a run.
   *
   * @return 0 after success, 1 after an error
   */
  public static int run() {
    // UTF-8 regardless of the image's locale.
    var console = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    var agent =
        new AgentProcess(
            System.getenv(), AgentPaths.ofContainer(), console, InstantSource.system());
    Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
    return agent.run();
  }
}
