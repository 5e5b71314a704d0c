package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunLimitsTest {
  private static final RunLimits INSTANCE = new RunLimits(10, 1000L, null, 500L);

  @Test
  void shouldPreferLimitsOfRun() {
    assertThat(new RunLimits(20, null, 4000).orElse(INSTANCE))
        .isEqualTo(new RunLimits(20, 1000L, 4000, 500L));
  }

  @Test
  void shouldNotLetClientOfEndpointExceedLimitOfInstance() {
    assertThat(new RunLimits(null, null, null, 1_000_000L).orElse(INSTANCE).outputTokens())
        .isEqualTo(500L);
    assertThat(new RunLimits(null, null, null, 100L).orElse(INSTANCE).outputTokens())
        .isEqualTo(100L);
  }
}
