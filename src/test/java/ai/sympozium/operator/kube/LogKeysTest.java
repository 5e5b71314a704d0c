package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class LogKeysTest {
  @Test
  void shouldRestoreFieldsOfOuterScope() {
    try (var schedule = LogKeys.ofSchedule("n", "report")) {
      try (var run = LogKeys.ofRun("other", "r")) {
        assertThat(fields()).isEqualTo("other r report");
      }
      assertThat(fields()).isEqualTo("n null report");
    }
    assertThat(fields()).isEqualTo("null null null");
  }

  private static String fields() {
    return MDC.get(LogKeys.NAMESPACE)
        + " "
        + MDC.get(LogKeys.RUN)
        + " "
        + MDC.get(LogKeys.SCHEDULE);
  }
}
