package ai.sympozium.executor;

import java.io.IOException;

/** The program {@code executor}. */
public final class ExecutorRole {
  private ExecutorRole() {}

  /** Serves requests until the container is told to end; the exit code is then 0. */
  public static int run() {
    var executor = new Executor(System.getenv(), ExecutorPaths.ofContainer());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              executor.stop();
              // Else the exit code would be that of the signal.
              Runtime.getRuntime().halt(0);
            }));
    try {
      executor.run();
      return 0;
    } catch (IOException e) {
      System.err.println("executor: cannot work: " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
