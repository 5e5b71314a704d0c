package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerTurnsTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ApiServerTurns turns = new ApiServerTurns(metrics);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();

  @AfterEach
  void release() {
    end.countDown();
  }

  @Test
  void shouldRejectWhenAllTurnsAreTaken() {
    hang(ApiServerTurns.MAX, true);

    assertThatThrownBy(() -> turns.run(() -> {})).isInstanceOf(GatewayException.class);
    assertThat(metrics.counter("sympozium.gateway.shed", "reason", "token_reviews").count())
        .isOne();
  }

  @Test
  void shouldKeepTurnsForKnownPodsWhenReviewsOfUnknownPodsHang() {
    hang(ApiServerTurns.MAX_UNKNOWN, false);

    assertThatThrownBy(() -> turns.review("peer", false, () -> "reviewed"))
        .isInstanceOf(GatewayException.class);
    assertThat(turns.review("peer", true, () -> "reviewed")).isEqualTo("reviewed");
  }

  @Test
  void shouldReviewForQuietPeerWhenAnotherExceedsRate() {
    int accepted = 0;
    for (int i = 0; i < 1_000; i++) {
      accepted += reviews("noisy") ? 1 : 0;
    }

    assertThat(accepted).isLessThan(500);
    assertThat(reviews("quiet")).isTrue();
  }

  private boolean reviews(String peer) {
    try {
      return turns.review(peer, true, () -> true);
    } catch (GatewayException e) {
      return false;
    }
  }

  private void hang(int calls, boolean known) {
    for (int i = 0; i < calls; i++) {
      String peer = "peer-" + i;
      Thread.ofVirtual()
          .start(() ->
              turns.review(
                  peer,
                  known,
                  () -> {
                    hanging.incrementAndGet();
                    awaitEnd();
                    return true;
                  }));
    }
    await().until(() -> hanging.get() == calls);
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
