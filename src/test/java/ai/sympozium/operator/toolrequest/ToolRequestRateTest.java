package ai.sympozium.operator.toolrequest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolRequestRateTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ToolRequestRate rate = new ToolRequestRate(() -> now);

  @Test
  void shouldLimitEachRunForItself() {
    fill();

    assertThat(rate.tryAcquire("run", "next")).isFalse();
    assertThat(rate.tryAcquire("other", "next")).isTrue();
  }

  @Test
  void shouldNotCountRepeatedRequests() {
    fill();

    assertThat(rate.tryAcquire("run", "0")).isTrue();
    assertThat(rate.tryAcquire("run", "next")).isFalse();
  }

  @Test
  void shouldAllowRequestsAgainAfterAMinute() {
    fill();
    now = now.plusSeconds(60);

    assertThat(rate.tryAcquire("run", "next")).isTrue();
  }

  private void fill() {
    IntStream.range(0, ToolRequestRate.MAX_PER_MINUTE)
        .forEach(i -> assertThat(rate.tryAcquire("run", "" + i)).isTrue());
  }
}
