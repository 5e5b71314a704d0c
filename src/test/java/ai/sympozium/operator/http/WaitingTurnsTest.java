package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WaitingTurnsTest {
  private static final int AT_A_TIME = 4;

  @Test
  @Timeout(20)
  void shouldRejectWorkWhenTooMuchIsDone() throws InterruptedException {
    WaitingTurns turns =
        new WaitingTurns(
            AT_A_TIME, Duration.ZERO, () -> new GatewayException(ErrorCode.UNAVAILABLE, "busy"));
    Semaphore begun = new Semaphore(0);
    CountDownLatch end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_A_TIME; i++) {
        threads.submit(() ->
            turns.get(() -> {
              begun.release();
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "";
            }));
      }
      begun.acquire(AT_A_TIME);

      assertThatThrownBy(() -> turns.get(() -> "")).isInstanceOf(GatewayException.class);
      end.countDown();
    }
    assertThat(turns.get(() -> "built")).isEqualTo("built");
  }
}
