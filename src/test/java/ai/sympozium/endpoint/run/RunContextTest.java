package ai.sympozium.endpoint.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunContextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "{} | true",
        "{\"kind\":\"response\",\"stored\":true} | true",
        "{\"kind\":\"response\",\"stored\":false} | false",
        "broken | false"
      })
  void shouldShowRunUnlessItsClientDoesNotWantIt(String context, boolean expected) {
    assertThat(RunContext.isStored(context)).isEqualTo(expected);
  }
}
