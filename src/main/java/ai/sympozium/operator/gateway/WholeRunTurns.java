package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits the responses with whole runs that are built at a time. A run has up to 1.5 MiB, and is in
 * memory several times meanwhile.
 */
@ApplicationScoped
class WholeRunTurns {
  static final int MAX_AT_A_TIME = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Semaphore turns = new Semaphore(MAX_AT_A_TIME);
  private final Duration maxWait;

  @Inject
  WholeRunTurns() {
    this(MAX_WAIT);
  }

  WholeRunTurns(Duration maxWait) {
    this.maxWait = maxWait;
  }

  /** Builds a response. Waits for a turn, for a short time. */
  <T> T get(Supplier<T> response) {
    try {
      if (!turns.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new GatewayException(
            ErrorCode.UNAVAILABLE, "the gateway reads too many runs at present");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException(ErrorCode.UNAVAILABLE, "the gateway stops");
    }
    try {
      return response.get();
    } finally {
      turns.release();
    }
  }
}
