package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests parsing and formatting of durations. */
class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "90s, PT1M30S",
    "10m, PT10M",
    "1h30m, PT1H30M",
    "1500ms, PT1.5S",
    "1h2m3s4ms, PT1H2M3.004S",
    "30s1m, PT1M30S",
    "1s1s, PT2S",
    "999999999h, PT999999999H",
    "007s, PT7S"
  })
  void shouldAddPartsOfDuration(String text, Duration expected) {
    assertThat(Durations.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "m",
        "-1s",
        "+1s",
        "1.5h",
        "1 h",
        "10m ",
        " 10m",
        "1d",
        "1H",
        "PT10M",
        "10m\n",
        "1_0s",
        "١s",
        "1e3s",
        "9999999999s",
        "1us",
        "ten minutes",
        "10m;reboot"
      })
  void shouldRejectTextThatIsNoDuration(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void shouldRejectVeryLongText() {
    assertThat(Durations.parse("1s".repeat(100_000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0ms",
    "PT-3S, 0ms",
    "PT0.027S, 27ms",
    "PT0.9999S, 999ms",
    "PT1S, 1.0s",
    "PT2.65S, 2.6s",
    "PT59.999S, 59.9s",
    "PT1M, 1m0s",
    "PT3M5.9S, 3m5s",
    "PT24H, 1440m0s"
  })
  void shouldFormatBrieflyAndRoundDown(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
  }
}
