package ai.sympozium.operator.grant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent API calls at the same time and waits for all of them. */
final class Together {
  private Together() {}

  /**
   * All calls are made, whatever becomes of the others; then the first failure in their order is
   * thrown: as it is when it is unchecked or an {@code expected} one.
   */
  static <E extends Exception> void all(Collection<Callable<Void>> calls, Class<E> expected)
      throws E {
    List<Future<Void>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      calls.forEach(call -> results.add(threads.submit(call)));
    }
    for (Future<Void> result : results) {
      try {
        result.get();
      } catch (ExecutionException e) {
        if (expected.isInstance(e.getCause())) {
          throw expected.cast(e.getCause());
        }
        if (e.getCause() instanceof RuntimeException unchecked) {
          throw unchecked;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while writing grants", e);
      }
    }
  }
}
