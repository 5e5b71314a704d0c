package ai.sympozium.operator.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RushTest {
  private final Rush rush = new Rush();

  /** So many starts are under way while {@code then} runs. */
  private void during(int starts, Runnable then) {
    if (starts == 0) {
      then.run();
    } else {
      rush.first(() -> during(starts - 1, then));
    }
  }

  @Test
  void aFewStartsAreNoRush() {
    during(
        31,
        () -> {
          assertThat(rush.isOn()).isFalse();
          during(1, () -> assertThat(rush.isOn()).isTrue());
          assertThat(rush.isOn()).isFalse();
        });
  }

  @Test
  void whatWaitsGoesOnWhenItIsOver() {
    during(
        31,
        () -> {
          CompletableFuture<Void> told =
              rush.first(() -> {
                CompletableFuture<Void> waits = CompletableFuture.runAsync(rush::giveWay);
                assertThat(waits).isNotDone();
                return waits;
              });
          assertThat(told.orTimeout(1, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(1));
        });
  }

  @Test
  void nothingWaitsForEver() {
    during(
        32,
        () -> {
          long before = System.nanoTime();
          rush.giveWay();
          assertThat(Duration.ofNanos(System.nanoTime() - before))
              .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
        });
  }
}
