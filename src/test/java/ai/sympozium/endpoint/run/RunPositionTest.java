package ai.sympozium.endpoint.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPositionTest {
  @Test
  void shouldReadWhatItWrites() {
    var position = new RunPosition(Instant.parse("2026-01-01T00:00:00Z"), "0123456789abcdef");

    assertThat(RunPosition.parse(position.toString())).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "2026-01-01T00:00:00Z", "now/0123456789abcdef", "2026-01-01T00:00:00Z/x"})
  void shouldReadNothingElse(String text) {
    assertThat(RunPosition.parse(text)).isEmpty();
  }
}
