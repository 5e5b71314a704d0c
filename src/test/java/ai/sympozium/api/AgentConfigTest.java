package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{A: b, C: ''}                     | {A=b, C=}",
        "[{name: A, value: b}, {name: C}]  | {A=b, C=}",
        "{}                                | {}",
        "[]                                | {}",
        "text                              | {}",
        "5                                 | {}",
        "{A: {b: c}}                       | {A=}",
        "[A]                               | {}"
      })
  void shouldReadVariablesAsMapAndAsListAndNeverFail(String variables, String read) {
    AgentConfig agent = Manifests.parse("{model: m, env: " + variables + "}", AgentConfig.class);

    assertThat(new TreeMap<>(agent.env())).hasToString(read);
  }
}
