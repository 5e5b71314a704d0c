package ai.sympozium.operator.grant.ceiling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CeilingReaderTest {
  private static final PolicyRule RULE =
      new PolicyRuleBuilder().withResources("pods").withVerbs("get").build();

  @Test
  void shouldKeepRulesWhenRoleIsSmall() {
    assertThat(CeilingReader.bounded(List.of(RULE))).containsExactly(RULE);
  }

  @Test
  void shouldIgnoreRoleWhenItIsTooLarge() {
    PolicyRule large =
        new PolicyRuleBuilder(RULE).withResourceNames("x".repeat(128 * 1024)).build();

    assertThat(CeilingReader.bounded(List.of(RULE, large))).isEmpty();
    assertThat(CeilingReader.bounded(Collections.nCopies(1_001, RULE))).isEmpty();
  }
}
