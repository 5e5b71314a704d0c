package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterInterceptorTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "5, 5",
    "3600, 5",
    "0, 0",
    "-1, 0",
    "99999999999999999999, 0",
    "'Wed, 21 Oct 2026 07:28:00 GMT', 0"
  })
  void shouldLimitPauseOfRetryAfter(String header, long seconds) {
    assertThat(RetryAfterInterceptor.pause(header)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void shouldNotPauseWithoutRetryAfter() {
    assertThat(RetryAfterInterceptor.pause(null)).isZero();
  }
}
