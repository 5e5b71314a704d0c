package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerResourcesTest {
  private static final ResourceRequirements DEFAULTS =
      resources("{cpu: 20m, memory: 48Mi}", "{memory: 128Mi}");

  @Test
  void shouldMergeOverDefaultsOfOwnContainers() {
    var set = parse("{'helpers': {'requests': {'cpu': '50m'}, 'limits': {'cpu': '1'}}}");

    assertThat(set.helpers().over(DEFAULTS))
        .isEqualTo(resources("{cpu: 50m, memory: 48Mi}", "{cpu: '1', memory: 128Mi}"));
    assertThat(set.agent().over(DEFAULTS)).isEqualTo(DEFAULTS);
  }

  @Test
  void shouldAddOnlyMissingAmountsToSkills() {
    var set = parse("{'skills': {'requests': {'cpu': '50m'}, 'limits': {'cpu': '1'}}}");

    assertThat(set.skills().under(DEFAULTS))
        .isEqualTo(resources("{cpu: 20m, memory: 48Mi}", "{cpu: '1', memory: 128Mi}"));
  }

  @Test
  void shouldKeepDefaultsWhenNothingIsSet() {
    assertThat(ContainerResources.parse(Optional.empty())).isEqualTo(ContainerResources.NONE);
    assertThat(parse("{'agent': {}, 'helpers': {}, 'skills': {}}"))
        .isEqualTo(ContainerResources.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'agent': {'limits': {'cpu': 'much'}}} | agent.limits.cpu: \"much\" is not an amount",
        "{'agent': {'limits': {'cpu': ''}}} | agent.limits.cpu: \"\" is not an amount",
        "[] | containerResources",
        "x | containerResources"
      })
  void shouldNameValueWhenItIsInvalid(String value, String message) {
    assertThatThrownBy(() -> parse(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chart value containerResources: ")
        .hasMessageContaining(message);
  }

  private static ContainerResources parse(String json) {
    return ContainerResources.parse(Optional.of(json.replace('\'', '"')));
  }

  private static ResourceRequirements resources(String requests, String limits) {
    return Serialization.unmarshal(
        "requests: " + requests + "\nlimits: " + limits, ResourceRequirements.class);
  }
}
