package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds the memory of work on large objects: few pieces are done at a time. No thread waits for a
 * place, because all of them are needed for other work. The caller tries again later.
 */
public final class LargeWork {
  /** Size from which work is large. Smaller work of all threads fits into memory. */
  public static final long MIN_CHARACTERS = 64L * 1024;

  private final Semaphore places;
  private final Duration retryAfter;

  /**
   * Creates a bound.
   *
   * @param places how many pieces are done at a time
   * @param retryAfter when a reconcile that found no place is repeated
   */
  public LargeWork(int places, Duration retryAfter) {
    this.places = new Semaphore(places);
    this.retryAfter = retryAfter;
  }

  /** Does the work of a reconcile, or repeats the reconcile later if there is no place. */
  public <R extends HasMetadata> UpdateControl<R> doOrRepeat(Supplier<UpdateControl<R>> work) {
    if (!places.tryAcquire()) {
      return UpdateControl.<R>noUpdate().rescheduleAfter(retryAfter);
    }
    try {
      return work.get();
    } finally {
      places.release();
    }
  }
}
