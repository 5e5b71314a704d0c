package ai.sympozium.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeAnswersTest {
  private static final String LIVE = "/q/health/live";

  private final AtomicLong now = new AtomicLong();
  private final ProbeAnswers probes = new ProbeAnswers(now::get);

  @ParameterizedTest
  @ValueSource(ints = {200, 503})
  void shouldRepeatLastAnswerWhenItIsRecent(int status) {
    probes.answered(LIVE, status);

    assertThat(probes.last(LIVE)).hasValue(status);
    assertThat(probes.last("/q/health/ready")).isEmpty();
  }

  @Test
  void shouldAskHealthChecksOnceWhenAnswerIsOld() {
    probes.answered(LIVE, 200);
    now.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(probes.last(LIVE)).isEmpty();
    assertThat(probes.last(LIVE)).hasValue(200);
  }
}
