package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
  @Test
  void shouldSubtractTheStartFromTheUptime() {
    assertThat(ProcessAge.of(stat("java"), "1234.56 99.00\n")).isEqualTo(Duration.ofMillis(1_230));
  }

  @Test
  void shouldFindTheStartWhenTheNameContainsSpacesAndParentheses() {
    assertThat(ProcessAge.of(stat("a) b (c"), "1234.56 99.00\n"))
        .isEqualTo(Duration.ofMillis(1_230));
  }

  @Test
  void shouldBeBetweenZeroAndTheUptimeOfTheMachine() {
    assertThat(ProcessAge.now()).isBetween(Duration.ZERO, Duration.ofDays(3650));
  }

  /** As the kernel writes it; the start is field 22. */
  private static String stat(String name) {
    return "42 (" + name + ") S 1 42 42 0 -1 4194560 1 0 0 0 7 2 0 0 20 0 31 0 123333 1 2\n";
  }
}
