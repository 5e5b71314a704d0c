package ai.sympozium.operator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DenialSampleTest {
  private static final RunRef RUN = new RunRef("team", "check", "uid");

  @Test
  void shouldReviewEachRuleOnce() {
    var grant =
        grant(
            List.of(
                rule(List.of("pods", "pods/log"), List.of("get", "list", "watch"), List.of()),
                rule(List.of("secrets"), List.of("get", "update"), List.of("a", "b"))),
            List.of(rule(List.of("nodes"), List.of("get", "list"), List.of())));

    assertThat(samples(grant))
        .containsExactlyInAnyOrder(
            new DenialSample("team", "", "pods", "get", null),
            new DenialSample("team", "", "secrets", "get", "a"),
            new DenialSample(null, "", "nodes", "get", null));
    assertThat(DenialSample.first(grant)).hasSize(2);
  }

  private static List<DenialSample> samples(SkillGrant grant) {
    return Stream.concat(DenialSample.first(grant).stream(), DenialSample.others(grant).stream())
        .toList();
  }

  private static SkillGrant grant(List<PolicyRule> rules, List<PolicyRule> clusterRules) {
    return new SkillGrant(RUN, "reader", rules, clusterRules);
  }

  private static PolicyRule rule(List<String> resources, List<String> verbs, List<String> names) {
    return new PolicyRule(List.of(""), resources, verbs, names);
  }
}
