package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits the calls to the API server that requests of pods cause. The other connections of the
 * client, and most of the requests that the API server processes at a time, remain for revocations.
 *
 * @see ai.sympozium.operator.kube.ApiServerHttpClientFactory
 */
@ApplicationScoped
public class ApiServerTurns {
  /** A quarter of the client's connections. */
  static final int MAX = 24;

  /** Of these, for tokens of pods that the caches do not know. */
  static final int MAX_UNKNOWN = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final MeterRegistry metrics;
  private final WaitingTurns turns = new WaitingTurns(MAX, MAX_WAIT, this::shed);
  private final Semaphore unknownTurns = new Semaphore(MAX_UNKNOWN);
  private final PeerRateLimit known =
      new PeerRateLimit(new Rate(3, 30), new Rate(30, 400), System::nanoTime);
  private final PeerRateLimit unknown =
      new PeerRateLimit(new Rate(1, 5), new Rate(10, 20), System::nanoTime);

  ApiServerTurns(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /**
   * Reviews a token.
   *
   * @param peer address of the client
   * @param isKnown whether the token claims a pod of a run
   */
  public <T> T review(String peer, boolean isKnown, Supplier<T> call) {
    if (!(isKnown ? known : unknown).tryAcquire(peer)) {
      throw shed();
    }
    if (isKnown) {
      return get(call);
    }
    if (!unknownTurns.tryAcquire()) {
      throw shed();
    }
    try {
      return get(call);
    } finally {
      unknownTurns.release();
    }
  }

  /** Makes the calls of an authenticated request. */
  public void run(Runnable calls) {
    get(() -> {
      calls.run();
      return true;
    });
  }

  /** Makes the calls of an authenticated request and returns their result. */
  public <T> T get(Supplier<T> call) {
    return turns.get(call::get);
  }

  private GatewayException shed() {
    ShedReason.TOKEN_REVIEWS.count(metrics);
    return new GatewayException(
        ErrorCode.UNAVAILABLE, "the gateway processes too many requests at present");
  }
}
