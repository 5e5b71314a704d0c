package ai.sympozium.operator.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the bytes of all bodies in memory. Until its request ends, a body exists several times: as
 * bytes, as JSON, and as a request to the API server. Admission reviews have a budget of their own,
 * which uploads cannot use up.
 */
@ApplicationScoped
class BodyBudget {
  private static final int UPLOADS = 8 * 1024 * 1024;
  private static final int REVIEWS = 2 * GatewayRoutes.MAX_REVIEW_BYTES;
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Semaphore uploads = new Semaphore(UPLOADS);
  private final Semaphore reviews = new Semaphore(REVIEWS);

  /** Waits for the bytes, for a short time. Returns whether they are available. */
  boolean tryHold(boolean review, int bytes) {
    try {
      return of(review).tryAcquire(bytes, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void release(boolean review, int bytes) {
    of(review).release(bytes);
  }

  private Semaphore of(boolean review) {
    return review ? reviews : uploads;
  }
}
