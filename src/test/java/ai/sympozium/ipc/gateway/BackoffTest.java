package ai.sympozium.ipc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void shouldDoublePausesUpToFiveSeconds() {
    assertThat(Stream.generate(backoff::next).limit(9).mapToLong(Duration::toMillis))
        .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
  }

  @Test
  void shouldExtendOnlyNextPauseWhenServerRequestsOne() {
    backoff.request(Duration.ofSeconds(1));

    assertThat(Stream.generate(backoff::next).limit(2).mapToLong(Duration::toMillis))
        .containsExactly(1000L, 100L);
  }

  @Test
  void shouldNotExtendPauseBeyondFiveSecondsWhenServerRequestsMore() {
    backoff.request(Duration.ofDays(1));

    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
  }
}
