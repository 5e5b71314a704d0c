package ai.sympozium.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.operator.http.GatewayException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WholeRunTurnsTest {
  @Test
  @Timeout(20)
  void shouldRejectResponseWhenTooManyAreBuilt() throws InterruptedException {
    WholeRunTurns turns = new WholeRunTurns(Duration.ZERO);
    Semaphore begun = new Semaphore(0);
    CountDownLatch end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WholeRunTurns.MAX_AT_A_TIME; i++) {
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
      begun.acquire(WholeRunTurns.MAX_AT_A_TIME);

      assertThatThrownBy(() -> turns.get(() -> "")).isInstanceOf(GatewayException.class);
      end.countDown();
    }
    assertThat(turns.get(() -> "built")).isEqualTo("built");
  }
}
