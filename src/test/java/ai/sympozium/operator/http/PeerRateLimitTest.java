package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.http.PeerRateLimit.Rate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerRateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final PeerRateLimit limit = new PeerRateLimit(new Rate(2, 5), new Rate(10, 20), now::get);

  @Test
  void shouldAllowShareAndRestWhenPeerIsAlone() {
    assertThat(allowed("a", 100)).isEqualTo(25);
  }

  @Test
  void shouldKeepShareOfPeerWhenOthersUseUpRest() {
    allowed("a", 100);

    assertThat(allowed("b", 100)).isEqualTo(5);
  }

  @Test
  void shouldRefillShareAndRestWhenTimePasses() {
    allowed("a", 100);

    now.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(allowed("a", 100)).isEqualTo(12);
  }

  @Test
  void shouldNotExceedBurstWhenPeerPauses() {
    now.addAndGet(Duration.ofDays(1).toNanos());

    assertThat(allowed("a", 100)).isEqualTo(25);
  }

  @Test
  void shouldForgetLeastRecentPeerWhenThereAreTooMany() {
    allowed("a", 100);

    IntStream.range(0, 5_000).forEach(i -> limit.tryAcquire("peer-" + i));

    assertThat(allowed("a", 100)).isEqualTo(5);
  }

  private long allowed(String peer, int events) {
    return IntStream.range(0, events).filter(i -> limit.tryAcquire(peer)).count();
  }
}
