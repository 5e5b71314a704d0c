package ai.sympozium.executor;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Entry point of the role {@code executor}. */
public final class ExecutorMain {
  private ExecutorMain() {}

  /**
   * Runs requests until the container is stopped.
   *
   * @return exit code
   */
  public static int run() {
    var executor = new Executor(System.getenv(), ExecutorPaths.ofContainer());
    var failed = new AtomicBoolean();
    var stop =
        new Thread(() -> {
          executor.stop();
          if (!failed.get()) {
            // Otherwise the exit code would be that of the signal.
            Runtime.getRuntime().halt(0);
          }
        });
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      executor.run();
      return 0;
    } catch (IOException e) {
      System.err.println("executor: cannot run: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failed.set(true);
    return 1;
  }
}
