package ai.sympozium.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RushTest {
  private final Rush rush = new Rush();

  private void begin(int starts) {
    IntStream.range(0, starts).forEach(n -> rush.begun());
  }

  @Test
  void aFewStartsAreNoRush() {
    begin(31);
    assertThat(rush.isOn()).isFalse();
    rush.begun();
    assertThat(rush.isOn()).isTrue();
    rush.ended();
    assertThat(rush.isOn()).isFalse();
  }

  @Test
  void whatWaitsGoesOnWhenItIsOver() throws Exception {
    begin(32);
    CompletableFuture<Void> told = CompletableFuture.runAsync(rush::awaitEnd);
    assertThat(told).isNotDone();
    rush.ended();
    told.get(1, TimeUnit.SECONDS);
  }

  @Test
  void nothingWaitsForEver() {
    begin(32);
    long before = System.nanoTime();
    rush.awaitEnd();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
  }
}
