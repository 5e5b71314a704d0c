package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;

/** The program {@code agent}. */
public final class AgentMain {
  private AgentMain() {}

  /** Does the run's task; the exit code is 0 after success and 1 after an error. */
  public static int run() {
    // In UTF-8, whatever the image's locale is.
    var console = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    var run =
        new AgentProcess(
            System.getenv(), AgentPaths.ofContainer(), console, InstantSource.system());
    Runtime.getRuntime().addShutdownHook(new Thread(run::endFromOutside));
    return run.work();
  }
}
