package ai.sympozium.endpoint.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.auth.KeyRateLimits.Decision;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyRateLimitsTest {
  private final AtomicLong nanos = new AtomicLong(1);
  private final TimeMeter time =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  @Test
  void shouldAllowBurstAndThenRate() {
    var limits = new KeyRateLimits(30, 2, time);

    assertThat(limits.count("a")).isEqualTo(new Decision(true, 1, 0));
    assertThat(limits.count("a")).isEqualTo(new Decision(true, 0, 0));
    assertThat(limits.count("a")).isEqualTo(new Decision(false, 0, 2));
    pass(Duration.ofSeconds(2));
    assertThat(limits.count("a").allowed()).isTrue();
    assertThat(limits.count("a").allowed()).isFalse();
  }

  @Test
  void shouldCountClientsApart() {
    var limits = new KeyRateLimits(60, 1, time);
    limits.count("a");

    assertThat(limits.count("a").allowed()).isFalse();
    assertThat(limits.count("b").allowed()).isTrue();
  }

  @Test
  void shouldAllowAllWhenThereIsNoLimit() {
    var limits = new KeyRateLimits(0, 1, time);

    for (var number = 0; number < 100; number++) {
      assertThat(limits.count("a").allowed()).isTrue();
    }
  }

  @Test
  void shouldForgetClientsThatMayUseTheirWholeBurst() {
    var limits = new KeyRateLimits(60, 1, time);
    limits.count("active");
    for (var number = 1; number < 10_000; number++) {
      limits.count("client" + number);
    }
    pass(Duration.ofSeconds(1));
    limits.count("active");

    limits.count("new");

    assertThat(limits.buckets()).isEqualTo(2);
    assertThat(limits.count("active").allowed()).isFalse();
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
