package ai.sympozium.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointProcessTest {
  @Test
  void shouldReadWhatItHasWritten() {
    var process = new EndpointProcess("0a1b", Instant.parse("2026-01-01T10:00:00.123456Z"));

    assertThat(EndpointProcess.parse(process.value())).contains(process);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/2026-01-01T10:00:00Z", "uid", "uid/", "uid/today"})
  void shouldReadNothingElse(String value) {
    assertThat(EndpointProcess.parse(value)).isEmpty();
  }
}
