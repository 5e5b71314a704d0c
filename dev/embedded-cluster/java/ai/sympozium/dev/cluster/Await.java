package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Waits until a component meets a condition. Fails when the component stops or time runs out. */
final class Await {
  private static final long TIMEOUT_NANOS = 90_000_000_000L;

  private Await() {}

  interface Condition {
    boolean met() throws IOException;
  }

  static void until(String component, Condition condition) {
    var start = System.nanoTime();
    try {
      while (!condition.met()) {
        Thread.sleep(50);
        var waited = System.nanoTime() - start;
        if (waited > 1_000_000_000L && Component.process(component).isEmpty()) {
          throw new UserFacingException(component + " stopped", Component.log(component));
        }
        if (waited > TIMEOUT_NANOS) {
          throw new UserFacingException(
              component + " was not ready after 90 s", Component.log(component));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
