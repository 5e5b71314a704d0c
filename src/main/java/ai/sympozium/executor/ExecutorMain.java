package ai.sympozium.executor;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program {@code executor}. */
public final class ExecutorMain {
  private ExecutorMain() {}

  /** Serves requests until the container is told to end; the exit code is then 0. */
  public static int run() {
    var executor = new Executor(System.getenv(), ExecutorPaths.ofContainer());
    var failed = new AtomicBoolean();
    var stop =
        new Thread(() -> {
          executor.stop();
          if (!failed.get()) {
            // Else the exit code would be that of the signal.
            Runtime.getRuntime().halt(0);
          }
        });
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      executor.run();
      return 0;
    } catch (IOException e) {
      System.err.println("executor: cannot work: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failed.set(true);
    return 1;
  }
}
