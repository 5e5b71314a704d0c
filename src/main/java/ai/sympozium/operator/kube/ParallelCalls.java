package ai.sympozium.operator.kube;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Makes independent API calls at the same time and waits for all of them. */
public final class ParallelCalls {
  private ParallelCalls() {}

  /** One call, which can throw one checked exception {@code E}. */
  @FunctionalInterface
  public interface Call<E extends Exception> {
    void make() throws E;
  }

  /**
   * Makes all calls, even if some fail, then throws the failure of the first failed call in list
   * order. Exceptions that are unchecked or {@code expected} are thrown unchanged.
   */
  @SafeVarargs
  public static <E extends Exception> void all(Class<E> expected, Call<E>... calls) throws E {
    all(expected, Arrays.stream(calls));
  }

  public static <E extends Exception> void all(Class<E> expected, Stream<Call<E>> calls) throws E {
    List<Future<?>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      calls.forEach(call ->
          results.add(
              threads.submit(() -> {
                call.make();
                return null;
              })));
    }
    for (Future<?> result : results) {
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
        throw new IllegalStateException("interrupted while calling the API server", e);
      }
    }
  }
}
